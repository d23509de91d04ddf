import { writeSync } from "node:fs";
import type { Duplex } from "node:stream";
import type { SerialPort } from "serialport";
import { busAddress } from "../../acquire/bus-config";
import { EnergyError } from "../../contract/error";
import type { RtuLink } from "../../site/site-model";

/** A stream of bytes, and the quickest way to send some. */
export interface Wire {
  readonly stream: Duplex;
  send(bytes: Buffer): void;
}

/** Opens a serial line of this machine. Rejects with BUS_UNREACHABLE, or DEPENDENCY_MISSING without serialport. */
export async function openSerial(link: RtuLink): Promise<Wire> {
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
      if (!error) return resolve({ stream: port, send: (bytes) => sendNow(port, bytes) });
      reject(new EnergyError("BUS_UNREACHABLE", { bus: busAddress(link), detail: error.message }, { cause: error }));
    });
  });
}

/** The serial lines that this machine has; none where serialport is not installed. */
export async function serialPorts(): Promise<{ path: string; label: string }[]> {
  try {
    const { SerialPort } = await serialport();
    const ports = await SerialPort.list();
    return ports.map(({ path, manufacturer, serialNumber }) => {
      const maker = [manufacturer, serialNumber].filter(Boolean).join(" ");
      return { path, label: maker ? `${path} (${maker})` : path };
    });
  } catch {
    // Only suggestions in a dialog: the path can be written by hand.
    return [];
  }
}

/** Straight to the driver: by way of the library's threads a frame starts a tenth of a millisecond later. */
function sendNow(port: SerialPort, bytes: Buffer): void {
  const fd = port.port && "fd" in port.port ? port.port.fd : null;
  let sent = 0;
  try {
    if (fd !== null) sent = writeSync(fd, bytes);
  } catch {
    // The driver takes nothing just now, or the line is gone: the library waits, or says so.
  }
  if (sent < bytes.length) port.write(bytes.subarray(sent));
}

async function serialport(): Promise<typeof import("serialport")> {
  try {
    // Loaded here: only serial lines need it, and on some systems it cannot be installed.
    return await import("serialport");
  } catch (error) {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "A serial line", package: "serialport" }, { cause: error });
  }
}
