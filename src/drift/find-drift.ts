// A plan and a tenant → everything that is not as declared, judged and explained, worst first.
import { declaredIn } from "../model/applications.ts";
import { assertNever } from "../model/closed.ts";
import { entryOf } from "../model/record.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveTenant } from "../tenant/live.ts";
import type { Deployed } from "./deployed.ts";
import {
  type Comparison,
  comparisonOf,
  type Difference,
  isRefused,
  isUnheld,
  type Subject,
} from "./difference.ts";
import type { Drift } from "./drift.ts";
import { DRIFT_RULES } from "./rules/index.ts";
import { mayBeAnothers } from "./rules/renamed.ts";
import { type Detected, DRIFT_SEVERITIES, type DriftRule, instead, named } from "./rules/rule.ts";

/** What no other rule covers: nothing that the plan sends may differ without a word. */
const OTHER: DriftRule = {
  id: "other-difference",
  title: "Everything else is as declared",
  severity: "note",
  why: "the next update changes it back",
  remedy: "update",
  check: () => [],
};

export const ALL_DRIFT_RULES: readonly DriftRule[] = [...DRIFT_RULES, OTHER];

/** The file that declares a subject. */
function fileOf({ kind, id }: Subject): string | undefined {
  switch (kind) {
    case "partner":
      return declaredIn(id);
    case "api":
      return `apis/${id}.yaml`;
    case "application":
      return undefined;
    case "action":
    case "own-application":
    case "connection":
    case "tenant":
      return "tenant.yaml";
    default:
      return assertNever(kind);
  }
}

/**
 * An update that compares with the tenant: a plain one compares with Pulumi's state, which knows nothing of what
 * was changed by hand. Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/ (read 2026-11)
 */
function updateOf({ stack, partners }: Plan, { kind, id }: Subject): string {
  const part = kind === "partner" ? entryOf(partners, id)?.part : undefined;
  return `\`pulumi up --refresh --stack ${part ?? stack}\``;
}

/** What has to be before an update does anything of the subject: another finding says how. */
function beforehand(comparison: Comparison, subject: Subject): string {
  if (isUnheld(comparison, subject)) return "once a state has it, ";
  if (mayBeAnothers(comparison, subject))
    return "once `drift --deployed` says that no update refuses the rename, ";
  return isRefused(comparison, subject) ? "once the next update goes through, " : "";
}

function todoOf({ remedy, todo }: DriftRule, detected: Detected, comparison: Comparison): string {
  const { subject, declared, live } = detected;
  const file = fileOf(subject);
  const isGone = declared !== undefined && live === undefined;
  // What is gone nobody can keep.
  const keep = isGone ? "" : `; to keep it, ${file === undefined ? "declare it" : `write it into ${file}`}`;
  const own = typeof todo === "function" ? todo(detected, comparison) : todo;
  if (own !== undefined) return own;
  switch (remedy) {
    case "update":
      return `${beforehand(comparison, subject)}${updateOf(comparison.plan, subject)} puts it back${keep}`;
    case "remove":
      // What an update made and the files lost is the next update's to delete, and may be live until then.
      if (comparison.deployed?.given === undefined)
        return `\`drift --deployed\` shows whether an update made it: then leave it to the next one, which deletes it. Else delete it in the tenant${keep}`;
      return `delete it in the tenant, since an update deletes only what it made${keep}`;
    case "by-hand":
      return `put it right in the tenant${keep}`;
  }
}

const drift = (rule: DriftRule, detected: Detected, comparison: Comparison): Drift => ({
  rule: rule.id,
  severity: rule.severity,
  subject: detected.subject,
  what: detected.what,
  ...(detected.declared !== undefined && { declared: detected.declared }),
  ...(detected.live !== undefined && { live: detected.live }),
  why: rule.why,
  todo: todoOf(rule, detected, comparison),
});

function judged(comparison: Comparison): Drift[] {
  const { differences } = comparison;
  const told = new Set<Difference>();
  const found = DRIFT_RULES.flatMap((rule) =>
    [...rule.check(comparison)].map((detected) => {
      if (detected.of) told.add(detected.of);
      return drift(rule, detected, comparison);
    }),
  );
  const silent = differences.filter((difference) => !told.has(difference));
  const others = silent.map((difference) => {
    const { subject, path, declared, live } = difference;
    const what = `${path.map((key) => named([key]).slice(1, -1)).join(".")} is ${instead(difference)}`;
    return drift(OTHER, { subject, what, declared, live }, comparison);
  });
  return [...found, ...others];
}

/**
 * Alarms, then findings, then notes; within one severity in the order of the rules.
 *
 * @param deployed what the stack holds, of its outputs or its state: without that nobody can tell what was never deployed
 */
export function findDrift(plan: Plan, tenant: LiveTenant, deployed?: Deployed): Drift[] {
  const all = judged(comparisonOf(plan, tenant, deployed));
  return DRIFT_SEVERITIES.flatMap((severity) => all.filter((one) => one.severity === severity));
}
