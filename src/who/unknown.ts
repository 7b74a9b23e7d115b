// A tenant as it was read → what could not be read of it, or cannot be known, in sentences.
import type { Comparison } from "../drift/difference.ts";
import {
  addsUnnamedScopes,
  isMadeHere,
  knownOf,
  runningActions,
  setsAccounts,
} from "../drift/rules/actions.ts";
import { ANONYMOUS } from "../drift/rules/anonymous.ts";
import { apiOf } from "../identity/natural-keys.ts";
import { subjectTypeOf } from "../model/subject-type.ts";
import { profileConnections } from "../tenant/profile-writers.ts";
import { refusedWays } from "../tenant/refusable.ts";
import { mayDoAt } from "../tenant/triggers.ts";
import { quote } from "../text.ts";

/** Without a user a token opens every account; a claim can only narrow that. */
const isOfUsers = (trigger: string) => trigger !== "credentials-exchange";

/** What nobody could look at, and so may give anybody more. */
export function* unknownIn(comparison: Comparison): Generator<string> {
  const { tenant } = comparison;
  for (const { what, right, may } of refusedWays(tenant))
    yield `${what}: the credentials lack ${right}${may === undefined ? "" : `. ${may}`}`;
  for (const { name, writer, inspected } of profileConnections(comparison.plan, tenant))
    if (inspected === undefined)
      yield `which account users of the connection ${quote(name)} have: ${writer} may set it, and nothing says that somebody has read it`;
  for (const what of ["rule", "hook"] as const)
    for (const name of tenant[`${what}s`] ?? [])
      yield `what the code of the active ${what} ${quote(name)} adds to tokens`;
  for (const { id, audience, subject_type: type } of tenant.grants)
    if (
      apiOf(comparison.plan, audience) !== undefined &&
      type !== ANONYMOUS &&
      subjectTypeOf(type) === undefined
    )
      yield `who gets tokens by the grant ${id}: no page of Auth0 that we know describes the subject type ${quote(type ?? "")}`;
  for (const running of runningActions(comparison)) {
    if (isMadeHere(running, comparison)) continue;
    const { trigger, action, id } = running;
    if (knownOf(comparison, running) !== undefined) {
      if (isOfUsers(trigger) && setsAccounts(comparison, running))
        yield `which account tokens of users name: the declared Action ${quote(action?.name ?? id)} sets it, or a name that its code does not say`;
      if (addsUnnamedScopes(running))
        yield `which scopes the declared Action ${quote(action?.name ?? id)} adds to tokens: its code does not name each where it adds it`;
      continue;
    }
    yield `what else the Action ${quote(action?.name ?? id)} at ${trigger} does, which nothing declares: ${mayDoAt(trigger)}`;
  }
}
