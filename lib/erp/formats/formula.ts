/**
 * What a spreadsheet would take for the beginning of a formula or a command, the wide forms of East Asian keyboards
 * included (OWASP, CSV injection).
 */
const beginsFormula = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text that a spreadsheet shows as a text. Only for texts: a number may begin with a minus. */
export const neutralised = (text: string): string => (beginsFormula.test(text) ? `'${text}` : text);
