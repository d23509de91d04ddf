import type { NodeAPI } from "node-red";
import { parseOrder } from "../../commissioning/order";
import type { CheckVerdict, Finding } from "../../contract/check-report";
import { EnergyError } from "../../contract/error";
import type { CheckDesk, CheckState } from "../../io/check-desk";
import { ruleTitle, verdictText, withTexts } from "../check-text";
import type { ReaderNode } from "../handles";
import { editorLanguage, refusal } from "./replies";

/** What the reader's dialog asks: which deployed meters can be checked, to check one, how that goes. */
export function serveCheckAdmin(RED: NodeAPI): void {
  const reader = RED.auth.needsPermission("flows.read");
  const writer = RED.auth.needsPermission("flows.write");
  const root = "/energy-gateway/meter-reader/:id/check";
  const deskOf = (id: unknown): CheckDesk | undefined => (RED.nodes.getNode(String(id)) as ReaderNode | null)?.desk;

  RED.httpAdmin.get(root, reader, (req, res) => {
    res.json({ meters: deskOf(req.params.id)?.meters ?? [] });
  });

  RED.httpAdmin.post(`${root}/:meter`, writer, (req, res) => {
    const meter = String(req.params.meter);
    try {
      const desk = deskOf(req.params.id);
      if (!desk) throw new EnergyError("CHECK_IMPOSSIBLE", { meter: meter.slice(0, 80) });
      const order = parseOrder(req.body ?? {});
      // How it ends is asked for below, with its progress; what keeps it from beginning is said now.
      const refused = desk.check(meter, order).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      const begun = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
      void Promise.race([refused, begun]).then((thrown) => res.json(thrown ? refusal(RED, thrown) : { ok: true }));
    } catch (thrown) {
      res.json(refusal(RED, thrown));
    }
  });

  RED.httpAdmin.get(`${root}/:meter`, reader, (req, res) => {
    const state = deskOf(req.params.id)?.stateOf(String(req.params.meter));
    if (state) res.json(stateView(RED, state));
    else res.sendStatus(404);
  });

  RED.httpAdmin.delete(`${root}/:meter`, writer, (req, res) => {
    deskOf(req.params.id)?.cancel(String(req.params.meter));
    res.sendStatus(204);
  });
}

const order: readonly CheckVerdict[] = ["fail", "doubtful", "pass", "not-checked"];
const worstFirst = (a: Finding, b: Finding): number => order.indexOf(a.verdict) - order.indexOf(b.verdict);

function stateView(RED: NodeAPI, { report, error, ...progress }: CheckState): object {
  const language = editorLanguage(RED);
  if (error) return { ...progress, ...refusal(RED, error) };
  if (!report) return { ok: true, ...progress };
  const { verdict, findings } = withTexts(report, language);
  return {
    ok: true,
    ...progress,
    verdict,
    verdictText: verdictText(verdict, language),
    findings: [...findings].sort(worstFirst).map((finding) => ({
      verdict: finding.verdict,
      verdictText: verdictText(finding.verdict, language),
      title: ruleTitle(finding, language),
      text: finding.text,
      evidence: finding.evidence.map(({ what, value, unit }) =>
        `${what} ${value.toLocaleString(language, { maximumSignificantDigits: 5 })} ${unit}`.trim(),
      ),
    })),
  };
}
