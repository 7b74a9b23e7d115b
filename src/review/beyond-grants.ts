// Plans of several stacks → who gets more than a partner's grant by the files, and how: each a sentence.
import type { Plans } from "../access/plans.ts";
import { WAY_FACTS } from "../access/ways.ts";
import type { Plan } from "../plan/types.ts";
import { codeWord, setOff } from "../text.ts";
import { codeList } from "./consequences/words.ts";
import type { Report } from "./review.ts";

function* ofOurs({ ownApplications }: Plan): Generator<string> {
  for (const { name, managementScopes = [], ways = [] } of Object.values(ownApplications)) {
    if (ways.length > 0)
      yield `${setOff(name)} of our own gets users' tokens by ${ways.map((way) => WAY_FACTS[way].name).join(", by ")} as well.`;
    if (managementScopes.length > 0)
      yield `${setOff(name)} of our own may use the Management API with ${codeList(managementScopes)}: most of these give it, or anybody, all of the above.`;
  }
}

function* byCode({ notes }: Plan): Generator<string> {
  for (const { name, trigger, sha256 } of Object.values(notes.knownActions ?? {}))
    yield `The Action ${setOff(name)} runs at ${codeWord(trigger)}, with code that somebody has read (SHA-256 ${sha256.slice(0, 12)}…): what it adds to tokens no file says.`;
}

function* byConnection({ notes }: Plan): Generator<string> {
  for (const [name, day] of Object.entries(notes.inspected ?? {}))
    yield `The connection ${codeWord(name)} may set its users' accounts by a script or a SCIM map, which somebody read on ${day}: what it sets no file says.`;
}

function* byRole({ apis, notes }: Plan): Generator<string> {
  for (const [role, held] of Object.entries(notes.knownRoles ?? {}))
    for (const [api, scopes] of Object.entries(held))
      yield `Users with the role ${setOff(role)} may get ${codeList(scopes)} of ${setOff(apis[api]?.resourceServer.name ?? api)}, where an application was granted it.`;
}

/** Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles (read 2026-11) */
function* byDialect({ apis }: Plan): Generator<string> {
  for (const { resourceServer } of Object.values(apis))
    if (resourceServer.enforcePolicies && resourceServer.tokenDialect.endsWith("_authz"))
      yield `Users' tokens for ${setOff(resourceServer.name)} list all of the user's permissions there beside their scopes, whatever an application was granted: an API that decides by them gives more than the grants.`;
}

/** In the order of the plans; each with the stacks where it holds. */
export function beyondGrantsOf(head: Plans): NonNullable<Report["beyondGrants"]> {
  const told = new Map<string, string[]>();
  for (const [stack, plan] of head)
    for (const what of [
      ...ofOurs(plan),
      ...byCode(plan),
      ...byRole(plan),
      ...byDialect(plan),
      ...byConnection(plan),
    ])
      told.set(what, [...(told.get(what) ?? []), stack]);
  return [...told].map(([what, stacks]) => ({ what, stacks }));
}
