const leastLetters = 4;
/** Shorter parts of an address are words such as `api`. */
const leastPart = 8;

/** A text in which none of the secrets can be read, neither as it is nor as it stands in an address. Receivers repeat what they were sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter(({ length }) => length >= leastLetters)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length);
  return forms.reduce((clean, form) => clean.replaceAll(form, "***"), text);
}

/** What of an address may be secret: all that follows the host, as a whole and part by part. */
export function secretsIn({ pathname, search, searchParams }: URL): string[] {
  const parts = [...pathname.split("/"), ...searchParams.values()];
  return [`${pathname}${search}`, pathname, search, ...parts.filter(({ length }) => length >= leastPart)].filter(
    ({ length }) => length >= leastPart,
  );
}
