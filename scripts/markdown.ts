// Text → Markdown that shows it letter by letter, for generated pages.

export const escaped = (text: string): string =>
  text.replace(/[\\*<[\]]|(?<!\w)_|_(?!\w)/g, (c) => (c === "<" ? "&lt;" : `\\${c}`));
