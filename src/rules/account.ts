// Rules about the claim that names a user's account.

import { addressOf } from "../model/address.ts";
import { quote } from "../text.ts";
import { apiRule, type Rule, tenantRule } from "./rule.ts";
import { CUSTOM_CLAIMS } from "./sources.ts";

const accountDescribed = apiRule({
  id: "account-described",
  title: "An API with account_claim finds the account described in tenant.yaml",
  why: "the login action has to know where a user's account is kept and what to call it in the token",
  source: CUSTOM_CLAIMS,
  *check({ value }, { tenant }) {
    if (value.account_claim && tenant && !tenant.value.account)
      yield {
        at: ["account_claim"],
        what: "account_claim: true, and tenant.yaml has no account",
        fix: "write account: { claim, app_metadata_key } in tenant.yaml, or remove account_claim",
        also: [{ file: tenant.file, at: [], what: "the tenant is described here" }],
      };
  },
});

/** Hosts whose names Auth0 keeps for itself: claims under them are left out of tokens without an error. */
const AUTH0_HOSTS = /(^|\.)(auth0\.com|webtask\.io|webtask\.run)$/;

const accountClaimNamespaced = tenantRule({
  id: "account-claim-namespaced",
  title: "The account's claim is an https URL of ours",
  why: "a name without a namespace may collide with another claim, and Auth0 drops claims under its own names",
  source: CUSTOM_CLAIMS,
  *check({ value: { account } }) {
    const address = account && addressOf(account.claim);
    if (!account || (address?.protocol === "https:" && !AUTH0_HOSTS.test(address.hostname))) return;
    yield {
      at: ["account", "claim"],
      what: `claim ${quote(account.claim)} is not an https URL of ours`,
      fix: "write a URL under a domain of yours, such as https://our-app.example/account",
    };
  },
});

/** In the order of docs/rules.md. */
export const ACCOUNT: readonly Rule[] = [accountDescribed, accountClaimNamespaced];
