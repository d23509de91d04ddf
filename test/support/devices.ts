import type { Intake } from "../../dist/lib/ingest/intake.js";
import { intakeOf, intakeProperties } from "../../dist/lib/ingest/intake-config.js";
import { parsePayload } from "../../dist/lib/ingest/payload.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";

/** An intake with these properties of the node; every device is a meter. */
export const inlineIntake = (config: object = {}): Intake => intakeOf(intakeProperties({ ...config }), undefined);

/** An intake for the devices of these meters in Vienna. */
export function siteIntake(meters: readonly object[], config: object = {}): Intake {
  const { site, problems } = parseSite({ version: 1, site: { id: "works", timeZone: "Europe/Vienna" }, meters });
  for (const problem of problems) throw problem;
  return intakeOf(intakeProperties({ ...config }), site);
}

/** Takes one message in; gives its readings, or throws the failure. */
export function taken(intake: Intake, topic: string, payload: unknown, now: number, retained = false) {
  const result = intake.take({ topic, payload: parsePayload(payload), retained }, now);
  for (const { error } of result.failures) throw error;
  return result;
}
