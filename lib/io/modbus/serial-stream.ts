import { writeSync } from "node:fs";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { SerialPort } from "serialport";
import { busAddress } from "../../acquire/bus-config";
import { EnergyError } from "../../contract/error";
import type { RtuLink } from "../../site/site-model";

/** A stream of bytes, and what differs between those of a serial line and of a network. */
export interface Wire {
  readonly stream: Duplex;
  isOpen(): boolean;
  send(bytes: Buffer): void;
  /** Gives the line back; "close" of the stream follows. */
  close(): void;
}

/** A line that was given back a moment ago may still be locked by its last user. */
const lockedRetryMs = 25;

/**
 * Opens a serial line of this machine, waiting for one that is locked. Rejects with BUS_UNREACHABLE after
 * `timeoutMs` at the latest, or with DEPENDENCY_MISSING without serialport.
 */
export async function openSerial(link: RtuLink, timeoutMs: number): Promise<Wire> {
  const { SerialPort } = await serialport();
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return wireOf(await opened(SerialPort, link));
    } catch (thrown) {
      const { message } = thrown as Error;
      if (/lock/i.test(message) && performance.now() < until) {
        await sleep(lockedRetryMs);
        continue;
      }
      throw new EnergyError("BUS_UNREACHABLE", { bus: busAddress(link), detail: message }, { cause: thrown });
    }
  }
}

function opened(Port: typeof SerialPort, { path, line }: RtuLink): Promise<SerialPort> {
  const { baud, parity, stopBits } = line;
  return new Promise((resolve, reject) => {
    const options = { path, baudRate: baud, parity, stopBits, dataBits: 8, lock: true, autoOpen: true } as const;
    const port = new Port(options, (error) => (error ? reject(error) : resolve(port)));
  });
}

function wireOf(port: SerialPort): Wire {
  return {
    stream: port,
    isOpen: () => port.isOpen,
    send: (bytes) => sendNow(port, bytes),
    // Destroying the stream would keep the device open and locked.
    close: () => {
      if (port.isOpen) port.close(() => {});
    },
  };
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
