import type { Severity } from "../contract/messages";

/** From the least to the most severe. */
export const severities: readonly Severity[] = ["notice", "warning", "critical"];

/** The most severe of several; `notice` of none. */
export const worst = (all: readonly Severity[]): Severity =>
  all.reduce((found, one) => (severities.indexOf(one) > severities.indexOf(found) ? one : found), "notice");
