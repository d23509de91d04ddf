import type { BillPart } from "./bill-part";
import type { Decimal } from "./decimal-number";
import { type DemandWindow, demandWindows } from "./demand-windows";
import { knownWindows, type MeteredPeak, meanPowers, peakOf } from "./peak";
import type { DemandComponent } from "./tariff";

const reactiveEnergy = "reactive_energy_import";

/** The peaks of a demand component before ratchets and minima, each worked out once. */
export class MeteredPeaks {
  readonly #part: Pick<BillPart, "load" | "calendar" | "versionDays">;
  #ofMonths = new Map<string, readonly (MeteredPeak | undefined)[]>();

  #raise: { readonly key: number; readonly by: Decimal } | undefined;

  constructor(part: Pick<BillPart, "load" | "calendar" | "versionDays">) {
    this.#part = part;
  }

  /** Of a whole month, `2026-03`, for each price of the component; undefined where it has no hours. */
  ofMonth(component: DemandComponent, month: string): readonly (MeteredPeak | undefined)[] {
    const name = `${component.id} ${month}`;
    let peaks = this.#ofMonths.get(name);
    if (!peaks) {
      const { from, to } = this.#part.calendar.month(month);
      peaks = this.#measure(component, from, to);
      this.#ofMonths.set(name, peaks);
    }
    return peaks;
  }

  between(component: DemandComponent, from: number, to: number): readonly (MeteredPeak | undefined)[] {
    return this.#measure(component, from, to).map((peak, key) =>
      peak && key === this.#raise?.key ? { ...peak, value: peak.value.plus(this.#raise.by) } : peak,
    );
  }

  /** The same peaks, but the one of price `key` higher: what if it were? The months before stay as they are. */
  raised(key: number, by: Decimal): MeteredPeaks {
    const other = new MeteredPeaks(this.#part);
    other.#ofMonths = this.#ofMonths;
    other.#raise = { key, by };
    return other;
  }

  #measure(component: DemandComponent, from: number, to: number): readonly (MeteredPeak | undefined)[] {
    const keys = component.prices.map(({ key }) => key);
    const days = this.#part.versionDays.pricedDays(keys, from, to);
    return keys.map((_, key) => {
      const windows = demandWindows(days, key, component.minutes, from, to);
      const counted =
        component.peak.kind === "coincident" ? namedWindows(component.peak.at, windows, component.minutes) : windows;
      const known = this.#known(component, counted);
      return peakOf(component.peak, known, this.#powers(component, known));
    });
  }

  /** Windows of which nothing is known take no part in a mean; where nothing is known of any, the peak is 0. */
  #known({ power, quantity }: DemandComponent, windows: readonly DemandWindow[]): readonly DemandWindow[] {
    const known = knownWindows(windows, this.#part.load.intervals(power === "reactive" ? reactiveEnergy : quantity));
    return known.length > 0 ? known : windows;
  }

  /** The active peak of the same hours, to which a reactive one is compared. */
  activeBetween(component: DemandComponent, from: number, to: number): readonly (MeteredPeak | undefined)[] {
    return this.#measure({ ...component, power: "active" }, from, to);
  }

  #powers(component: DemandComponent, windows: readonly DemandWindow[]): Float64Array {
    const { power, apparentShare } = component;
    const of = (quantity: string) => meanPowers(windows, this.#part.load.intervals(quantity));
    if (power === "reactive") return of(reactiveEnergy);
    const active = of(component.quantity);
    if (power === "active" && !apparentShare) return active;
    const reactive = of(reactiveEnergy);
    const apparent = active.map((kw, index) => Math.hypot(kw, reactive[index] as number));
    if (power === "apparent") return apparent;
    const share = Number(apparentShare);
    return active.map((kw, index) => Math.max(kw, share * (apparent[index] as number)));
  }
}

/** The windows in which one of the named local times lies; an hour that comes twice is named twice. */
function namedWindows(times: readonly string[], windows: readonly DemandWindow[], minutes: number): DemandWindow[] {
  const named = new Set(times.map((time) => `${time.slice(0, 10)} ${windowNumber(minuteOf(time), minutes)}`));
  return windows.filter(({ date, minute }) => named.has(`${date} ${windowNumber(minute, minutes)}`));
}

const windowNumber = (minute: number, minutes: number): number => Math.floor(minute / minutes);
const minuteOf = (time: string): number => Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16));
