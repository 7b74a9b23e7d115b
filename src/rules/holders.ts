// Anyone who a file gives grants: partners, and our own applications in tenant.yaml. Rules about grants hold for both.
import type { Grant } from "../model/partner.ts";
import type { Path, Workspace } from "../model/workspace.ts";
import type { Rule, Violation } from "./rule.ts";

export interface Holder {
  readonly kind: "partner" | "own application";
  readonly id: string;
  readonly file: string;
  /** Where in the file its declaration is. */
  readonly at: Path;
  /** A partner's only say in which stacks they hold. */
  readonly grants: readonly Omit<Grant, "reason">[];
  readonly stacks: readonly string[];
}

export function* holdersOf({ partners, tenant }: Workspace): Generator<Holder> {
  for (const { id, file, value } of partners.values())
    yield { kind: "partner", id, file, at: [], grants: value.grants, stacks: Object.keys(value.stacks) };
  for (const [id, { grants, stacks }] of Object.entries(tenant?.value.own_applications ?? {}))
    yield {
      kind: "own application",
      id,
      file: tenant?.file ?? "",
      at: ["own_applications", id],
      grants,
      stacks: Object.keys(stacks),
    };
}

type AboutHolder = Omit<Rule, "check"> & {
  /** Paths are within the holder's declaration, and `file` is its own. */
  check(holder: Holder, workspace: Workspace): Iterable<Omit<Violation, "file">>;
};

/** A rule about one holder at a time. */
export const holderRule = (rule: AboutHolder): Rule => ({
  ...rule,
  *check(workspace) {
    for (const holder of holdersOf(workspace))
      for (const violation of rule.check(holder, workspace))
        yield { ...violation, file: holder.file, at: [...holder.at, ...violation.at] };
  },
});
