import type { Appliance } from "./appliance.ts";
import { apiKey } from "./appliance.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const stepMs = 15 * minuteMs;

const device = (id: string, more: object) => ({ id, device: { id: `${id}-device` }, intervalSeconds: 900, ...more });
const energy = (id: string, components: object[], more: object = {}) => ({
  id,
  versions: [{ from: "2020-01-01", ...more, components }],
});

/** Two machines whose states are set, a water meter, and what they cost; their meters send by themselves. */
export const watchedWorks = {
  version: 1,
  site: { id: "works", name: "Watched works", timeZone: "UTC", currency: "EUR", calendar: "two" },
  calendars: [
    {
      id: "two",
      shifts: [
        { name: "Early", from: "06:00", to: "14:00" },
        { name: "Late", from: "14:00", to: "22:00" },
      ],
    },
  ],
  departments: [
    { id: "pressing", name: "Press shop" },
    { id: "turning", name: "Turning shop" },
  ],
  machines: [
    { id: "press", name: "Press", department: "pressing" },
    { id: "lathe", name: "Lathe", department: "turning" },
    { id: "saw", name: "Saw", department: "turning" },
  ],
  costCentres: [
    { id: "4100", name: "Pressing" },
    { id: "4200", name: "Turning" },
  ],
  allocations: [
    { department: "pressing", shares: { "4100": 100 } },
    { department: "turning", shares: { "4100": 25, "4200": 75 } },
  ],
  meters: [
    device("main", { name: "Main supply", role: "main" }),
    device("m-press", { name: "Press meter", machine: "press", parent: "main" }),
    device("m-lathe", { name: "Lathe meter", machine: "lathe", parent: "main" }),
    device("m-saw", { name: "Saw meter", machine: "saw", parent: "main" }),
    device("w-hall", { name: "Water of the hall", role: "main" }),
  ],
  tariffs: [
    {
      quantity: "active_energy_import",
      ...energy(
        "power",
        [
          { id: "energy", kind: "energy", prices: { day: 0.2, night: 0.1 } },
          { id: "vat", kind: "tax", percent: 20 },
        ],
        { periods: { day: [{ from: "06:00", to: "22:00" }], night: "rest" } },
      ),
    },
    { quantity: "water_volume", unit: "m³", ...energy("water", [{ id: "water", kind: "energy", price: 4 }]) },
  ],
  supplies: [
    { id: "grid", meter: "main", tariff: "power" },
    { id: "town", meter: "w-hall", tariff: "water" },
  ],
  rules: [
    ...["press", "lathe"].map((machine) => ({
      id: machine,
      rule: "idle",
      machine,
      offBelowKw: 0.5,
      runningAboveKw: 6,
    })),
    { id: "peak", rule: "peak-forming", limitKw: 60 },
    { id: "works", rule: "baseline", meter: "main", learnDays: 14, shape: "2p" },
  ],
};

const isWeekend = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());

/** kW: works in the early shift, idles in the late one; the press is never off, and on Saturdays and Sundays nothing works. */
function powerOf(meter: string, at: number): number {
  const hour = (at % dayMs) / hourMs;
  const wander = Math.sin(at / 1e7 + meter.length);
  const works = hour >= 6 && hour < 14 && !isWeekend(at);
  const idles = hour >= 14 && hour < 22 && !isWeekend(at);
  if (meter === "m-press") return works ? 30 + 4 * wander : 3 + 0.1 * wander;
  if (meter === "m-saw") return works ? 5 + wander : 0.4;
  return works ? 12 + 2 * wander : idles ? 2 : 0;
}

/** What the works' meters show every quarter of an hour of so many days before `until`, in the order of time. */
function* readingsOf(days: number, until: number) {
  const begin = Math.floor((until - days * dayMs) / dayMs) * dayMs;
  const counted: Record<string, number> = { main: 1000, "m-press": 500, "m-lathe": 200, "m-saw": 50 };
  let litres = 10_000;
  for (let at = begin; at <= until; at += stepMs) {
    const power: Record<string, number> = {};
    for (const meter of ["m-press", "m-lathe", "m-saw"]) power[meter] = powerOf(meter, at);
    power.main = 2 + Object.values(power).reduce((sum, kw) => sum + kw, 0);
    for (const [meter, kw] of Object.entries(power)) {
      const active_energy_import = Number((counted[meter] as number).toFixed(3));
      yield { deviceId: `${meter}-device`, at, values: { active_power: kw, active_energy_import } };
      counted[meter] = (counted[meter] as number) + (kw * stepMs) / hourMs;
    }
    if (at % hourMs === 0) yield { deviceId: "w-hall-device", at, values: { water_volume: Math.floor(litres) } };
    litres += 3 + (powerOf("m-press", at) > 10 ? 40 : 0);
  }
}

/**
 * Hands the past of the works to a gateway day by day, as a device does that was not connected: what readings tell of a day is
 * waited for, because detectors that hear of both leave out what comes two days after its readings.
 */
export async function handPast(gateway: Pick<Appliance, "base" | "get" | "until">, days: number, until: number) {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const past = [...readingsOf(days, until)];
  for (let day = past[0]?.at ?? until; day <= until; day += dayMs) {
    const readings = past.filter(({ at }) => at >= day && at < day + dayMs);
    const response = await fetch(`${gateway.base}/api/readings`, {
      method: "POST",
      headers,
      body: JSON.stringify(readings),
    });
    if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
    const last = (readings.at(-1)?.at ?? 0) - stepMs;
    if (last < day) continue;
    const question = `meter=m-saw&step=15m&from=${new Date(last).toISOString()}&to=${new Date(last + 1).toISOString()}`;
    await gateway.until(
      async () => {
        const { items } = (await (await gateway.get(`/api/intervals?${question}`)).json()) as { items: unknown[] };
        return items.length > 0;
      },
      `the intervals of ${new Date(last).toISOString()}`,
    );
  }
}
