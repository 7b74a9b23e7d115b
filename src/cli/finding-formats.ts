// How findings can be printed: apart from the printing, so that help loads no rules.
export const FORMATS = ["text", "json", "github", "sarif"] as const;
export type Format = (typeof FORMATS)[number];
