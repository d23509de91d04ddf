import type { NodeAPI } from "node-red";
import { toEnergyError } from "../../contract/error";
import { ownProfile, profileFileOf, profileFor, profileIds } from "../../io/profiles";
import { errorText } from "../text";
import { editorLanguage, refusal } from "./replies";

/** What the dialogs ask about meter models: which there are, how one is written, what is wrong in an own one. */
export function serveProfileAdmin(RED: NodeAPI): void {
  const reader = RED.auth.needsPermission("flows.read");
  const root = "/energy-gateway/profiles";

  RED.httpAdmin.get(root, reader, (_req, res) => {
    res.json(profileIds().map((id) => described(RED, id)));
  });

  RED.httpAdmin.get(`${root}/:id`, reader, (req, res) => {
    try {
      res.type("application/json").send(profileFileOf(String(req.params.id)));
    } catch (thrown) {
      res.status(404).json(refusal(RED, thrown));
    }
  });

  RED.httpAdmin.post(`${root}/check`, reader, (req, res) => {
    try {
      const { registers } = ownProfile(String(req.body?.text ?? ""));
      res.json({ ok: true, quantities: registers.map(({ quantity }) => quantity) });
    } catch (thrown) {
      res.json(refusal(RED, thrown));
    }
  });
}

/** What can be chosen, and why a profile cannot. */
function described(RED: NodeAPI, id: string): object {
  try {
    const { vendor, models, unitId, serial, registers } = profileFor(id, "");
    return { id, vendor, models, unitId, serial, quantities: registers.map(({ quantity }) => quantity) };
  } catch (thrown) {
    return { id, problem: errorText(toEnergyError(thrown), editorLanguage(RED)) };
  }
}
