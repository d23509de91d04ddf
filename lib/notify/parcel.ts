import type { Delivery, Notification } from "../contract/alerts";
import type { Recipient, RecipientChannel } from "../site/recipient";
import { severities } from "./severities";

/** One notification on its way to one address. */
export interface Parcel {
  readonly notification: Notification;
  /** Place of the channel among the recipient's. */
  readonly index: number;
  /** Number of the notification in the journal; 0 where there is none. */
  readonly seq: number;
}

/** What may be told at once, and how to name the telling: the same message sent again has the same key. */
export interface Batch {
  readonly key: string;
  readonly parcels: readonly Parcel[];
}

const mostChannels = 100;

export const parcelId = ({ notification, index }: Parcel): string => `${notification.id}~${index}`;

/** Which parcel a delivery is of. */
export const deliveredId = ({ notification, version }: Delivery): string => `${notification}~${version % mostChannels}`;

/** The message's name for whoever gets it: of one parcel its own, of many that of the first and how many they are. */
export function batchOf(parcels: readonly [Parcel, ...Parcel[]]): Batch {
  const more = parcels.length > 1 ? `~and${parcels.length - 1}` : "";
  return { key: `${parcelId(parcels[0])}${more}`, parcels };
}

/** The channels of a recipient that a notification is to go by. */
export function channelsFor(recipient: Recipient, { severity, channels }: Notification): number[] {
  const wanted = ({ channel, from }: RecipientChannel): boolean =>
    severities.indexOf(severity) >= severities.indexOf(from) && (channels?.includes(channel) ?? true);
  return recipient.channels.flatMap((channel, index) => (wanted(channel) ? [index] : []));
}

/** The record of what has become of a parcel. */
export function deliveryOf(
  { notification, index }: Parcel,
  channel: Delivery["channel"],
  outcome: Pick<Delivery, "state" | "at" | "attempts" | "answer">,
): Delivery {
  const { alert, site, recipient, id, number } = notification;
  const { meter, machine, bus, rule } = alert.condition;
  return {
    kind: "delivery",
    site,
    notification: id,
    alert: alert.id,
    ...(meter !== undefined && { meter }),
    ...(machine !== undefined && { machine }),
    ...(bus !== undefined && { bus }),
    rule,
    recipient,
    channel,
    ...outcome,
    answer: outcome.answer.slice(0, 500),
    version: number * mostChannels + index,
  };
}
