// A plan and one of its partners become what the guide for the partner's developers is about.
import type { Plan, PlannedApi, PlannedPartner } from "../plan/types.ts";
import { entryOf } from "../review/plans.ts";
import { type Reached, reachOf } from "../review/reach.ts";

/** What the partner can get of one API, for users or without one. */
export interface Access {
  readonly api: string;
  readonly planned: PlannedApi;
  readonly subjectType: "user" | "client";
  /** Sorted by scope; never empty. */
  readonly reached: readonly Reached[];
  /** Where the API answers; absent where the stack does not host it. */
  readonly baseUrl?: string;
}

export interface Subject {
  readonly plan: Plan;
  readonly id: string;
  readonly partner: PlannedPartner;
  readonly clientId: string;
  /** By API and subject type. */
  readonly access: readonly Access[];
}

/** What the guide is about; undefined where the stack has no such partner. */
export function subjectOf(plan: Plan, id: string, clientId: string): Subject | undefined {
  const partner = entryOf(plan.partners, id);
  if (!partner) return undefined;
  const reached = [...reachOf(plan, partner).values()].sort((a, b) => (a.scope < b.scope ? -1 : 1));
  const groups = Map.groupBy(reached, ({ api, subjectType }) => `${api}/${subjectType}`);
  const access = [...groups.values()].flatMap((group): Access[] => {
    const [first] = group;
    const planned = first && entryOf(plan.apis, first.api);
    if (!planned) return [];
    const host = planned.hosting?.domain.domainName;
    return [
      {
        api: first.api,
        planned,
        subjectType: first.subjectType,
        reached: group,
        ...(host !== undefined && { baseUrl: `https://${host}` }),
      },
    ];
  });
  return { plan, id, partner, clientId, access };
}

export const accessFor = ({ access }: Subject, subjectType: Access["subjectType"]): Access | undefined =>
  access.find((one) => one.subjectType === subjectType);

/** Auth0's addresses below the issuer. Source: https://auth0.com/docs/api/authentication (read 2026-11) */
export const endpointsOf = ({ plan: { issuer } }: Subject) => ({
  authorize: `${issuer}authorize`,
  token: `${issuer}oauth/token`,
  keys: `${issuer}.well-known/jwks.json`,
  revoke: `${issuer}oauth/revoke`,
});

export const isPublic = ({ partner }: Subject): boolean =>
  partner.credentials.authenticationMethod === "none";

/** Whether the application gets refresh tokens for the API. */
export const hasRefreshTokens = ({ partner }: Subject, { planned }: Access): boolean =>
  partner.application.grantTypes.includes("refresh_token") && planned.resourceServer.allowOfflineAccess;

/** What to ask for in one sign-in, in the order of an authorization request. */
export function scopesToAsk(subject: Subject, access: Access): string[] {
  const offline = access.subjectType === "user" && hasRefreshTokens(subject, access);
  return [
    ...(access.subjectType === "user" ? subject.partner.oidcScopes : []),
    ...access.reached.map(({ scope }) => scope),
    ...(offline ? ["offline_access"] : []),
  ];
}
