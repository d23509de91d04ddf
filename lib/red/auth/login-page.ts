import { createHash } from "node:crypto";
import { type Language, loginText } from "../text";

export interface LoginPage {
  readonly language: Language;
  /** Where the form is sent. */
  readonly action: string;
  /** Where to go afterwards. */
  readonly next: string;
  readonly user: string;
  readonly notice?: "refused" | "too-many" | "link-used" | "logged-out";
}

const style = `
:root { color-scheme: light dark; --ink: #1c2733; --paper: #fff; --ground: #eef2f4; --line: #b9c4cc; --accent: #1f6f50; --alarm: #a3231a }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf0; --paper: #1d2730; --ground: #121a20; --line: #4a5a66; --accent: #62c39a; --alarm: #ff9d92 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 22rem; background: var(--paper); padding: 2rem; border-radius: .75rem; box-shadow: 0 1px 3px #0003 }
svg { width: 2.5rem; height: 2.5rem; color: var(--accent) }
h1 { font-size: 1.35rem; line-height: 1.25; margin: .75rem 0 1.25rem }
label { display: block; font-weight: 600; margin-top: 1rem }
input { width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem }
button { width: 100%; margin-top: 1.5rem; padding: .7rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0; border-radius: .4rem; cursor: pointer }
input:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
[role] { margin: 0; padding: .6rem .8rem; border-left: 4px solid var(--accent); background: var(--ground) }
[role=alert] { border-color: var(--alarm) }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

/** Nothing is loaded, nothing runs, nobody frames it. */
export const loginPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A page of its own, without scripts or files, that works on any browser. */
export function loginPage({ language, action, next, user, notice }: LoginPage): string {
  const text = loginText(language);
  const hint =
    notice === undefined ? "" : `<p role="${notice === "logged-out" ? "status" : "alert"}">${text[notice]}</p>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<style>${style}</style>
</head>
<body>
<main>
<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" aria-hidden="true"><path d="M13 2 4 14h6l-1 8 9-12h-6z"/></svg>
<h1>${text.title}</h1>
${hint}
<form method="post" action="${escaped(action)}">
<input type="hidden" name="next" value="${escaped(next)}">
<label for="user">${text.user}</label>
<input id="user" name="user" value="${escaped(user)}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required${user === "" ? " autofocus" : ""}>
<label for="password">${text.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required${user === "" ? "" : " autofocus"}>
<button>${text.submit}</button>
</form>
</main>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
