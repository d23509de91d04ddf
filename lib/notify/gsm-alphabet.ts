/** The default alphabet of GSM (3GPP TS 23.038, 6.2.1) in the order of its codes, and its extension table. */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const extension: Readonly<Record<string, number>> = {
  "\f": 0x0a,
  "^": 0x14,
  "{": 0x28,
  "}": 0x29,
  "\\": 0x2f,
  "[": 0x3c,
  "~": 0x3d,
  "]": 0x3e,
  "|": 0x40,
  "€": 0x65,
};
const escapeCode = 0x1b;

const codes = new Map<string, readonly number[]>([
  ...[...basic].map((letter, code): [string, number[]] => [letter, [code]]),
  ...Object.entries(extension).map(([letter, code]): [string, number[]] => [letter, [escapeCode, code]]),
]);
codes.delete("\u001b");

/** The codes (7 bits each) of each letter; undefined where the alphabet lacks one. */
export function gsmLetters(text: string): (readonly number[])[] | undefined {
  const found: (readonly number[])[] = [];
  for (const letter of text) {
    const letterCodes = codes.get(letter);
    if (!letterCodes) return undefined;
    found.push(letterCodes);
  }
  return found;
}

/** Packs 7-bit codes into octets, after `fillBits` empty bits (3GPP TS 23.038, 6.1.2.1). */
export function packed(septets: readonly number[], fillBits = 0): number[] {
  const octets: number[] = [];
  let bits = fillBits;
  let held = 0;
  for (const septet of septets) {
    held |= septet << bits;
    bits += 7;
    while (bits >= 8) {
      octets.push(held & 0xff);
      held >>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) octets.push(held & 0xff);
  return octets;
}
