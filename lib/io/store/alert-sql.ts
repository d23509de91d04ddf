import type { AlertsQuery } from "../../store/store";

/**
 * Newest records of alerts in a stretch of time, the latest first. `:ids` are the series in question, `:last` the numbers of their
 * newest records; both are JSON.
 */
export function alertsSql(state: AlertsQuery["state"]): string {
  const isLast = "seq IN (SELECT value FROM json_each(:last))";
  const isNewest = {
    open: `${isLast} AND body ->> '$.state' <> 'cleared'`,
    raised: `${isLast} AND body ->> '$.state' = 'raised'`,
    acknowledged: `${isLast} AND body ->> '$.state' = 'acknowledged'`,
    cleared: "body ->> '$.state' = 'cleared'",
    all: `(${isLast} OR body ->> '$.state' = 'cleared')`,
  };
  return `SELECT seq, series, at, version, body FROM journal
    WHERE series IN (SELECT value FROM json_each(:ids)) AND at >= :from AND at < :to AND ${isNewest[state ?? "all"]}
    AND (:severity IS NULL OR body ->> '$.condition.severity' = :severity)
    ORDER BY at DESC, seq DESC`;
}
