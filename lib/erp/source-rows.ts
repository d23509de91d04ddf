import type { Row } from "./cell";

/** Rows one after the other; at the end, whether what they say may still change because something is missing. */
export type SourceRows = AsyncGenerator<Row, { readonly provisional: boolean }>;
