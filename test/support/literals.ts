/** Texts and templates of a source, values in templates as `{}`; comments are skipped. */
export function literalsOf(source: string): string[] {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/.*|\/(?![*/\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|`/g;
  const literals: string[] = [];
  for (let found = token.exec(source); found; found = token.exec(source)) {
    const plain = found[1] ?? found[2];
    if (plain !== undefined) literals.push(plain.replace(/\\(.)/g, "$1"));
    if (found[0] !== "`") continue;
    const { text, inner, end } = templateAt(source, token.lastIndex);
    literals.push(text, ...inner.flatMap(literalsOf));
    token.lastIndex = end;
  }
  return literals;
}

function templateAt(source: string, start: number): { text: string; inner: string[]; end: number } {
  const inner: string[] = [];
  let text = "";
  let at = start;
  while (source[at] !== "`") {
    if (!source.startsWith("${", at)) {
      text += source[at++];
      continue;
    }
    let depth = 1;
    const from = at + 2;
    for (at = from; depth > 0; at++) depth += source[at] === "{" ? 1 : source[at] === "}" ? -1 : 0;
    inner.push(source.slice(from, at - 1));
    text += "{}";
  }
  return { text, inner, end: at + 1 };
}
