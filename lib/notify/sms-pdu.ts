import { gsmLetters, packed } from "./gsm-alphabet";

/** One part of a text message as a modem takes it (AT+CMGS in PDU mode). */
export interface SmsPdu {
  /** Hexadecimal, with an empty address of the service centre: the SIM card's own is used. */
  readonly hex: string;
  /** Octets without that address. */
  readonly length: number;
}

/** SMS-SUBMIT without validity (3GPP TS 23.040, 9.2.2.2), and with a user data header. */
const submit = 0x01;
const withHeader = 0x40;
const international = 0x91;
const sevenBit = 0x00;
const ucs2 = 0x08;
const mostParts = 8;

/**
 * A text as the parts of one SMS: 160 letters of the GSM alphabet, or 70 of any other; longer ones in concatenated
 * parts (3GPP TS 23.040, 9.2.3.24.1) of 153 or 67. `reference`: 0 to 255, tells messages apart. What is longer than
 * eight parts is cut.
 */
export function smsPdus(to: string, text: string, reference: number): SmsPdu[] {
  const letters = gsmLetters(text);
  const units = letters ?? utf16Letters(text);
  const [whole, inPart] = letters ? [160, 153] : [70, 67];
  const length = units.reduce((sum, unit) => sum + unit.length, 0);
  const parts = length <= whole ? [units.flat()] : split(units, inPart).slice(0, mostParts);
  return parts.map((part, n) => {
    const header = parts.length > 1 ? [0x05, 0x00, 0x03, reference & 0xff, parts.length, n + 1] : [];
    return pdu(to, part, header, letters !== undefined);
  });
}

/** Each letter as its one or two code units. */
const utf16Letters = (text: string): number[][] =>
  [...text].map((letter) => Array.from({ length: letter.length }, (_, n) => letter.charCodeAt(n)));

/** No letter is torn apart. */
function split(units: readonly (readonly number[])[], most: number): number[][] {
  const parts: number[][] = [[]];
  for (const unit of units) {
    const last = parts.at(-1) as number[];
    if (last.length + unit.length > most) parts.push([...unit]);
    else last.push(...unit);
  }
  return parts;
}

function pdu(to: string, units: readonly number[], header: readonly number[], isGsm: boolean): SmsPdu {
  const digits = to.replace(/\D/g, "");
  const headerBits = header.length * 8;
  const fillBits = (7 - (headerBits % 7)) % 7;
  const data = isGsm
    ? packed(units, header.length > 0 ? fillBits : 0)
    : units.flatMap((unit) => [unit >> 8, unit & 0xff]);
  const userLength = isGsm ? Math.ceil(headerBits / 7) + units.length : header.length + data.length;
  const octets = [
    submit | (header.length > 0 ? withHeader : 0),
    0x00, // message reference: the modem sets it
    digits.length,
    international,
    ...semiOctets(digits),
    0x00, // protocol identifier
    isGsm ? sevenBit : ucs2,
    userLength,
    ...header,
    ...data,
  ];
  return { hex: `00${Buffer.from(octets).toString("hex").toUpperCase()}`, length: octets.length };
}

/** Two digits an octet, the first in the lower half, an odd last one with F. */
function semiOctets(digits: string): number[] {
  const padded = digits.length % 2 === 0 ? digits : `${digits}F`;
  return Array.from({ length: padded.length / 2 }, (_, n) =>
    Number.parseInt(`${padded[2 * n + 1]}${padded[2 * n]}`, 16),
  );
}
