import type { ProfileRegister } from "../acquire/profile";
import type { Reading } from "../contract/messages";
import { type Calibrations, calibrated } from "../metering/calibration";

/** Parts of a value that a 32 bit float can tell apart. */
const floatSteps = 2 ** 23;

/** The smallest difference this register can show at this value, in its quantity's unit; `times` is the gateway's own ratio. */
export function resolutionOf(register: ProfileRegister, value: number, times: number): number {
  const { type, numerator, denominator, exponent } = register;
  if (type === "float64") return 0;
  if (type === "float32") return Math.abs(value) / floatSteps;
  return Math.abs(times) * (numerator / denominator) * 10 ** (exponent?.usual ?? 0);
}

/** By how much one more of what the meter shows is more in the reading. */
export function timesOf(quantity: string, reading: Reading, calibrations: Calibrations | undefined): number {
  const at = (value: number): number =>
    calibrated({ ...reading, values: { [quantity]: value } }, calibrations).values[quantity] ?? value;
  return at(1) - at(0);
}
