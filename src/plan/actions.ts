// The APIs whose tokens name an account become one Action, which puts it there.
import type { Workspace } from "../model/workspace.ts";
import { sortedSet } from "./sorted.ts";
import type { PlannedAction } from "./types.ts";

/**
 * Runs when a user logs in and when a refresh token is exchanged, so a user who changes accounts changes tokens
 * with the next refresh. Anyone who belongs to no account gets no token: an API would have nothing to serve.
 * Source: https://auth0.com/docs/customize/actions/explore-triggers/post-login (read 2026-11)
 */
const accountCode = (audiences: readonly string[], claim: string, key: string): string =>
  `/** Made by partner-access: names the user's account in access tokens of these APIs. */
const AUDIENCES = ${JSON.stringify(audiences)};

exports.onExecutePostLogin = async (event, api) => {
  if (!AUDIENCES.includes(event.resource_server?.identifier)) return;
  const account = event.user.app_metadata?.[${JSON.stringify(key)}];
  if (typeof account !== "string" || account === "") {
    api.access.deny("this user belongs to no account");
    return;
  }
  api.accessToken.setCustomClaim(${JSON.stringify(claim)}, account);
};
`;

export function planActions(workspace: Workspace): Record<string, PlannedAction> {
  const account = workspace.tenant?.value.account;
  const audiences = sortedSet(
    [...workspace.apis.values()].flatMap(({ value }) => (value.account_claim ? [value.identifier] : [])),
  );
  if (!account || audiences.length === 0) return {};
  return {
    "account-claim": {
      name: "partner-access-account-claim",
      code: accountCode(audiences, account.claim, account.app_metadata_key),
      runtime: "node22",
      trigger: { id: "post-login", version: "v3" },
    },
  };
}
