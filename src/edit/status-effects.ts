// A partner's status before and after → what that does once it is deployed, and what to do next, in sentences.

import type { Api } from "../model/api.ts";
import type { Partner, Status } from "../model/partner.ts";
import { isStrict } from "../model/security-mode.ts";
import { hasAccess } from "../model/status.ts";
import { formatDuration } from "../model/units.ts";
import type { Declared, Workspace } from "../model/workspace.ts";

const apisOf = (partner: Partner, { apis }: Workspace): readonly Api[] =>
  [...new Set(partner.grants.map(({ api }) => api))].sort().flatMap((id) => apis.get(id)?.value ?? []);

/**
 * Access tokens are checked without asking Auth0.
 * Source: https://auth0.com/docs/get-started/applications/revoke-api-access (read 2026-11)
 */
const issuedTokens = (partner: Partner, workspace: Workspace) =>
  apisOf(partner, workspace).map(
    ({ name, token_lifetime }) =>
      `Access tokens that it has for ${name} work until they expire, at most ${formatDuration(token_lifetime)} more.`,
  );

function stops({ value: partner }: Declared<Partner>, workspace: Workspace): string[] {
  return [
    `${partner.name} gets no more tokens: its grants go in every stack, and refreshing fails at once.`,
    ...(isStrict(partner.application)
      ? []
      : ["Nobody can sign in with it any more, with or without an API: its grant types go as well."]),
    ...issuedTokens(partner, workspace),
  ];
}

const EFFECTS: Readonly<
  Record<Status, (declared: Declared<Partner>, workspace: Workspace, was: Status) => string[]>
> = {
  active: ({ value: { name } }) => [
    `${name} gets the grants of its file back, no more and no less.`,
    "Client ID, credentials and users' consents are those from before; refresh tokens that have not expired work again.",
  ],
  suspended: (declared, workspace) => [
    ...stops(declared, workspace),
    "Its application, client ID, credentials and users' consents stay.",
    `\`resume ${declared.id}\` gives everything back.`,
  ],
  retired: (declared, workspace, was) => [
    ...(hasAccess(was) ? stops(declared, workspace) : ["It has had no grants since it was suspended."]),
    "Its application stays until its file is deleted, in a later change; it is no longer protected from that.",
    "Tell the partner and its users: a deleted application does not come back.",
  ],
};

/** What the new status does once it is deployed; plain text of the declarations, not yet escaped. */
export const effectsOf = (
  declared: Declared<Partner>,
  workspace: Workspace,
  status: Status,
): readonly string[] => EFFECTS[status](declared, workspace, declared.value.status ?? "active");
