/** `energy-journal` marks what it has stored; stateful nodes keep the number to know what to catch up on. */
export interface Journalled {
  readonly journal?: { readonly seq: number };
}
