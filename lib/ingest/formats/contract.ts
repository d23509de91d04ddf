import { EnergyError } from "../../contract/error";
import type { Quality } from "../../contract/messages";
import { quantityNamed } from "../../metering/quantities";
import { type Format, isObject } from "../form";
import { ownQuantities } from "../own-quantities";

/**
 * Readings in our own form: `{deviceId, at, values: {active_power: 42.5}, quality}`, values in their
 * canonical units, `at` in ISO 8601 or milliseconds. `meter` is the same as `deviceId`. A quantity that
 * does not exist is an error: who speaks our form means it.
 */
export const contractFormat: Format = {
  id: "contract",
  parts({ payload }) {
    if (!isObject(payload) || !isObject(payload.values)) return undefined;
    const devicePlace = "deviceId" in payload ? "deviceId" : "meter";
    const { [devicePlace]: device, values, at, quality = "good", reason } = payload;
    if (device === undefined) return undefined;
    for (const name of Object.keys(values)) quantityNamed(name.slice(0, 64));
    if (!isQuality(quality)) refuse("quality", "must be good, uncertain or bad");
    if (reason !== undefined && (typeof reason !== "string" || reason.length > 500)) refuse("reason", "must be a text");
    const part = { device, devicePlace, time: { value: at }, document: values, fields: ownQuantities(values), quality };
    return [reason === undefined ? part : { ...part, reason }];
  },
};

const isQuality = (value: unknown): value is Quality => value === "good" || value === "uncertain" || value === "bad";

function refuse(place: string, detail: string): never {
  throw new EnergyError("MESSAGE_INVALID", { place, detail });
}
