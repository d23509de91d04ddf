/** The named levels of a topic that matches, or undefined. */
export type TopicMatcher = (topic: string) => Readonly<Record<string, string>> | undefined;

/**
 * Compiles a pattern such as `energy/+deviceId/data`: `+name` stands for one level and names it, `+` for
 * one level, a last `#` for the rest.
 */
export function topicPattern(pattern: string): TopicMatcher {
  const wanted = pattern.split("/");
  const open = wanted.at(-1) === "#";
  if (open) wanted.pop();
  return (topic) => {
    const levels = topic.split("/");
    if (open ? levels.length < wanted.length : levels.length !== wanted.length) return undefined;
    const fits = wanted.every((want, index) => want.startsWith("+") || want === levels[index]);
    if (!fits) return undefined;
    const named = wanted.flatMap((want, index) => (want.length > 1 && want.startsWith("+") ? [index] : []));
    return Object.fromEntries(named.map((index) => [wanted[index]?.slice(1), levels[index]]));
  };
}
