import type { Node, NodeMessage } from "node-red";
import type { MeterPoint } from "../acquire/meter-point";
import { type CheckOrder, checkOrderSchema, parseOrder } from "../commissioning/order";
import type { CheckReport } from "../contract/check-report";
import { EnergyError } from "../contract/error";
import { topicOf } from "../contract/messages";
import { CheckDesk } from "../io/check-desk";
import { withTexts } from "./check-text";
import type { ReaderNode, SiteNode } from "./handles";
import type { NodeTools } from "./node-tools";

/** A message that asks for a check instead of a reading. */
interface CheckMessage extends NodeMessage {
  readonly check?: unknown;
  /** Absent: every meter of the reader. */
  readonly meter?: unknown;
}

export const asksForCheck = (msg: CheckMessage): boolean => msg.check === true;

/** The commissioning checks of one reader's meters: by message, for the editor, and for the site's HTTP interface. */
export class ReaderChecks {
  readonly #desk = new CheckDesk();
  readonly #tools: NodeTools;
  readonly #site: SiteNode | null;
  /** What this reader has put on the site's list. */
  readonly #offered = new Map<string, (order: CheckOrder) => Promise<CheckReport>>();

  constructor(node: Node, tools: NodeTools, site: SiteNode | null) {
    this.#tools = tools;
    this.#site = site;
    (node as { -readonly [K in keyof ReaderNode]: ReaderNode[K] }).desk = this.#desk;
  }

  offer(point: MeterPoint): void {
    const { meter } = point;
    const ratedPowerKw = this.#site?.model?.meters.find(({ id }) => id === meter)?.ratedPowerKw;
    this.#desk.add({ point, ...(ratedPowerKw !== undefined && { ratedPowerKw }) });
    const check = (order: CheckOrder): Promise<CheckReport> => this.#desk.check(meter, order);
    this.#offered.set(meter, check);
    this.#site?.checks.set(meter, check);
  }

  /** Checks the meter that the message names, or all at once; a report goes out of the second output as soon as it is there. */
  async answer(msg: CheckMessage, send: (msgs: [null, NodeMessage]) => void): Promise<void> {
    const order = parseOrder(orderIn(msg));
    const checks = this.#asked(msg).map(async (meter) => {
      const report = withTexts(await this.#desk.check(meter, order), this.#tools.language);
      send([null, { ...msg, topic: topicOf(report), payload: report }]);
    });
    const failed = (await Promise.allSettled(checks)).find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  #asked({ meter }: CheckMessage): string[] {
    const { meters } = this.#desk;
    if (meter === undefined) return meters;
    if (meters.includes(String(meter))) return [String(meter)];
    throw new EnergyError("CHECK_IMPOSSIBLE", { meter: String(meter).slice(0, 80) });
  }

  /** Ends checks that run, and takes back what the site was offered, unless another reader has replaced it. */
  close(): void {
    this.#desk.close();
    for (const [meter, check] of this.#offered) {
      if (this.#site?.checks.get(meter) === check) this.#site.checks.delete(meter);
    }
  }
}

/** Those of the message's properties that say how to check. */
function orderIn(msg: CheckMessage): object {
  const names = Object.keys(checkOrderSchema.properties);
  return Object.fromEntries(Object.entries(msg).filter(([name, value]) => names.includes(name) && value !== undefined));
}
