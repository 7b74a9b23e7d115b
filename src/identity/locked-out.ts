// A plan that closes an API further, and a tenant's applications → those that would get no tokens any more, and that
// nobody declared.

import { compareOpenness, letsEverybodyIn, letsNobodyIn } from "../model/access-policy.ts";
import type { UserPolicy } from "../model/api.ts";
import { CAN_GET } from "../model/grant-type.ts";
import { isStrict } from "../model/security-mode.ts";
import { isOfAUser } from "../model/subject-type.ts";
import type { Plan, PlannedAccess, PlannedApi } from "../plan/types.ts";
import { idOfName } from "./id-of-name.ts";
import { type Marked, partnerOf, stackOf } from "./marker.ts";
import { ownClientIds } from "./natural-keys.ts";
import type { TakeoverObstacle } from "./takeover.ts";

type SubjectType = PlannedAccess["subjectType"];

/** What is read of an application of the tenant. */
export interface FoundApplication extends Marked {
  readonly name?: string | undefined;
  readonly is_first_party?: boolean | undefined;
  readonly third_party_security_mode?: string | undefined;
  readonly grant_types: readonly string[];
  readonly callbacks: readonly string[];
}

/** Who has a grant for one API. */
export interface GrantHolder {
  readonly client_id?: string | undefined;
  /** Of a grant without a client ID, which all third-party applications have that have none of their own. */
  readonly default_for?: string | undefined;
  readonly subject_type?: string | undefined;
}

/** What an API of the tenant lets applications get until now. */
export type Policies = Readonly<Record<SubjectType, string>>;

/** An API that is closed further. */
export interface Closing {
  /** The id in `apis/`. */
  readonly id: string;
  readonly subjectType: SubjectType;
  readonly was: string;
  readonly becomes: UserPolicy;
  /** Whether the last update had left it as closed: somebody opened it in the tenant since. */
  readonly isReopened?: boolean;
}

/** In which ways an API is closed further than it was. */
export function closingsOf(id: string, { resourceServer }: PlannedApi, was: Policies): Closing[] {
  const { user, client } = resourceServer.subjectTypeAuthorization;
  return (
    [
      ["user", user.policy],
      ["client", client.policy],
    ] as const
  ).flatMap(([subjectType, becomes]) => {
    const before = was[subjectType];
    return compareOpenness(before, becomes) < 0 ? [{ id, subjectType, was: before, becomes }] : [];
  });
}

/**
 * Auth0's own record of settings that all applications share: it is called so, and nobody signs in with it. The provider
 * tells of it as of any other, and not that it is global.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/client/data_source_clients.go (read 2026-11)
 */
const isGlobal = ({ name, callbacks }: FoundApplication) =>
  name === "All Applications" && callbacks.length === 0;

/**
 * Its own, or the tenant's default one: a grant for `third_party_clients` names no client ID.
 * Source: https://auth0.com/docs/api/management/v2/client-grants/post-client-grants (read 2026-11)
 */
const holdsGrant = (
  { client_id, is_first_party: first }: FoundApplication,
  subjectType: SubjectType,
  holders: readonly GrantHolder[],
): boolean =>
  holders
    .filter(({ subject_type: subject = "client" }) => subject === subjectType)
    .some((holder) => holder.client_id === client_id || (first === false && Boolean(holder.default_for)));

/** Whether the application gets tokens now and would not any more. Strict ones need a grant whatever the policy says. */
function loses(
  application: FoundApplication,
  { subjectType, was, becomes }: Closing,
  holders: readonly GrantHolder[],
): boolean {
  if (!CAN_GET[subjectType](application)) return false;
  const hasGrant = holdsGrant(application, subjectType, holders);
  const byPolicy = isOfAUser(subjectType) && letsEverybodyIn(was) && !isStrict(application);
  return letsNobodyIn(becomes) ? hasGrant || byPolicy : byPolicy && !hasGrant;
}

/** Those that no file knows, of those that lose; a partner's and our own are reviewed with their files. */
export function lockedOutBy(
  closing: Closing,
  plan: Pick<Plan, "project" | "stack" | "partners" | "ownApplications">,
  applications: readonly FoundApplication[],
  holders: readonly GrantHolder[],
): readonly FoundApplication[] {
  const own = ownClientIds(plan);
  return applications.filter(
    (application) =>
      !isGlobal(application) &&
      !own.has(application.client_id) &&
      partnerOf(plan, application) === undefined &&
      stackOf(plan, application) === undefined &&
      loses(application, closing, holders),
  );
}

/** One application, and all that it would lose. */
interface Loser {
  readonly application: FoundApplication;
  readonly closings: readonly Closing[];
}

/** Quoted as JSON, which YAML understands as well. */
const text = (value: unknown) => JSON.stringify(value);

/** One of our own applications, as tenant.yaml would declare it. */
export interface OwnEntry {
  readonly name: string;
  readonly clientId: string;
  readonly grants: readonly {
    readonly api: string;
    readonly subject_type: SubjectType;
    readonly scopes: readonly string[];
  }[];
}

/** The section of tenant.yaml, line by line. @param taken keys that are in use there */
export function ownSection(entries: readonly OwnEntry[], stack: string, taken: Iterable<string>): string[] {
  const known = new Set(taken);
  const lines = entries.flatMap(({ name, clientId, grants }) => {
    const id = idOfName(name, known);
    known.add(id);
    const each = grants.map(
      ({ api, subject_type, scopes }) =>
        `      - { api: ${api}, subject_type: ${subject_type}, scopes: [${scopes.map(text).join(", ")}] }`,
    );
    return [
      `  ${id}:`,
      `    name: ${text(name)}`,
      `    stacks: { ${stack}: { client_id: ${text(clientId)} } }`,
      `    grants:${each.length === 0 ? " []" : ""}`,
      ...each,
    ];
  });
  return ["own_applications:", ...lines];
}

/** What our own applications use now: every scope, where a policy gave them all. */
const sectionOf = (losers: readonly Loser[], { stack, apis, ownApplications }: Plan): string[] =>
  ownSection(
    losers.map(({ application: { name = "", client_id: clientId }, closings }) => ({
      name,
      clientId,
      grants: closings.map(({ id: api, subjectType }) => ({
        api,
        subject_type: subjectType,
        scopes: (apis[api]?.scopes ?? []).map((scope) => scope.name),
      })),
    })),
    stack,
    Object.keys(ownApplications),
  );

const nameOf = ({ name, client_id }: FoundApplication) => `${text(name ?? "")} (${client_id})`;

const closingInWords = ({ id, subjectType, was, becomes, isReopened }: Closing) =>
  `${becomes} of ${id} ${isOfAUser(subjectType) ? "for users" : "without a user"}` +
  (isReopened ? `, which somebody set to ${was} by hand since the last update,` : "");

function byApplication(all: readonly { closing: Closing; application: FoundApplication }[]): Loser[] {
  const groups = Map.groupBy(all, ({ application }) => application.client_id);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first
      ? [{ application: first.application, closings: [first, ...rest].map(({ closing }) => closing) }]
      : [],
  );
}

/** What to write before the APIs are closed; nothing where nobody would be locked out. */
export function obstaclesOfClosing(
  plan: Plan,
  all: readonly { readonly closing: Closing; readonly application: FoundApplication }[],
): readonly TakeoverObstacle[] {
  const losers = byApplication(all);
  const how = [...new Set(all.map(({ closing }) => closingInWords(closing)))].join(", ");
  const denying = losers.filter(({ closings }) => closings.some(({ becomes }) => letsNobodyIn(becomes)));
  const others = losers.filter((one) => !denying.includes(one));
  const ours = others.filter(({ application }) => application.is_first_party === true);
  const theirs = others.filter((one) => !ours.includes(one));
  const named = (list: readonly Loser[]) => list.map(({ application }) => nameOf(application)).join(", ");
  return [
    ...(ours.length > 0
      ? [
          `${how} locks out applications that no file declares: ${named(ours)}. ` +
            "Write what each of them uses into tenant.yaml, or grants: [] where it calls none of our APIs:" +
            sectionOf(ours, plan)
              .map((line) => `\n      ${line}`)
              .join(""),
        ]
      : []),
    ...(theirs.length > 0
      ? [
          `${how} locks out third-party applications that no file declares: ${named(theirs)}. ` +
            `\`import --from-tenant --stack ${plan.stack}\` writes their files`,
        ]
      : []),
    ...(denying.length > 0
      ? [
          `${how} locks out applications that no file declares: ${named(denying)}. ` +
            "Take their access away in the tenant first, name them under own_applications with grants: [], or leave the policy as it is",
        ]
      : []),
  ];
}
