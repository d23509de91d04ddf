import type { SerialLine } from "../site/site-model";

/** Above this rate the standard fixes the silence between frames instead of counting characters. */
const fixedSilenceAbove = 19_200;
const fixedSilenceMs = 1.75;
const silenceChars = 3.5;

/** Time one byte takes on the line, ms: a start bit, eight data bits, perhaps parity, the stop bits. */
export function characterMs({ baud, parity, stopBits }: SerialLine): number {
  const bits = 9 + (parity === "none" ? 0 : 1) + stopBits;
  return (1000 * bits) / baud;
}

/** The least silence between two frames, ms (Modbus over serial line V1.02, section 2.5.1.1). */
export function silenceMs(line: SerialLine): number {
  return line.baud > fixedSilenceAbove ? fixedSilenceMs : silenceChars * characterMs(line);
}
