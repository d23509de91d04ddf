/**
 * Matches a topic with a pattern such as `energy/+deviceId/data`: `+name` stands for one level and names
 * it, `+` for one level, a last `#` for the rest. Gives the named levels, or undefined.
 */
export function matchTopic(pattern: string, topic: string): Readonly<Record<string, string>> | undefined {
  const levels = topic.split("/");
  const wanted = pattern.split("/");
  const names: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    if (want === "#" && index === wanted.length - 1) return names;
    const level = levels[index];
    if (level === undefined) return undefined;
    if (want.startsWith("+")) names[want.slice(1)] = level;
    else if (want !== level) return undefined;
  }
  return levels.length === wanted.length ? names : undefined;
}
