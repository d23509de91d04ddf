/** `energy-journal` marks what it has stored; stateful nodes keep the number to know what to catch up on. */
export interface Journalled {
  readonly journal?: { readonly seq: number };
}

/** On the second output of `energy-journal`: all of a message is stored, and some of it was so before. */
export interface JournalledWhole {
  readonly journal?: { readonly seqs: readonly number[]; readonly duplicates: number };
}
