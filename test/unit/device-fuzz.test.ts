import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { parseMessage } from "../../dist/lib/contract/validate.js";
import { chance } from "../../dist/lib/simulate/chance.js";
import { inlineIntake } from "../support/devices.ts";

const arrival = Date.UTC(2026, 0, 5, 12);
const names = [
  ...["deviceId", "voltage", "power", "energy", "timestamp", "values", "at", "active_power", "quality", "__proto__"],
  ...[
    "end_device_ids",
    "device_id",
    "uplink_message",
    "f_cnt",
    "f_port",
    "frm_payload",
    "decoded_payload",
    "received_at",
  ],
  ...[
    "deviceInfo",
    "devEui",
    "fPort",
    "fCnt",
    "data",
    "object",
    "devEUI",
    "applicationID",
    "objectJSON",
    "rxInfo",
    "time",
  ],
  ...["src", "method", "params", "ts", "em:0", "switch:0", "apower", "a_act_power", "aenergy", "total", "constructor"],
  ...["ENERGY", "StatusSNS", "Time", "Power", "Total", "Voltage"],
];
const texts = ["", "esp-1", "NotifyStatus", "2026-01-05T11:00:00Z", "12.5", "1e400", "qg==", "{}", "NaN", "good", "🔌"];
const numbers = [0, 1, -1, 0.1, 1e308, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1767614395];
const topics = [
  ...[
    "",
    "energy/esp-1/data",
    "shellies/shellyem3-1/emeter/1/power",
    "shellies/a/relay/0/energy",
    "shellies/a/emeter/x/power",
  ],
  ...[
    "shelly/status/em:0",
    "shelly/events/rpc",
    "tele/plug/SENSOR",
    "stat/plug/STATUS10",
    "v3/a/devices/b/up",
    "//",
    "+/#",
  ],
];

describe("whatever a device sends", () => {
  it("becomes valid readings or errors with a code, and never anything else", () => {
    let drawn = 0;
    const whole = (below: number): number => Math.floor(chance(20_260_105, drawn++) * below);
    const pick = <T>(list: readonly T[]): T => list[whole(list.length)] as T;
    const value = (depth: number): unknown => {
      const kind = whole(depth > 4 ? 4 : 7);
      if (kind === 0) return pick(numbers);
      if (kind === 1) return pick(texts);
      if (kind === 2) return [null, true, false, undefined][whole(4)];
      if (kind === 3) return whole(100_000) / 100;
      if (kind === 4) return Array.from({ length: whole(4) }, () => value(depth + 1));
      const entries = Array.from({ length: whole(8) }, () => [pick(names), value(depth + 1)] as const);
      return Object.fromEntries(entries);
    };
    const intake = inlineIntake();
    const outcomes = { readings: 0, failures: 0 };
    for (let n = 0; n < 30_000; n++) {
      const now = arrival + n;
      const message = { topic: pick(topics), payload: value(0), retained: n % 7 === 0 };
      const { readings, failures } = intake.take(message, now);
      for (const reading of [...readings, ...intake.due(now)]) {
        parseMessage(reading);
        assert.ok(Object.values(reading.values).every(Number.isFinite), JSON.stringify(message));
        outcomes.readings++;
      }
      for (const { error } of failures) {
        assert.ok(error instanceof EnergyError && error.code !== "INTERNAL", `${error} for ${JSON.stringify(message)}`);
        outcomes.failures++;
      }
    }
    assert.ok(outcomes.readings > 1000 && outcomes.failures > 1000, JSON.stringify(outcomes));
  });
});
