// A tenant as it was read → what could not be read of it, or cannot be known, in sentences.
import type { Comparison } from "../drift/difference.ts";
import { addsUnnamedScopes, isMadeHere, knownOf, runningActions } from "../drift/rules/actions.ts";
import { ANONYMOUS } from "../drift/rules/anonymous.ts";
import { apiOf } from "../identity/natural-keys.ts";
import { subjectTypeOf } from "../model/subject-type.ts";
import { mayDoAt } from "../tenant/triggers.ts";
import { quote } from "../text.ts";

/** What nobody could look at, and so may give anybody more. */
export function* unknownIn(comparison: Comparison): Generator<string> {
  const { tenant } = comparison;
  for (const what of ["rules", "hooks"] as const) {
    if (tenant[what] === undefined)
      yield `which ${what} are active: the credentials lack read:${what}. An active one can add any scope to any token`;
    for (const name of tenant[what] ?? [])
      yield `what the code of the active ${what.slice(0, -1)} ${quote(name)} adds to tokens`;
  }
  if (tenant.roles === undefined)
    yield "which permissions roles give their users: the credentials lack read:roles";
  for (const { id, audience, subject_type: type } of tenant.grants)
    if (
      apiOf(comparison.plan, audience) !== undefined &&
      type !== ANONYMOUS &&
      subjectTypeOf(type) === undefined
    )
      yield `who gets tokens by the grant ${id}: no page of Auth0 that we know describes the subject type ${quote(type ?? "")}`;
  for (const [grant, isUsed] of tenant.organizationGrants)
    if (isUsed === undefined)
      yield `which organizations may use the grant ${grant}: the credentials lack read:organization_client_grants`;
  for (const running of runningActions(comparison)) {
    if (isMadeHere(running, comparison)) continue;
    const { trigger, action, id } = running;
    if (knownOf(comparison, running) !== undefined) {
      if (trigger === "post-login" && addsUnnamedScopes(running))
        yield `which scopes the declared Action ${quote(action?.name ?? id)} adds to users' tokens: its code does not name each where it adds it`;
      continue;
    }
    yield `what else the Action ${quote(action?.name ?? id)} at ${trigger} does, which nothing declares: ${mayDoAt(trigger)}`;
  }
}
