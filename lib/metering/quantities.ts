import { EnergyError } from "../contract/error";

export type QuantityKind = "gauge" | "register" | "identity";
/** `any`: of a meter whatever it measures. */
export type Medium = "electricity" | "water" | "gas" | "heat" | "environment" | "any";

/** What can be measured. The table below is the only place that says what a quantity's unit is. */
export interface Quantity {
  /** Snake case, phase last: `active_power_l1`. Also the InfluxDB field. */
  readonly name: string;
  /** The one unit in which this quantity exists inside the product. */
  readonly unit: string;
  /**
   * `gauge`: a state (power, voltage). `register`: a count that only grows (energy, volume).
   * `identity`: who the meter is; it changes with the device only.
   */
  readonly kind: QuantityKind;
  readonly medium: Medium;
  /** OBIS code (IEC 62056-61), or null where the standard has none. */
  readonly obis: string | null;
  readonly influxField: string;
  /** Prometheus metric (base unit suffix as in its naming guide). */
  readonly prometheus: string;
  /** Home Assistant sensor device class, or null. */
  readonly deviceClass: string | null;
}

type Phases = Readonly<Record<string, string | null>>;

interface Row {
  readonly base: string;
  readonly unit: string;
  readonly kind: QuantityKind;
  readonly medium: Medium;
  readonly deviceClass: string | null;
  /** OBIS by phase suffix; "" is the total. Only the phases named here exist. */
  readonly obis: Phases;
}

const phases = (total: number | null, l1: number | null, l2: number | null, l3: number | null, d: number): Phases => {
  const code = (c: number | null) => (c === null ? null : `1-0:${c}.${d}.0`);
  return { "": code(total), l1: code(l1), l2: code(l2), l3: code(l3) };
};

const electricGauge = (base: string, unit: string, deviceClass: string | null, obis: Phases): Row => ({
  base,
  unit,
  kind: "gauge",
  medium: "electricity",
  deviceClass,
  obis,
});

const electricRegister = (base: string, unit: string, deviceClass: string | null, obis: Phases): Row => ({
  base,
  unit,
  kind: "register",
  medium: "electricity",
  deviceClass,
  obis,
});

/** Value groups C of IEC 62056-61: 16 net active power, 9 apparent, 13 power factor, 14 frequency, 1/2 import/export … */
const rows: readonly Row[] = [
  electricGauge("active_power", "kW", "power", phases(16, 36, 56, 76, 7)),
  electricGauge("active_power_import", "kW", "power", { "": "1-0:1.7.0" }),
  electricGauge("active_power_export", "kW", "power", { "": "1-0:2.7.0" }),
  electricGauge("active_power_demand", "kW", "power", { "": "1-0:1.4.0" }),
  electricGauge("active_power_demand_max", "kW", "power", { "": "1-0:1.6.0" }),
  electricGauge("reactive_power", "kvar", "reactive_power", phases(3, 23, 43, 63, 7)),
  electricGauge("apparent_power", "kVA", "apparent_power", phases(9, 29, 49, 69, 7)),
  electricGauge("power_factor", "", "power_factor", phases(13, 33, 53, 73, 7)),
  electricGauge("voltage", "V", "voltage", { ...phases(null, 32, 52, 72, 7), l1_l2: null, l2_l3: null, l3_l1: null }),
  electricGauge("voltage_thd", "%", null, { l1: null, l2: null, l3: null }),
  electricGauge("current", "A", "current", { ...phases(null, 31, 51, 71, 7), n: "1-0:91.7.0", sum: "1-0:90.7.0" }),
  electricGauge("frequency", "Hz", "frequency", { "": "1-0:14.7.0" }),
  electricGauge("phase_angle", "°", null, { "": null }),
  // Negative where the phases follow each other as L1, L3, L2.
  electricGauge("phase_sequence", "", null, { "": null }),
  electricRegister("active_energy_import", "kWh", "energy", {
    ...phases(1, 21, 41, 61, 8),
    t1: "1-0:1.8.1",
    t2: "1-0:1.8.2",
    // The trip counter that a button or a command sets to 0.
    partial: null,
  }),
  electricRegister("active_energy_export", "kWh", "energy", {
    ...phases(2, 22, 42, 62, 8),
    t1: "1-0:2.8.1",
    t2: "1-0:2.8.2",
  }),
  electricRegister("active_energy_total", "kWh", "energy", {
    ...phases(15, 35, 55, 75, 8),
    t1: "1-0:15.8.1",
    t2: "1-0:15.8.2",
  }),
  electricRegister("reactive_energy_import", "kvarh", "reactive_energy", {
    ...phases(3, 23, 43, 63, 8),
    t1: "1-0:3.8.1",
    t2: "1-0:3.8.2",
  }),
  electricRegister("reactive_energy_export", "kvarh", "reactive_energy", {
    ...phases(4, 24, 44, 64, 8),
    t1: "1-0:4.8.1",
    t2: "1-0:4.8.2",
  }),
  electricRegister("reactive_energy_total", "kvarh", "reactive_energy", {
    "": null,
    l1: null,
    l2: null,
    l3: null,
    t1: null,
    t2: null,
  }),
  electricRegister("reactive_energy_q1", "kvarh", "reactive_energy", phases(5, 25, 45, 65, 8)),
  electricRegister("reactive_energy_q2", "kvarh", "reactive_energy", phases(6, 26, 46, 66, 8)),
  electricRegister("reactive_energy_q3", "kvarh", "reactive_energy", phases(7, 27, 47, 67, 8)),
  electricRegister("reactive_energy_q4", "kvarh", "reactive_energy", phases(8, 28, 48, 68, 8)),
  electricRegister("apparent_energy_import", "kVAh", null, phases(9, 29, 49, 69, 8)),
  electricRegister("apparent_energy_export", "kVAh", null, phases(10, 30, 50, 70, 8)),
  electricRegister("apparent_energy_total", "kVAh", null, { "": null }),
  {
    base: "serial_number",
    unit: "",
    kind: "identity",
    medium: "any",
    deviceClass: null,
    obis: { "": "0-0:96.1.0" },
  },
  {
    base: "water_volume",
    unit: "L",
    kind: "register",
    medium: "water",
    deviceClass: "water",
    obis: { "": "8-0:1.0.0" },
  },
  {
    base: "water_flow",
    unit: "L/min",
    kind: "gauge",
    medium: "water",
    deviceClass: "volume_flow_rate",
    obis: { "": "8-0:2.0.0" },
  },
  { base: "gas_volume", unit: "m³", kind: "register", medium: "gas", deviceClass: "gas", obis: { "": "7-0:3.0.0" } },
  {
    base: "gas_flow",
    unit: "m³/min",
    kind: "gauge",
    medium: "gas",
    deviceClass: "volume_flow_rate",
    obis: { "": "7-0:43.0.0" },
  },
  {
    base: "heat_energy",
    unit: "kWh",
    kind: "register",
    medium: "heat",
    deviceClass: "energy",
    obis: { "": "6-0:1.0.0" },
  },
  {
    base: "temperature",
    unit: "°C",
    kind: "gauge",
    medium: "environment",
    deviceClass: "temperature",
    obis: { "": null },
  },
  { base: "pressure", unit: "bar", kind: "gauge", medium: "environment", deviceClass: "pressure", obis: { "": null } },
  // In the site's currency; negative prices happen.
  {
    base: "energy_price",
    unit: "currency/kWh",
    kind: "gauge",
    medium: "any",
    deviceClass: "monetary",
    obis: { "": null },
  },
];

/** Prometheus wants unit names spelled out. */
const unitWords: Readonly<Record<string, string>> = {
  kW: "kilowatts",
  kvar: "kilovars",
  kVA: "kilovoltamperes",
  kWh: "kilowatthours",
  kvarh: "kilovarhours",
  kVAh: "kilovoltamperehours",
  V: "volts",
  A: "amperes",
  Hz: "hertz",
  "": "ratio",
  "%": "percent",
  "°": "degrees",
  L: "litres",
  "L/min": "litres_per_minute",
  "m³": "cubic_metres",
  "m³/min": "cubic_metres_per_minute",
  "°C": "celsius",
  bar: "bar",
  "currency/kWh": "per_kilowatthour",
};

function quantityOf(row: Row, phase: string): Quantity {
  const name = phase === "" ? row.base : `${row.base}_${phase}`;
  const suffix = row.kind === "register" ? "_total" : "";
  const stem = name.replace(/_total(?=_|$)/, "_sum");
  return {
    name,
    unit: row.unit,
    kind: row.kind,
    medium: row.medium,
    obis: row.obis[phase] ?? null,
    influxField: name,
    prometheus:
      row.kind === "identity" ? `energy_${stem}` : `energy_${stem}_${unitWords[row.unit] ?? "units"}${suffix}`,
    deviceClass: row.deviceClass,
  };
}

/** Every quantity by its name. */
export const quantities: ReadonlyMap<string, Quantity> = new Map(
  rows.flatMap((row) => Object.keys(row.obis).map((phase) => quantityOf(row, phase))).map((q) => [q.name, q]),
);

/** Throws QUANTITY_UNKNOWN. */
export function quantityNamed(name: string): Quantity {
  const quantity = quantities.get(name);
  if (!quantity) throw new EnergyError("QUANTITY_UNKNOWN", { quantity: name });
  return quantity;
}
