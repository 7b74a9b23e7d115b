// Figures → text, the same everywhere on the page.

export const seconds = (value: number): string => `${value.toFixed(value < 100 ? 2 : 0)} s`;

/** How many times the reference: below 10 with two digits after the point. */
export const times = (value: number, reference: number): string => {
  const ratio = value / reference;
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`;
};

/** A block of Markdown that shows text as it is; no line of the text may end it. */
export const quoted = (text: string): string =>
  `\`\`\`text\n${text.replaceAll("```", "'''").trimEnd()}\n\`\`\``;
