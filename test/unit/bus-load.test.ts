import assert from "node:assert/strict";
import { tenValues } from "../../dist/bench/modbus/ten-values.js";
import { busLoad } from "../../dist/lib/acquire/bus-load.js";
import { cadenceMs } from "../../dist/lib/acquire/cadence.js";
import { profileFor } from "../../dist/lib/io/profiles.js";

const line = { baud: 9600, parity: "none", stopBits: 1 } as const;
const rtu = { transport: "rtu", path: "/dev/ttyUSB0", line, timeoutMs: 1000, pauseMs: 0, turnaroundMs: 0 } as const;
const profile = profileFor("wago-879-30xx", "m1");
const wagos = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, n) => ({
    profile,
    point: {
      site: "works",
      meter: `m${n}`,
      bus: rtu,
      unitId: n + 1,
      profile: profile.id,
      intervalMs: 1000,
      quantities: tenValues,
      ...more,
    },
  }));
const rounded = ({ cycleMs, share, fits }: ReturnType<typeof busLoad>) => [
  Math.round(cycleMs),
  Math.round(share * 100),
  fits,
];

describe("the load of a bus", () => {
  it("of 24 meters at 9600 baud is a cycle of 3.1 s: too much for every second, easy for every ten", () => {
    assert.deepEqual(rounded(busLoad(wagos(24))), [3100, 310, false]);
    assert.deepEqual(rounded(busLoad(wagos(24, { intervalMs: 10_000 }))), [3100, 31, true]);
  });

  it("falls when energies are read every minute only", () => {
    const cadence = { registers: 60 };
    const [, , all] = rounded(busLoad(wagos(8)));
    const [cycle, share, fits] = rounded(busLoad(wagos(8, { cadence })));
    assert.deepEqual([all, cycle, fits], [false, 1033, true]);
    assert.ok((share as number) < 70, `${share} %`);
  });

  it("grows with the meter's turnaround, and is shared by requests that run at the same time", () => {
    const slow = { ...rtu, turnaroundMs: 100 };
    assert.deepEqual(rounded(busLoad(wagos(1, { bus: slow }))), [342, 34, true]);
    const tcp = { transport: "tcp", host: "h", port: 502, timeoutMs: 1000, pauseMs: 0, turnaroundMs: 50 } as const;
    assert.deepEqual(rounded(busLoad(wagos(10, { bus: { ...tcp, parallel: 1 } }))), [1000, 100, false]);
    assert.deepEqual(rounded(busLoad(wagos(10, { bus: { ...tcp, parallel: 4 } }))), [250, 25, true]);
    const behind = { ...tcp, parallel: 4, turnaroundMs: 0, line };
    assert.deepEqual(rounded(busLoad(wagos(24, { bus: behind }))), [3100, 310, false]);
  });

  it("of a bus without meters is none", () => {
    assert.deepEqual(busLoad([]), { meters: 0, cycleMs: 0, share: 0, fits: true });
  });
});

describe("the cadence of a value", () => {
  const cases: readonly [quantity: string, cadence: Record<string, number>, seconds: number][] = [
    ["active_power", {}, 2],
    ["active_power", { gauges: 10 }, 10],
    ["active_power", { gauges: 10, active_power: 2 }, 2],
    ["active_energy_import", { registers: 60 }, 60],
    ["active_energy_import", { gauges: 10 }, 2],
    ["active_power", { gauges: 5 }, 6],
    ["active_power", { gauges: 0.5 }, 2],
  ];
  for (const [quantity, cadence, seconds] of cases) {
    it(`${quantity} with ${JSON.stringify(cadence)}, read every 2 s: ${seconds} s`, () => {
      assert.equal(cadenceMs(quantity, 2000, cadence), seconds * 1000);
    });
  }
});
