// A value in the words of Pulumi's provider → the same in Auth0's and terraform's spelling.

/** Keys with underscores; those of metadata are the tenant's own, and stay. Text goes through `text`. */
export function inSnakeCase(
  value: object,
  text: (value: string) => string = (same) => same,
): Record<string, unknown> {
  const convert = (inner: unknown): unknown => {
    if (typeof inner === "string") return text(inner);
    if (Array.isArray(inner)) return inner.map(convert);
    return typeof inner === "object" && inner !== null ? inSnakeCase(inner, text) : inner;
  };
  const metadata = (inner: Record<string, string>) =>
    Object.fromEntries(Object.entries(inner).map(([key, value]) => [key, text(value)]));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      key === "clientMetadata" ? metadata(inner) : convert(inner),
    ]),
  );
}
