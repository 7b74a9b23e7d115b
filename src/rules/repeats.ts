// What several files may not say alike: the later ones, each with the first that says it.
import { areOfOnePartner } from "../model/applications.ts";
import type { Declared, Path, Workspace } from "../model/workspace.ts";
import { quote, seenAs, skeletonOf } from "../text.ts";
import { type Rule, workspaceRule } from "./rule.ts";

/** Each item that shares one of its keys with an earlier one, with the first of these, in order. */
function* lookAlikes<T>(
  items: Iterable<T>,
  keysOf: (item: T) => readonly string[],
): Generator<{ readonly item: T; readonly earlier: T }> {
  const first = new Map<string, T>();
  for (const item of items) {
    const keys = keysOf(item);
    const earlier = keys.map((key) => first.get(key)).find((one) => one !== undefined);
    if (earlier !== undefined) yield { item, earlier };
    for (const key of keys) if (!first.has(key)) first.set(key, item);
  }
}

/** Each item whose key an earlier one has, with the first of these, in order. */
export const repeats = <T>(items: Iterable<T>, keyOf: (item: T) => string) =>
  lookAlikes(items, (item) => [keyOf(item)]);

/** A name as people see it, and as characters that look alike leave it. */
const keysOfName = (name: string) => [`seen ${seenAs(name)}`, `skeleton ${skeletonOf(name)}`];

/** What users read on the consent page, where it is all that they know. */
type Named = Pick<Rule, "id" | "title" | "why" | "source"> & {
  readonly folder: "partners" | "apis";
  readonly noun: string;
  /** What else has a name that must not be taken. */
  readonly taken?: (workspace: Workspace) => readonly Taken[];
};

interface Taken {
  readonly id?: string;
  readonly name: string;
  readonly file: string;
  readonly at: Path;
  /** What it is, with its id. */
  readonly what: string;
}

/** No two of a kind are called alike, as people see it. */
export const nameUniqueRule = ({ folder, noun, taken, ...said }: Named): Rule =>
  workspaceRule({
    ...said,
    *check(workspace: Workspace) {
      const declared: Iterable<Declared<{ readonly name: string }>> = workspace[folder].values();
      const named = [...declared].map(
        ({ id, file, value: { name } }): Taken => ({
          ...{ id, name, file, at: ["name"] },
          what: `${noun} ${quote(id)}`,
        }),
      );
      const others = new Set(taken?.(workspace));
      for (const { item, earlier } of lookAlikes([...others, ...named], ({ name }) => keysOfName(name))) {
        if (others.has(item) || areOfOnePartner(item.id ?? "", earlier.id ?? "")) continue;
        const isSame = seenAs(item.name) === seenAs(earlier.name);
        yield {
          file: item.file,
          at: item.at,
          what: `name ${quote(item.name)} ${isSame ? "is also" : "looks like"} the name of ${earlier.what}`,
          fix: "write a name that users can tell from the other",
          also: [{ file: earlier.file, at: earlier.at, what: `${earlier.what} is named here` }],
        };
      }
    },
  });
