// Declarations of the head and of the base → the plans of every stack, as far as there are any.

import type { Plans } from "../access/plans.ts";
import type { Finding } from "../finding.ts";
import { idsOfUnread } from "../identity/heirs.ts";
import { stemOf } from "../model/applications.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import type { Checked } from "../pipeline.ts";
import { planStack } from "../plan/plan.ts";

/** The plan of each declared stack. Throws where the workspace has findings. */
export const planAll = (workspace: Workspace): Plans =>
  new Map([...workspace.stacks.keys()].sort().map((stack) => [stack, planStack(workspace, stack)]));

/** The stacks that are named; all where none is. */
export const only = (plans: Plans, stacks: readonly string[]): Plans =>
  stacks.length === 0 ? plans : new Map([...plans].filter(([stack]) => stacks.includes(stack)));

export interface PlannedBase {
  /** Empty where the base cannot be planned at all. */
  readonly plans: Plans;
  /** What was not compared, and why. */
  readonly problems: readonly string[];
}

type Kind = "apis" | "partners" | "stacks";
type Entry = Declared<unknown>;

const FILES: readonly (readonly [Kind, RegExp])[] = [
  ["partners", /^partners\/(.+)\.yaml$/],
  ["apis", /^apis\/(.+)\.yaml$/],
  ["stacks", /^Pulumi\.(.+)\.yaml$/],
];

/** What the head has in place of a file, by ids of then: all that is in it, and what left it under another name. */
function presentOf(kind: Kind, stem: string, head: Workspace): (readonly [string, Entry])[] {
  const inFile = [...head[kind]].filter(([id]) => stemOf(id) === stem);
  const left = kind === "stacks" ? [] : [...idsOfUnread(kind, stem, head)];
  return [
    ...inFile,
    ...left.flatMap(([then, now]) => {
      const present = head[kind].get(now);
      return present && stemOf(now) !== stem ? [[then, present] as const] : [];
    }),
  ];
}

const GONE = "and it is gone now, so what it allowed is not shown as removed";

/**
 * The base with the head's declaration in place of each file that cannot be read, so that only what can be read
 * is compared: an unreadable file must look neither added nor removed.
 */
function completed(base: Workspace, head: Workspace, revision: string) {
  const filled = {
    apis: new Map(base.apis),
    partners: new Map(base.partners),
    stacks: new Map(base.stacks),
  };
  // No plan depends on what a part's file says.
  const isPart = (file: string) => [...head.parts.values()].some((part) => part.file === file);
  const missing = [...base.unreadable].filter((file) => !isPart(file)).sort();
  const problems = missing.map((file) => {
    const [kind, id = ""] = FILES.map(([kind, name]) => [kind, name.exec(file)?.[1]] as const).find(
      ([, id]) => id !== undefined,
    ) ?? [undefined];
    const present = kind === undefined ? [] : presentOf(kind, id, head);
    if (kind !== undefined)
      for (const [then, entry] of present)
        (filled[kind] as Map<string, Entry>).set(then, { ...entry, id: then, file });
    const isThere = present.length > 0 || (kind === undefined && head.tenant !== undefined);
    return `${file} of ${revision} cannot be read, ${isThere ? "so it counts as it is now" : GONE}`;
  });
  return { workspace: { ...base, ...filled, tenant: base.tenant ?? head.tenant }, problems };
}

/** A folder of the base that is not what it should be hides whatever is in it. */
const hides = ({ rule, file }: Finding) =>
  rule === "file-unreadable" && ["partners", "apis", "."].includes(file);

/**
 * The plans of the base. Rules that it breaks are no problem as long as it can be planned: they get stricter
 * with time.
 */
export function planBase({ workspace, findings }: Checked, head: Workspace, revision: string): PlannedBase {
  const hidden = findings.find(hides);
  const whole = (why: string): PlannedBase => ({
    plans: new Map(),
    problems: [`${revision} as a whole, since ${why}; this is the access as it is`],
  });
  if (hidden) return whole(hidden.what);
  if (workspace.stacks.size === 0 && ![...workspace.unreadable].some((file) => file.startsWith("Pulumi.")))
    return whole("it declares no stack in this folder");
  const { workspace: base, problems } = completed(workspace, head, revision);
  try {
    return { plans: planAll(base), problems };
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split(":");
    return whole(`it cannot be planned (${what})`);
  }
}
