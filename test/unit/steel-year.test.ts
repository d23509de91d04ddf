import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { Replay } from "../../dist/lib/step/replay.js";

/** Origin and licence: `lib/simulate/steel-load.md`. Active energy in 0.01 kWh, 96 numbers a day. */
const file = join(import.meta.dirname, "../../lib/simulate/steel-load.json");
const quarter = 900_000;
const hundredth = 100;

/** Energy and highest quarter-hour power of each month of 2018, as its publishers' table gives them. */
const published: readonly (readonly [kwh: number, kw: number])[] = [
  [126238.29, 612.56],
  [91497.34, 582.04],
  [80230.41, 605.24],
  [78769.8, 556.12],
  [79059.28, 560.16],
  [65404.64, 535.4],
  [81674.41, 486.72],
  [68559.43, 534.8],
  [57883.07, 510.48],
  [84665.65, 557.72],
  [86217.61, 628.72],
  [59436.78, 596.72],
];

const zone = "Asia/Seoul";
const newYear = Date.parse("2018-01-01T00:00+09:00");

/** The year as readings of one register: it turns at 100000 kWh, and the meter is exchanged in April and in September. */
function messagesOfYear(quarters: readonly number[]): Message[] {
  const turn = 100_000 * hundredth;
  const swaps = new Map([
    [10_007, 4_200],
    [24_333, 9_990_000],
  ]);
  const messages: Message[] = [];
  let register = 9_400_000;
  const tell = (at: number): void => {
    const values = { active_energy_import: register / hundredth };
    messages.push({ kind: "reading", site: "works", meter: "main", at, values, quality: "good" });
  };
  tell(newYear);
  quarters.forEach((used, index) => {
    const begin = newYear + index * quarter;
    const first = swaps.get(index);
    if (first !== undefined) {
      // At a third of a quarter of an hour, when a third of its energy has been counted.
      const before = Math.round(used / 3);
      const final = ((register + before) % turn) / hundredth;
      const facts = { event: "swap", final, first: first / hundredth, serial: `S-${index}` } as const;
      messages.push({ kind: "event", site: "works", meter: "main", at: begin + quarter / 3, ...facts });
      register = first + used - before;
    } else {
      register = (register + used) % turn;
    }
    tell(begin + quarter);
  });
  // The wrap at the end would otherwise wait for its confirmation.
  for (const later of [1, 2]) tell(newYear + (quarters.length + later) * quarter);
  return messages;
}

describe("the year of a steel works, counted from a register that wraps and was exchanged twice", () => {
  const days = JSON.parse(readFileSync(file, "utf8")) as { activeKwhHundredths: readonly string[] };
  const quarters = days.activeKwhHundredths.flatMap((day) => day.split(" ").map(Number));
  const replay = new Replay(accumulator, {
    timeZone: zone,
    steps: ["15m", "1mo"],
    maxGapSeconds: 900,
    ratedPowerKw: 700,
    rollover: 100_000,
  });
  const newest = new Map<string, Interval>();
  before(() => {
    for (const message of messagesOfYear(quarters)) {
      for (const line of replay.line(JSON.stringify({ topic: "", payload: message }))) {
        assert.ok(!("error" in line), JSON.stringify(line));
        const { payload } = line;
        if (payload.kind === "interval") newest.set(`${payload.from} ${payload.to}`, payload);
      }
    }
  });

  published.forEach(([kwh, kw], month) => {
    it(`2018-${String(month + 1).padStart(2, "0")}: ${kwh} kWh, at most ${kw} kW`, () => {
      const from = Date.parse(`2018-${String(month + 1).padStart(2, "0")}-01T00:00+09:00`);
      const whole = [...newest.values()].find(
        (interval) => interval.from === from && interval.to - from > 27 * 86_400_000,
      );
      assert.equal(whole?.amount, kwh);
      assert.equal(whole?.quality, "measured");
      const peaks = [...newest.values()]
        .filter((each) => each.to - each.from === quarter && each.from >= from && each.to <= (whole?.to ?? 0))
        .map(({ amount }) => Math.round(amount * 1e6) * 4);
      assert.equal(peaks.length, ((whole?.to ?? 0) - from) / quarter);
      assert.equal(Math.max(...peaks) / 1e6, kw);
    });
  });

  it("every quarter of an hour is what was measured, none estimated", () => {
    const found = [...newest.values()].filter(({ from, to }) => to - from === quarter).sort((a, b) => a.from - b.from);
    assert.deepEqual(
      found.slice(0, quarters.length).map(({ amount }) => Math.round(amount * hundredth)),
      quarters,
    );
    assert.deepEqual([...new Set(found.map(({ quality }) => quality))], ["measured"]);
  });
});
