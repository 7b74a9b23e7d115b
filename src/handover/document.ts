// Sentences, tables and code → the parts of a document that every renderer shows in its own way.

/** Text, or a name to be shown as code. */
export type Piece = string | { readonly code: string };
/** One sentence or cell. */
export type Words = readonly Piece[];

/** A paragraph, a list, a table or a program. */
export type Block =
  | { readonly kind: "text"; readonly words: Words }
  | { readonly kind: "list"; readonly items: readonly Words[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly Words[])[] }
  /** `id` names the block in its document. */
  | { readonly kind: "code"; readonly id: string; readonly language: string; readonly text: string };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A guide, before it is Markdown or HTML. */
export interface Document {
  readonly title: string;
  readonly lead: Words;
  readonly sections: readonly Section[];
}

export const code = (text: string): Piece => ({ code: text });

/** Names as code, with commas between them. */
export const codes = (names: readonly string[]): Words =>
  names.flatMap((name, i) => (i === 0 ? [code(name)] : [", ", code(name)]));

/** A sentence; what is put into it is text or made by `code` and `codes`. */
export function words(strings: TemplateStringsArray, ...values: (Piece | Words)[]): Words {
  const parts = strings.flatMap((text, i) => {
    const value = values[i];
    const put: Words = value === undefined ? [] : Array.isArray(value) ? value : [value as Piece];
    return text === "" ? put : [text, ...put];
  });
  return parts.filter((part) => part !== "");
}

export const text = (...sentences: readonly Words[]): Block => ({
  kind: "text",
  words: sentences.flatMap((sentence, i) => (i === 0 ? sentence : [" ", ...sentence])),
});

export const list = (items: readonly Words[]): Block => ({ kind: "list", items });

export const table = (head: readonly string[], rows: readonly (readonly Words[])[]): Block => ({
  kind: "table",
  head,
  rows,
});
