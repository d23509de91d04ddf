const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Escaped for an element's content and for attributes alike. */
export const xmlText = (text: string): string => text.replace(/[&<>"'\t\n\r]/g, (letter) => entities[letter] as string);

/** What XML 1.0 cannot hold in any form, and control characters that it should not: all but tab and line breaks. */
export const notXml = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/u;

export const isXmlName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name) && !/^xml/i.test(name);
