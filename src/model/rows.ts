// Tables of an application's properties, one row each: what all such tables need.

type Rows = Readonly<Record<string, { readonly of: string }>>;

/** Names of the rows that are of such applications. */
export type NamesOf<Table extends Rows, Of extends string> = {
  [N in keyof Table]: Table[N]["of"] extends Of ? N : never;
}[keyof Table];

/** Something of each row, by the row's name. */
export const ofEach = <N extends string, R extends { readonly name: N }, T>(
  rows: readonly R[],
  make: (row: R) => T,
): Readonly<Record<R["name"], T>> =>
  Object.fromEntries(rows.map((one) => [one.name, make(one)])) as Record<R["name"], T>;
