import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import type { MeterState } from "../../dist/lib/red/handles.js";
import type { NodeTools } from "../../dist/lib/red/node-tools.js";
import { ReaderStates } from "../../dist/lib/red/reader-states.js";
import { errorText } from "../../dist/lib/red/text.js";

const line = { baud: 19_200, parity: "even", stopBits: 1 } as const;
const rtu = { transport: "rtu", path: "/dev/ttyUSB0", line, timeoutMs: 500, pauseMs: 0 } as const;
const tcp = { transport: "tcp", host: "10.0.0.7", port: 502, timeoutMs: 500, pauseMs: 0, parallel: 1 } as const;

/** What a node would show: its problems by subject, and its status. */
function board() {
  const problems = new Map<string, EnergyError>();
  let status = "";
  const tools: NodeTools = {
    language: "en-US",
    status: (code) => {
      status = code;
    },
    raise: (subject, error) => void problems.set(subject, error),
    solved: (subject) => void problems.delete(subject),
    text: (error) => error.code,
    forDone: () => new Error(),
  };
  const sites = new Map<string, MeterState>();
  const codes = () => Object.fromEntries([...problems].map(([subject, { code }]) => [subject, code]));
  return { states: new ReaderStates(tools, sites), problems, codes, status: () => status, sites };
}

const reading = (meter: string, values: Record<string, number> = { frequency: 50 }) =>
  ({ kind: "reading", site: "works", meter, at: 1, values, quality: "good" }) as const;
const silent = (meter: string) => new EnergyError("METER_NO_ANSWER", { meter, unitId: 1, bus: "", timeoutMs: 500 });
const noise = (meter: string) => new EnergyError("METER_NOISE", { meter, unitId: 1, bus: "", bytes: 7 });

describe("what is wrong with the meters of a bus", () => {
  it("is said of the line, with what to check, when nobody on it answers: A and B, baud rate or parity", () => {
    const { states, problems, codes, status } = board();
    for (const meter of ["m1", "m2", "m3"]) states.waiting(meter, rtu);
    states.failing("m1", silent("m1"));
    states.failing("m2", noise("m2"));
    assert.deepEqual(codes(), { m1: "METER_NO_ANSWER", m2: "METER_NOISE" });
    states.failing("m3", silent("m3"));
    assert.deepEqual(codes(), { "/dev/ttyUSB0 19200 8E1": "BUS_SILENT" });
    assert.equal(status(), "all-failing");
    const error = problems.get("/dev/ttyUSB0 19200 8E1") as EnergyError;
    for (const words of [/19200 baud and 8E1/, /A and B exchanged/]) assert.match(errorText(error, "en-US"), words);
    assert.match(errorText(error, "de"), /A und B vertauscht/);
  });

  it("is said of each meter again as soon as one of them answers", () => {
    const { states, codes } = board();
    for (const meter of ["m1", "m2"]) {
      states.waiting(meter, rtu);
      states.failing(meter, silent(meter));
    }
    states.online(reading("m1"));
    assert.deepEqual(codes(), { m2: "METER_NO_ANSWER" });
    states.online(reading("m2"));
    assert.deepEqual(codes(), {});
  });

  it("is not blamed on a line that carries one meter only, nor on a gateway in the network", () => {
    const { states, codes } = board();
    states.waiting("alone", rtu);
    states.failing("alone", silent("alone"));
    for (const meter of ["m1", "m2"]) {
      states.waiting(meter, tcp);
      states.failing(meter, silent(meter));
    }
    assert.deepEqual(codes(), { alone: "METER_NO_ANSWER", m1: "METER_NO_ANSWER", m2: "METER_NO_ANSWER" });
  });

  it("is one problem of a bus that cannot be reached, not one for each meter", () => {
    const { states, codes } = board();
    const unreachable = new EnergyError("BUS_UNREACHABLE", { bus: "10.0.0.7:502", detail: "ECONNREFUSED" });
    for (const meter of ["m1", "m2", "m3"]) {
      states.waiting(meter, tcp);
      states.failing(meter, unreachable);
    }
    assert.deepEqual(codes(), { "10.0.0.7:502": "BUS_UNREACHABLE" });
    for (const meter of ["m1", "m2", "m3"]) states.online(reading(meter));
    assert.deepEqual(codes(), {});
  });
});

describe("the last of every value", () => {
  it("is known though a reading carries only what was due", () => {
    const { states, sites } = board();
    states.waiting("m1", tcp);
    states.online(reading("m1", { active_power: 4, active_energy_import: 100 }));
    states.online(reading("m1", { active_power: 5 }));
    assert.deepEqual(sites.get("m1")?.values, { active_power: 5, active_energy_import: 100 });
  });
});
