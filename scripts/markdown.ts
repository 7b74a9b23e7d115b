// Text → Markdown that shows it letter by letter, for generated pages.

export const escaped = (text: string): string =>
  text.replace(/[\\*<[\]]|(?<!\w)_|_(?!\w)/g, (c) => (c === "<" ? "&lt;" : `\\${c}`));

/** The page of a fact, for a page of docs/. What is elsewhere in the repository is named: npm packs docs/ alone. */
export function linked(source: string): string {
  if (source.startsWith("https://")) return `[source](${source})`;
  return source.startsWith("docs/") ? `[${source}](${source.slice("docs/".length)})` : `\`${source}\``;
}
