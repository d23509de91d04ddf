import type ModbusRTU from "modbus-serial";
import type { ReadRegisterResult } from "modbus-serial/ModbusRTU";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError } from "../../contract/error";
import { requestError } from "./request-error";

/** The requests that are on their way through one client of modbus-serial. */
export class ClientRequests {
  readonly #client: ModbusRTU;
  readonly #bus: string;
  readonly #waiting = new Set<(error: EnergyError) => void>();

  constructor(client: ModbusRTU, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  /** Gives the `2 × count` bytes of the answer; rejects with METER_… or BUS_CLOSED. */
  read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    return new Promise((resolve, reject) => {
      const { unitId, functionCode, address, count } = request;
      this.#waiting.add(reject);
      // The library may answer a request twice, after its end or at once: the first time counts.
      const next = (thrown: Error | null, answer: ReadRegisterResult): void => {
        if (!this.#waiting.delete(reject)) return;
        const { buffer } = answer ?? {};
        if (!thrown && buffer?.length === 2 * count) {
          resolve(new DataView(buffer.buffer, buffer.byteOffset, buffer.length));
          return;
        }
        const problem = thrown ?? new Error(`${buffer?.length} bytes instead of ${2 * count}`);
        reject(requestError(problem, request, this.#bus, timeoutMs));
      };
      this.#client.setTimeout(timeoutMs);
      if (functionCode === 3) this.#client.writeFC3(unitId, address, count, next);
      else this.#client.writeFC4(unitId, address, count, next);
    });
  }

  /** Ends every request: the library leaves them waiting for their timeouts when a connection ends. */
  abandon(): void {
    const error = new EnergyError("BUS_CLOSED", { bus: this.#bus });
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
    // Its timers would go on for requests that nobody waits for any more.
    this.#client.destroy(() => {});
  }
}
