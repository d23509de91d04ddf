import type { MeterImage } from "./meter-image";
import type { ValueOf } from "./meter-values";

/** Exceptions of the Modbus application protocol, version 1.1b3, section 7. */
const illegalFunction = 1;
const illegalAddress = 2;
const illegalValue = 3;
const targetNotResponding = 11;

/** One meter that answers on a bus. */
export interface Slave {
  readonly image: MeterImage;
  valuesAt(at: number): ValueOf;
}

/**
 * Answers one request (function code and data, without frame) as the meter, or as the gateway before it
 * where no meter has this unit id. Meters answer reads by their own function only, and refuse registers
 * that their model does not have.
 */
export function answer(
  slaves: ReadonlyMap<number, Slave>,
  unitId: number,
  request: Uint8Array,
  at: number,
): Uint8Array {
  const functionCode = request[0] ?? 0;
  const refuse = (exception: number): Uint8Array => Uint8Array.of(functionCode | 0x80, exception);
  const slave = slaves.get(unitId);
  if (!slave) return refuse(targetNotResponding);
  const { image } = slave;
  const measures = functionCode === image.profile.functionCode;
  if (!measures && !image.namesItselfBy(functionCode)) return refuse(illegalFunction);
  if (request.length !== 5) return refuse(illegalValue);

  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  const address = view.getUint16(1);
  const count = view.getUint16(3);
  if (count < 1 || count > image.profile.maxRegisters) return refuse(illegalValue);
  const words = measures ? measured(slave, address, count, at) : image.naming(functionCode, address, count);
  if (!words) return refuse(illegalAddress);

  const response = new Uint8Array(2 + 2 * count);
  const data = new DataView(response.buffer);
  response[0] = functionCode;
  response[1] = 2 * count;
  words.forEach((word, i) => {
    data.setUint16(2 + 2 * i, word);
  });
  return response;
}

function measured({ image, valuesAt }: Slave, address: number, count: number, at: number): Uint16Array | undefined {
  return image.has(address, count) ? image.read(address, count, valuesAt(at)) : undefined;
}
