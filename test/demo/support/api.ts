import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type ApiLogEntry, type ApiOptions, protectedApi } from "../../../demo/api/api.ts";
import { area, type Fields, type Item, ItemStore, type Seed } from "../../../demo/api/items.ts";
import type { TokenRules } from "../../../demo/api/token.ts";
import { COMPANY } from "../../support/company.ts";
import { ACCOUNT_CLAIM, AUDIENCE } from "./issuer.ts";

/** The declared routes of the API: the same file that deploys its scopes. */
export const declaredRoutes = (
  parse(readFileSync(join(COMPANY, "apis/contacts.yaml"), "utf8")) as {
    routes: ApiOptions["routes"];
  }
).routes;

const CONTACTS: Readonly<Record<string, readonly Fields[]>> = {
  first: [
    { name: "Grace Garden", email: "grace@garden.example", phone: "+1 555 0101" },
    { name: "Hal Harbour", email: "hal@harbour.example", phone: "+1 555 0102" },
  ],
  second: [{ name: "Iris Inn", email: "iris@inn.example", phone: "" }],
};

/** The contacts of two accounts, instead of generated items. */
export const seedContacts = (of: string): Seed[] =>
  Object.entries(CONTACTS).flatMap(([account, contacts]) =>
    area.account(account) === of
      ? contacts.map((fields) => ({ path: `/contacts/${randomUUID()}`, fields }))
      : [],
  );

/** What an account has, sorted by name. */
export const contactsOf = (store: ItemStore, account: string): Item[] =>
  store.list(area.account(account), "/contacts");

/** Our API in-process, with contacts in two accounts. */
export function testApi(issuer: string, more: Partial<ApiOptions> = {}, rules: Partial<TokenRules> = {}) {
  const store = new ItemStore(seedContacts);
  const log: ApiLogEntry[] = [];
  const tokens = { issuer, audience: AUDIENCE, accountClaim: ACCOUNT_CLAIM, ...rules };
  const programScopes = ["read:contact-changes"];
  const options = { realm: "contacts", tokens, routes: declaredRoutes, store, programScopes, ...more };
  return { store, log, app: protectedApi({ ...options, log: (entry) => log.push(entry) }) };
}
