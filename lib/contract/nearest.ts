const likeEnough = 0.4;
const mostSuggestions = 3;

/** The known names most like `name`, best first; none where nothing is alike. Likeness is by shared pairs of letters (Dice). */
export function nearest(name: string, known: readonly string[]): string[] {
  const own = pairsOf(name.toLowerCase());
  return known
    .map((candidate) => ({ candidate, likeness: likeness(own, pairsOf(candidate.toLowerCase())) }))
    .filter((each) => each.likeness >= likeEnough)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, mostSuggestions)
    .map(({ candidate }) => candidate);
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size || 1);
}
