// The name of an application or an API → the id of its declaration.

const LONGEST = 40;

const cut = (text: string, length: number) => text.slice(0, length).replace(/-+$/, "");

/** Lower-case words joined by hyphens, valid as a file's stem, and none of `taken`; a number tells namesakes apart. */
export function idOfName(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const stem = cut(/^[a-z]/.test(words) ? words : `app-${words}`, LONGEST);
  let id = stem;
  for (let count = 2; taken.has(id); count++) id = `${cut(stem, LONGEST - `-${count}`.length)}-${count}`;
  return id;
}
