// Inputs that once broke something, or that chance seldom finds: always judged, whatever the seed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesOf } from "../support/golden.ts";
import { type Input, judge } from "./support/judge.ts";
import type { Content } from "./support/mutation.ts";

const FOLDER = "test/fuzz/corpus";

/** One input: what it is about, the files that it changes in the small workspace, and what becomes of it. */
interface Kept {
  readonly about: string;
  readonly files: Readonly<Record<string, Content | { readonly latin1: string } | null>>;
  readonly isAccepted: boolean;
  /** Rules that must be among those it breaks. */
  readonly breaks?: readonly string[];
}

const contentOf = (kept: Exclude<Kept["files"][string], null>): Content =>
  typeof kept === "object" && "latin1" in kept ? Buffer.from(kept.latin1, "latin1") : kept;

function inputOf({ files }: Kept): Omit<Input, "turn"> {
  const before = filesOf("# Pulumi.local.yaml\n");
  const world = new Map<string, Content>(before);
  for (const [file, content] of Object.entries(files))
    if (content === null) world.delete(file);
    else world.set(file, contentOf(content));
  return { before, world };
}

const names = readdirSync(FOLDER).sort();
const TURNS = [0, 2, 5, 7];

test("the corpus has inputs that are accepted and such that are refused", () => {
  const kept = names.map((name) => JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Kept);
  expect(new Set(kept.map(({ isAccepted }) => isAccepted))).toEqual(new Set([true, false]));
});

describe.for(names)("%s", (name) => {
  const kept = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Kept;

  test.for(TURNS)(`${kept.about}, asked in way %i`, (turn) => {
    const { isAccepted, rules } = judge({ ...inputOf(kept), turn });
    expect(isAccepted).toBe(kept.isAccepted);
    expect(rules).toEqual(expect.arrayContaining([...(kept.breaks ?? [])]));
  });
});
