// A partner, a stack's plan and a scope become whether the partner can get the scope, and what says so.

import { letsNobodyIn } from "../model/access-policy.ts";
import { ANY_TOKEN } from "../model/any-token.ts";
import { type Status, SUBJECT_TYPES, type SubjectType } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { hasAccess } from "../model/status.ts";
import type { Plan, PlannedAccess, PlannedApi } from "../plan/types.ts";
import { codeWord, setOff } from "../text.ts";

import { policyOf, type Reach, type Reached, scopesIn } from "./reach.ts";

/** Of one stack. */
export interface Reason {
  readonly can: boolean;
  /** As whom; absent where that does not matter. */
  readonly subjectType?: SubjectType;
  /** One plain sentence without its final stop. */
  readonly because: string;
  /** What narrows it, where it can. */
  readonly limits: readonly string[];
  /** What to change so that it could, where that is for the partner's file to say. */
  readonly needed?: string;
}

export interface Asking {
  readonly plan: Plan;
  /** Where its grants are declared: `partners/acme-cms.yaml`. */
  readonly file: string;
  /** Of an application of ours always active. */
  readonly status: Status;
  /** By `<api>/<subject type>`. */
  readonly grants: Readonly<Record<string, PlannedAccess>>;
  readonly reach: Reach;
  /** Names of the stacks where it has a grant, by its key. */
  grantedIn(key: string): readonly string[];
  /** What narrows one access, in words. */
  limits(reached: Reached): readonly string[];
}

const WORDS = { user: "on behalf of users", client: "without a user" } as const;

const listed = (items: readonly string[]) =>
  items.length < 2 ? (items[0] ?? "nothing") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

function opens(routes: readonly string[]): string {
  return routes.length === 0 ? "no route needs it" : `it opens ${listed(routes)}`;
}

function allowed(asking: Asking, key: string): Reason | undefined {
  const reached = asking.reach.get(key);
  if (!reached) return undefined;
  const { api, scope, subjectType, via, reason, routes } = reached;
  const name = codeWord(scope);
  const gives = scope === ANY_TOKEN ? "gives all of it, since the API has no scopes" : `names ${name}`;
  const granted = `its grant of ${api} ${WORDS[subjectType]} ${gives}${reason === undefined ? "" : ` (${setOff(reason)})`}; ${opens(routes)}`;
  const why: Readonly<Record<Reached["via"], string>> = {
    grant: granted,
    policy: `the user policy allow_all of ${api} gives every such application ${name} without a grant; ${opens(routes)}`,
    resumption: `${granted}, once it is active again`,
  };
  return { can: true, subjectType, because: why[via], limits: asking.limits(reached) };
}

/** The first thing that stands in the way. */
function refused(
  asking: Asking,
  apiId: string,
  api: PlannedApi,
  scope: string,
  subjectType: SubjectType,
): Reason {
  const { file, status, grants } = asking;
  const name = codeWord(scope);
  const grant = entryOf(grants, `${apiId}/${subjectType}`);
  const no = (because: string, needed?: string): Reason => ({
    can: false,
    subjectType,
    because,
    limits: [],
    ...(needed !== undefined && { needed }),
  });
  if (letsNobodyIn(policyOf(api, subjectType))) {
    const policy = `the policy deny_all of ${apiId} gives no application a token ${WORDS[subjectType]}`;
    return no(grant ? `${policy}, so its grant is void` : policy);
  }
  if (!hasAccess(status)) return no(`it is ${status}: no grant of it exists`, `status: active in ${file}`);
  const elsewhere = grant ? [] : asking.grantedIn(`${apiId}/${subjectType}`);
  if (elsewhere.length > 0)
    return no(
      `its grant of ${apiId} ${WORDS[subjectType]} is for ${listed(elsewhere)} only`,
      `this stack among the stacks of that grant in ${file}`,
    );
  if (!grant)
    return no(
      `it has no grant of ${apiId} ${WORDS[subjectType]}`,
      `a grant of api: ${apiId}, subject_type: ${subjectType} with ${scope === ANY_TOKEN ? "scopes: []" : name} in ${file}`,
    );
  return no(
    `its grant of ${apiId} ${WORDS[subjectType]} names ${listed(grant.scopes.map(codeWord))}, not ${name}`,
    `${name} in the scopes of that grant in ${file}`,
  );
}

/** Of each API that has the scope, for users and without; empty where no API has it. */
export function reasonsOf(asking: Asking, scope: string, only?: string): Reason[] {
  return Object.entries(asking.plan.apis)
    .filter(([id, api]) => (only ?? id) === id && scopesIn(api).some(({ name }) => name === scope))
    .flatMap(([id, api]) =>
      SUBJECT_TYPES.map(
        (subjectType) =>
          allowed(asking, `${id}/${subjectType}/${scope}`) ?? refused(asking, id, api, scope, subjectType),
      ),
    );
}
