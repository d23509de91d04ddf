type Typed = number | string;

/** A pulse meter as the node's dialog saves it: numbers may be texts, and empty where they are not given. */
export interface PulseEntry {
  siteId: string;
  meter: string;
  intervalSeconds: Typed;
  driver: string;
  chip: string;
  line: Typed;
  bias: string;
  edge: string;
  debounceMs: Typed;
  medium: string;
  unit: string;
  /** How the plate gives the pulses: `pulsesPerUnit` or `unitPerPulse`. */
  plate: string;
  plateValue: Typed;
  startIndex: Typed;
  standstillSeconds: Typed;
  maxPerMinute: Typed;
  counterBits: Typed;
}

/** As `inlinePulsePoint` takes it; what does not belong to the driver is left out. */
export function pulseEntry(entry: PulseEntry): object {
  const { driver, medium, unit, chip, bias, edge, plate } = entry;
  const gpio = { chip, line: entry.line, bias, edge, debounceMs: entry.debounceMs };
  return {
    site: entry.siteId || "site",
    meter: entry.meter,
    intervalSeconds: Number(entry.intervalSeconds),
    pulse: given({
      driver,
      medium,
      unit,
      ...(driver === "message" ? { counterBits: entry.counterBits } : gpio),
      [plate]: entry.plateValue,
      startIndex: entry.startIndex,
      standstillSeconds: entry.standstillSeconds,
      maxPerMinute: entry.maxPerMinute,
    }),
  };
}

const texts = new Set(["driver", "medium", "unit", "chip", "bias", "edge"]);

function given(values: Readonly<Record<string, Typed | undefined>>): object {
  const there = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(there.map(([name, value]) => [name, texts.has(name) ? value : Number(value)]));
}
