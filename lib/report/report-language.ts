import type { LineReason } from "../contract/messages";
import type { CostProblem } from "./month-costs";
import type { ReportText, ReportTexts } from "./report-texts";

/** English dates begin with the day and name the month: 10/01 would be read in two ways. */
const tags: Readonly<Record<string, string>> = { "en-US": "en-GB", de: "de-DE" };

/** Words, numbers and dates of a report as its readers write them. */
export class ReportLanguage {
  readonly #tag: string;
  readonly #numbers = new Map<number, Intl.NumberFormat>();
  readonly #dates: Record<"day" | "dayTime" | "weekday" | "month" | "clock", Intl.DateTimeFormat>;

  constructor(
    readonly language: string,
    readonly timeZone: string,
    private readonly catalogue: ReportTexts,
  ) {
    this.#tag = tags[language] ?? language;
    const form = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat(this.#tag, { timeZone, ...options });
    const month = language === "de" ? "2-digit" : "short";
    const day = { day: "2-digit", month, year: "numeric" } as const;
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    this.#dates = {
      day: form(day),
      dayTime: form({ ...day, ...clock }),
      weekday: form({ weekday: "short", ...day, ...clock }),
      month: form({ month: "long", year: "numeric" }),
      clock: form(clock),
    };
  }

  text(key: ReportText, params: Readonly<Record<string, string | number>> = {}): string {
    return filled(this.catalogue.texts[key], params);
  }

  problem({ code, params }: CostProblem): string {
    return filled(this.catalogue.errors[code] ?? code, params);
  }

  figure(name: string): string {
    return this.catalogue.figures[name as keyof ReportTexts["figures"]] ?? name;
  }

  component(name: string): string {
    return this.catalogue.components[name] ?? name;
  }

  /** Why a line of a bill is what it is; empty where that needs no word. */
  reason(reason: LineReason | undefined): string {
    const template = this.catalogue.reasons[reason?.code ?? ""];
    if (!reason || template === undefined) return "";
    const facts = Object.entries(reason).map(([name, fact]) => [name, this.#fact(name, fact)] as const);
    return filled(template, Object.fromEntries(facts));
  }

  #fact(name: string, fact: string | number): string {
    if (name === "at" && typeof fact === "number") return this.dateTime(fact);
    if (name === "share") return this.percent(Number(fact), 0);
    return typeof fact === "string" && /^-?\d+(\.\d+)?$/.test(fact)
      ? this.number(Number(fact), decimalsOf(fact))
      : String(fact);
  }

  get mail(): ReportTexts["mail"] {
    return this.catalogue.mail;
  }

  /** With a fixed number of decimals; null is a dash. */
  number(value: number | null, decimals = 0): string {
    if (value === null) return "–";
    let format = this.#numbers.get(decimals);
    if (!format) {
      format = new Intl.NumberFormat(this.#tag, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
      this.#numbers.set(decimals, format);
    }
    // A minus of the width of a figure; and no -0.
    return format.format(Number(value.toFixed(decimals)) + 0).replace("-", "−");
  }

  /** A share of 1 as percent. */
  percent(share: number | null, decimals = 1): string {
    return share === null ? "–" : this.#percents(this.number(share * 100, decimals));
  }

  signed(value: number | null, decimals = 0): string {
    const text = this.number(value, decimals);
    return value !== null && Number(value.toFixed(decimals)) > 0 ? `+${text}` : text;
  }

  /** The change against an earlier amount, in percent; the words for no data where there is none. */
  change(amount: number | null, earlier: number | null): string {
    if (amount === null || earlier === null) return this.text("no-data");
    return earlier === 0 ? "–" : this.#percents(this.signed((100 * (amount - earlier)) / Math.abs(earlier), 1));
  }

  #percents(number: string): string {
    return this.language === "de" ? `${number} %` : `${number}%`;
  }

  money(amount: string | null): string {
    return amount === null ? "–" : this.number(Number(amount), 2);
  }

  date = (at: number): string => this.#dates.day.format(at);
  dateTime = (at: number): string => this.#dates.dayTime.format(at);
  weekdayTime = (at: number): string => this.#dates.weekday.format(at);
  clock = (at: number): string => this.#dates.clock.format(at);
  month = (at: number): string => this.#dates.month.format(at);
}

const filled = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));

/** Decimals that a column needs: none where its amounts are large. */
export const decimalsFor = (largest: number | null): number => (largest !== null && Math.abs(largest) >= 1000 ? 0 : 1);

/** As many as are written, at most three. */
const decimalsOf = (written: string): number => Math.min(3, written.split(".")[1]?.length ?? 0);
