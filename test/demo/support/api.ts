import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type ApiLogEntry, type ApiOptions, contactsApi } from "../../../demo/api/api.ts";
import { ContactStore } from "../../../demo/api/contacts.ts";
import type { TokenRules } from "../../../demo/api/token.ts";
import { COMPANY } from "../../support/company.ts";
import { ACCOUNT_CLAIM, AUDIENCE } from "./issuer.ts";

/** The declared routes of the API: the same file that deploys its scopes. */
export const declaredRoutes = (
  parse(readFileSync(join(COMPANY, "apis/contacts.yaml"), "utf8")) as {
    routes: ApiOptions["routes"];
  }
).routes;

export const seedContacts = {
  first: [
    { name: "Grace Garden", email: "grace@garden.example", phone: "+1 555 0101" },
    { name: "Hal Harbour", email: "hal@harbour.example", phone: "+1 555 0102" },
  ],
  second: [{ name: "Iris Inn", email: "iris@inn.example", phone: "" }],
};

/** Our API in-process, with contacts in two accounts. */
export function testApi(issuer: string, more: Partial<ApiOptions> = {}, rules: Partial<TokenRules> = {}) {
  const store = new ContactStore(seedContacts);
  const log: ApiLogEntry[] = [];
  const tokens = { issuer, audience: AUDIENCE, accountClaim: ACCOUNT_CLAIM, ...rules };
  const options = { realm: "contacts", tokens, routes: declaredRoutes, store, ...more };
  return { store, log, app: contactsApi({ ...options, log: (entry) => log.push(entry) }) };
}
