import { type Channel, channels } from "../contract/alerts";
import { EnergyError } from "../contract/error";

type Entry = Readonly<Record<string, unknown>>;
type WrittenChannel = Readonly<Partial<Record<Channel, unknown>>>;

/** Who may see what: the path of a webhook is a secret, even from those who may change it. */
const masks: Readonly<Record<Channel, (address: string) => string>> = {
  mail: (address) => `${address.split("@")[0]}@…`,
  sms: (address) => `${address.slice(0, 3)}…${address.slice(-2)}`,
  webhook: (address) => `${URL.parse(address)?.origin ?? ""}/…`,
};
const secret: ReadonlySet<Channel> = new Set(["webhook"]);

/** Recipients as they are written, their addresses masked: all of them, or only what is secret. */
export function maskedRecipients(recipients: readonly Entry[], which: "all" | "secret"): Entry[] {
  return recipients.map((recipient) => ({
    ...recipient,
    ...(Array.isArray(recipient.channels) && {
      channels: recipient.channels.map((written) =>
        mapped(written, (channel, address) => mask(channel, address, which)),
      ),
    }),
  }));
}

/** With the address of each masked channel as it stood; throws MESSAGE_INVALID where there is none, or several. */
export function unmaskedRecipients(sent: readonly Entry[], written: readonly Entry[]): Entry[] {
  return sent.map((recipient, index) => {
    if (!Array.isArray(recipient.channels)) return recipient;
    const before = channelsOf(written.find(({ id }) => id === recipient.id));
    const all = recipient.channels as readonly WrittenChannel[];
    return {
      ...recipient,
      channels: all.map((one, at) =>
        mapped(one, (channel, address) => {
          if (!address.includes("…")) return address;
          const same = before.filter((old) => matches(old, channel, address));
          const twins = all.filter((other) => other[channel] === address);
          // Where all of several are still there they are in their order.
          const found = same.length === twins.length ? same[twins.indexOf(one)]?.[channel] : undefined;
          if (typeof found === "string") return found;
          const place = `recipients/${index}/channels/${at}/${channel}`;
          throw new EnergyError("MESSAGE_INVALID", { place, detail: "must be the whole address" });
        }),
      ),
    };
  });
}

const channelsOf = (recipient: Entry | undefined): readonly WrittenChannel[] =>
  Array.isArray(recipient?.channels) ? recipient.channels : [];

const matches = (old: WrittenChannel, channel: Channel, masked: string): boolean =>
  typeof old[channel] === "string" && masks[channel](old[channel]) === masked;

const mask = (channel: Channel, address: string, which: "all" | "secret"): string =>
  which === "all" || secret.has(channel) ? masks[channel](address) : address;

/** A channel with each of its addresses as `change` makes it; what is no channel stays for the schema to judge. */
function mapped(written: WrittenChannel, change: (channel: Channel, address: string) => string): WrittenChannel {
  if (typeof written !== "object" || written === null) return written;
  const changed = channels.flatMap((channel) => {
    const address = written[channel];
    return typeof address === "string" ? [[channel, change(channel, address)]] : [];
  });
  return { ...written, ...Object.fromEntries(changed) };
}
