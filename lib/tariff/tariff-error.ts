import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";

export const joinPlace = (place: string, inner: string): string =>
  [place, inner].filter((part) => part !== "").join("/");

export function refuse(place: string, detail: string): never {
  throw new EnergyError("TARIFF_INVALID", { place, detail });
}

/** Checks with a schema; the error names the place in the whole document. */
export function checkSchema(schema: object, value: unknown, place: string): void {
  try {
    assertSchema(schema, value, "TARIFF_INVALID");
  } catch (error) {
    if (!(error instanceof EnergyError)) throw error;
    throw new EnergyError("TARIFF_INVALID", {
      place: joinPlace(place, String(error.params.place)),
      detail: String(error.params.detail),
    });
  }
}
