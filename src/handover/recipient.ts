// A plan and one of its partners become what the guide for the partner's developers is about.

import { type Reached, reachOf } from "../access/reach.ts";
import { ANY_TOKEN } from "../model/any-token.ts";
import { isPublicMethod } from "../model/authentication.ts";
import type { SubjectType } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { answersAt } from "../plan/aws/hosting.ts";
import { hasSignIn } from "../plan/grants.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../plan/types.ts";

/** What the partner can get of one API, for users or without one. */
export interface ApiAccess {
  readonly api: string;
  readonly planned: PlannedApi;
  readonly subjectType: SubjectType;
  /** Sorted by scope; never empty. */
  readonly reached: readonly Reached[];
  /** Where the API answers; absent where the stack does not host it. */
  readonly baseUrl?: string;
}

/** A partner in one stack, with all that its guide says. */
export interface Recipient {
  readonly plan: Plan;
  readonly id: string;
  readonly partner: PlannedPartner;
  readonly clientId: string;
  /** The partner's own AWS principal, which reads its secret; absent where its file names none. */
  readonly secretReader?: string;
  /** By API and recipient type. */
  readonly access: readonly ApiAccess[];
}

/** What the guide is about; undefined where the stack has no such partner. */
export function recipientOf(
  plan: Plan,
  id: string,
  known: Pick<Recipient, "clientId" | "secretReader">,
): Recipient | undefined {
  const partner = entryOf(plan.partners, id);
  if (!partner) return undefined;
  const reached = [...reachOf(plan, partner).values()].sort((a, b) => (a.scope < b.scope ? -1 : 1));
  const groups = Map.groupBy(reached, ({ api, subjectType }) => `${api}/${subjectType}`);
  const access = [...groups.values()].flatMap((group): ApiAccess[] => {
    const [first] = group;
    const planned = first && entryOf(plan.apis, first.api);
    if (!planned) return [];
    const address = planned.hosting && answersAt(planned.hosting.domain);
    return [
      {
        api: first.api,
        planned,
        subjectType: first.subjectType,
        reached: group,
        ...(address !== undefined && { baseUrl: `https://${address}` }),
      },
    ];
  });
  return { plan, id, partner, ...known, access };
}

/** API by API, as each needs a sign-in and a token of its own. */
export const accessFor = (
  { access }: Recipient,
  subjectType: ApiAccess["subjectType"],
): readonly ApiAccess[] => access.filter((one) => one.subjectType === subjectType);

/** Whether users sign in for it: for an API, or only to be known to the partner. */
export const isForUsers = (recipient: Recipient): boolean =>
  accessFor(recipient, "user").length > 0 || hasSignIn(recipient.partner);

/** Auth0's addresses below the issuer. Source: https://auth0.com/docs/api/authentication (read 2026-11) */
export const endpointsOf = ({ plan: { issuer } }: Recipient) => ({
  authorize: `${issuer}authorize`,
  token: `${issuer}oauth/token`,
  keys: `${issuer}.well-known/jwks.json`,
  revoke: `${issuer}oauth/revoke`,
  userinfo: `${issuer}userinfo`,
});

export const isPublicRecipient = ({ partner }: Recipient): boolean =>
  isPublicMethod(partner.credentials.authenticationMethod);

/** Whether the application gets refresh tokens for the API. */
export const hasRefreshTokens = ({ partner }: Recipient, { planned }: ApiAccess): boolean =>
  partner.application.grantTypes.includes("refresh_token") && planned.resourceServer.allowOfflineAccess;

/** Whether there is nothing to choose: the API has no scopes. */
export const isAnyToken = ({ planned }: ApiAccess): boolean => planned.sensitivity !== undefined;

/** What to ask for in one sign-in, in the order of an authorization request: optional scopes come later. May be empty. */
export function scopesToAsk(recipient: Recipient, access: ApiAccess): string[] {
  const offline = isOfAUser(access.subjectType) && hasRefreshTokens(recipient, access);
  return [
    ...(isOfAUser(access.subjectType) ? recipient.partner.oidcScopes : []),
    ...access.reached
      .filter(({ isOptional, scope }) => !isOptional && scope !== ANY_TOKEN)
      .map(({ scope }) => scope),
    ...(offline ? ["offline_access"] : []),
  ];
}
