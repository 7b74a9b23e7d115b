// What the examples change in the usual world, in words of their own.
import type { FirstReview } from "../../../src/first/facts.ts";
import type { Api } from "../../../src/model/api.ts";
import type { Partner } from "../../../src/model/partner.ts";
import type { RepositoryChange } from "../../../src/model/repository-file.ts";
import type { Stack } from "../../../src/model/stack.ts";
import type { Seconds } from "../../../src/model/units.ts";
import { awsSettings, hostingOf, stackHostingOf } from "../hosted.ts";
import type { World } from "../workspace.ts";

export type Edit = (world: World) => void;

export interface Example {
  /** How the world was, where it was not the usual one. */
  readonly base?: Edit;
  /** What the change does to it. */
  readonly change: Edit;
  /** What the tenant of the stack `prod` has, where the review compares with that. */
  readonly first?: Partial<FirstReview>;
  /** What it does outside of the declarations. */
  readonly files?: RepositoryChange;
}

export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not in this world");
  return value;
}

export const partner = (w: World): Partner => found(w.partners["acme-cms"]);
export const application = (w: World) => partner(w).application;
export const grant = (w: World) => found(partner(w).grants[0]);
export const prod = (w: World) => found(partner(w).stacks.prod);
export const api = (w: World): Api => found(w.apis.contacts);
export const stack = (w: World): Stack => found(w.stacks.prod);
export const config = (w: World, key: keyof Stack["config"], value: unknown) =>
  Object.assign(stack(w).config, { [key]: value });

export const hosted = (w: World) => found(found(stack(w).config["partner-access:hosting"]).contacts);
export const host =
  (kind: "origin" | "fargate"): Edit =>
  (w) => {
    api(w).hosting = hostingOf(kind);
    config(w, "aws:region", "eu-central-1");
    config(w, "partner-access:aws", awsSettings(true));
    config(w, "partner-access:hosting", { contacts: stackHostingOf("contacts", kind) });
  };
export const account: Edit = (w) => {
  found(w.tenant).account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
  api(w).account_claim = true;
};
export const key = (name: string, pem = "one", expires_at?: string) => ({
  name,
  pem,
  ...(expires_at && { expires_at }),
});
export const keys =
  (...credentials: ReturnType<typeof key>[]): Edit =>
  (w) => {
    application(w).authentication_method = "private_key_jwt";
    prod(w).credentials = credentials;
  };
export const permissive: Edit = (w) => {
  application(w).third_party_security_mode = "permissive";
};
export const both =
  (...edits: Edit[]): Edit =>
  (w) => {
    for (const edit of edits) edit(w);
  };
export const machine =
  (scope: string): Edit =>
  (w) => {
    partner(w).grants.push({ api: "contacts", subject_type: "client", scopes: [scope], reason: "Cleans up" });
  };
export const seconds = (value: number) => value as Seconds;
export const status =
  (value: NonNullable<Partner["status"]>): Edit =>
  (w) => {
    partner(w).status = value;
  };
export const rename =
  (former_ids?: string[]): Edit =>
  (w) => {
    w.partners.acme = { ...partner(w), ...(former_ids && { former_ids }) };
    delete w.partners["acme-cms"];
  };
export const renameApi =
  (former_ids: string[]): Edit =>
  (w) => {
    w.apis.crm = { ...api(w), former_ids };
    delete w.apis.contacts;
    for (const { grants } of Object.values(w.partners)) for (const one of grants) one.api = "crm";
  };
/** The scope that reads gets another name, at the API and in the partner's grant. */
export const renameScope: Edit = (w) => {
  api(w).scopes["view:contacts"] = found(api(w).scopes["read:contacts"]);
  delete api(w).scopes["read:contacts"];
  api(w).routes["GET /contacts"] = ["view:contacts"];
  for (const { grants } of Object.values(w.partners))
    for (const one of grants)
      one.scopes = one.scopes.map((scope) => (scope === "read:contacts" ? "view:contacts" : scope));
};
export const set =
  (change: (w: World) => unknown): Edit =>
  (w) => {
    change(w);
  };
export const removed: Edit = set((w) => delete w.partners["acme-cms"]);
export const quota = (perDay: number) => ({ client_credentials: { per_day: perDay, enforce: true } });
