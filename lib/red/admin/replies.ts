import type { NodeAPI } from "node-red";
import { toEnergyError } from "../../contract/error";
import { errorText, type Language, languageOf } from "../text";

/** The language of the editor's server, for texts in its dialogs. */
export function editorLanguage(RED: NodeAPI): Language {
  const { lang }: { lang?: string } = RED.settings as never;
  return languageOf(lang ?? process.env.ENERGY_LANGUAGE);
}

/** For a dialog: what went wrong, as a sentence. */
export function refusal(RED: NodeAPI, thrown: unknown): { readonly ok: false; readonly text: string } {
  return { ok: false, text: errorText(toEnergyError(thrown), editorLanguage(RED)) };
}
