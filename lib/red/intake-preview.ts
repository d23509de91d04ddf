import type { NodeAPI } from "node-red";
import { toEnergyError } from "../contract/error";
import { formatIds } from "../ingest/formats";
import { intakeOf, intakeProperties } from "../ingest/intake-config";
import { parsePayload } from "../ingest/payload";
import { quantities } from "../metering/quantities";
import { unitsOf } from "../metering/units";
import { errorText, languageOf } from "./text";

interface PreviewRequest {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly topic?: unknown;
  readonly payload?: unknown;
}

/** For the dialog of `reading-in`: what can be chosen, and what a pasted message would become. */
export function registerIntakePreview(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission("flows.read");
  const { lang }: { lang?: string } = RED.settings as never;
  const language = languageOf(lang ?? process.env.ENERGY_LANGUAGE);

  RED.httpAdmin.get("/energy-gateway/reading-in/choices", mayRead, (_req, res) => {
    const offered = [...quantities.values()].map(({ name, unit }) => ({ name, unit, units: unitsOf(unit) }));
    res.json({ formats: formatIds, quantities: offered });
  });

  RED.httpAdmin.post("/energy-gateway/reading-in/preview", mayRead, (req, res) => {
    const { config = {}, topic, payload } = (req.body ?? {}) as PreviewRequest;
    try {
      // Without the site model every device is a meter: the dialog shows values, not who they belong to.
      const intake = intakeOf(intakeProperties(config), undefined);
      const now = Date.now();
      const message = {
        topic: typeof topic === "string" ? topic : "",
        payload: parsePayload(payload),
        retained: false,
      };
      const { readings, failures } = intake.take(message, now);
      const texts = failures.map(({ error }) => errorText(error, language));
      res.json({ readings: [...readings, ...intake.due(Number.POSITIVE_INFINITY)], errors: texts });
    } catch (thrown) {
      res.json({ readings: [], errors: [errorText(toEnergyError(thrown), language)] });
    }
  });
}
