/** Made up, in the shape of an industrial contract: energy by time of day, the highest quarter-hour, fees and taxes. */
const demoTariff = {
  id: "works-electricity",
  name: "Electricity of the works",
  quantity: "active_energy_import",
  versions: [
    {
      from: "2020-01-01",
      periods: { peak: [{ days: ["weekdays"], from: "06:00", to: "22:00" }], "off-peak": "rest" },
      components: [
        { id: "energy", kind: "energy", prices: { peak: 0.148, "off-peak": 0.112 } },
        { id: "grid-use", kind: "energy", price: 0.0231 },
        { id: "demand", kind: "demand", minutes: 15, price: 8.4 },
        { id: "metering", kind: "fixed", price: 38, per: "month" },
        { id: "electricity-tax", kind: "levy", price: 0.015 },
        { id: "vat", kind: "tax", percent: 20 },
      ],
    },
  ],
} as const;

/**
 * The plant used when there is no site model: a small steel works whose meters the gateway plays itself
 * over Modbus TCP. In the form of `site.json`, so that it shows how one is written.
 */
export function demoPlant(port: number): object {
  const meter = (
    id: string,
    name: string,
    profile: string,
    unitId: number,
    ratedPowerKw: number,
    machine?: string,
  ) => ({
    id,
    name,
    bus: "hall",
    unitId,
    profile,
    intervalSeconds: 1,
    cadence: { active_power: 1, gauges: 10, registers: 10 },
    role: machine ? "sub" : "main",
    ratedPowerKw,
    ...(machine && { machine }),
  });
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  return {
    version: 1,
    site: { id: "demo", name: "Demo steel works", timeZone: "Europe/Vienna", currency: "EUR", calendar: "works" },
    calendars: [
      {
        id: "works",
        name: "Three shifts",
        shifts: [
          { name: "Early", days, from: "06:00", to: "14:00" },
          { name: "Late", days, from: "14:00", to: "22:00" },
          { name: "Night", days, from: "22:00", to: "06:00" },
        ],
      },
    ],
    departments: [
      { id: "melt-shop", name: "Melt shop" },
      { id: "rolling-mill", name: "Rolling mill" },
      { id: "finishing", name: "Finishing" },
      { id: "utilities", name: "Utilities" },
    ],
    machines: [
      { id: "arc-furnace", name: "Arc furnace", department: "melt-shop" },
      { id: "ladle-furnace", name: "Ladle furnace", department: "melt-shop" },
      { id: "roughing-stand", name: "Roughing stand", department: "rolling-mill" },
      { id: "finishing-stand", name: "Finishing stand", department: "rolling-mill" },
      { id: "slitter", name: "Slitting line", department: "finishing" },
      { id: "packing", name: "Packing line", department: "finishing" },
      { id: "compressors", name: "Compressed air", department: "utilities" },
      { id: "cooling", name: "Cooling water", department: "utilities" },
    ],
    buses: [
      {
        id: "hall",
        name: "Hall 1",
        host: "127.0.0.1",
        port,
        // Nothing answers before the past has been told.
        timeoutMs: 20_000,
        simulated: { seed: 2018, speed: 1, pastHours: 72 },
      },
    ],
    meters: [
      meter("main", "Main supply", "schneider-iem3000", 1, 700),
      meter("m-arc", "Arc furnace", "wago-879-30xx", 11, 260, "arc-furnace"),
      meter("m-ladle", "Ladle furnace", "wago-879-30xx", 12, 90, "ladle-furnace"),
      meter("m-rough", "Roughing stand", "eastron-sdm630", 13, 120, "roughing-stand"),
      meter("m-finish", "Finishing stand", "eastron-sdm630", 14, 80, "finishing-stand"),
      meter("m-slit", "Slitting line", "carlo-gavazzi-em340", 15, 40, "slitter"),
      meter("m-pack", "Packing line", "carlo-gavazzi-em340", 16, 15, "packing"),
      meter("m-air", "Compressed air", "schneider-iem3000", 17, 45, "compressors"),
      meter("m-cool", "Cooling water", "wago-879-30xx", 18, 35, "cooling"),
      { id: "unmetered", name: "Not metered", virtual: { expression: "rest(main)" } },
    ],
    tariffs: [demoTariff],
    supplies: [{ id: "grid", name: "Electricity", meter: "main", tariff: demoTariff.id }],
    costCentres: [
      { id: "4000", name: "Production" },
      { id: "4100", name: "Melt shop", parent: "4000" },
      { id: "4200", name: "Rolling mill", parent: "4000" },
      { id: "4300", name: "Finishing", parent: "4000" },
      { id: "9000", name: "Site services" },
    ],
    allocations: [
      { department: "melt-shop", shares: { "4100": 100 } },
      { department: "rolling-mill", shares: { "4200": 100 } },
      { department: "finishing", shares: { "4300": 100 } },
      { department: "utilities", shares: { "9000": 40, "4100": 25, "4200": 25, "4300": 10 } },
    ],
  };
}
