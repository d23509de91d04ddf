import type { Duplex } from "node:stream";
import { busAddress } from "../../acquire/bus-config";
import { EnergyError } from "../../contract/error";
import type { RtuLink } from "../../site/site-model";

/** Opens a serial line of this machine. Rejects with BUS_UNREACHABLE, or DEPENDENCY_MISSING without serialport. */
export async function openSerial(link: RtuLink): Promise<Duplex> {
  const { SerialPort } = await serialport();
  const { baud, parity, stopBits } = link.line;
  return new Promise((resolve, reject) => {
    const options = {
      path: link.path,
      baudRate: baud,
      parity,
      stopBits,
      dataBits: 8,
      lock: true,
      autoOpen: true,
    } as const;
    const port = new SerialPort(options, (error) => {
      if (!error) return resolve(port);
      reject(new EnergyError("BUS_UNREACHABLE", { bus: busAddress(link), detail: error.message }, { cause: error }));
    });
  });
}

async function serialport(): Promise<typeof import("serialport")> {
  try {
    // Loaded here: only serial lines need it, and on some systems it cannot be installed.
    return await import("serialport");
  } catch (error) {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "A serial line", package: "serialport" }, { cause: error });
  }
}
