import type { FlowSpan } from "./flow-span";

/** Where a register is believed to stand. Times are ms UTC. */
export interface RegisterPlace {
  readonly at: number;
  readonly value: number;
  /** It has shown less since: a slip of one reading, or a new start. */
  readonly fallen?: { readonly at: number; readonly value: number };
}

export interface RegisterMove {
  readonly place: RegisterPlace;
  /** Undefined where nothing can be said of the time since. */
  readonly span?: FlowSpan;
}

/** What a register's next value says. A fall says nothing of the flow; the next value decides what it was. */
export function registerMoved(place: RegisterPlace | undefined, at: number, value: number): RegisterMove {
  if (!place) return { place: { at, value } };
  if (at <= place.at || (place.fallen && at <= place.fallen.at)) return { place };
  const { fallen, ...believed } = place;
  if (value >= believed.value) return { place: { at, value }, span: spanTo(believed, at, value) };
  if (fallen && value >= fallen.value) return { place: { at, value }, span: spanTo(fallen, at, value) };
  return { place: { ...believed, fallen: { at, value } } };
}

const spanTo = (from: { at: number; value: number }, at: number, value: number): FlowSpan => ({
  from: from.at,
  to: at,
  amount: value - from.value,
});
