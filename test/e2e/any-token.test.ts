// An API without scopes, from its file to the local tenant, its gateway's twin and back: made by the real engine.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { partnerPromises } from "../../local/verify/partners.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { runCommand } from "../support/command.ts";
import { Local } from "../support/local.ts";
import { PRICES } from "../support/prices.ts";

const API = "apis/prices.yaml";
const PARTNER = "partners/acme-cms.yaml";

const apiText = (access: string) => `name: Prices
identifier: ${PRICES}
owner: sales-team@our-app.example
token_lifetime: 1h
allow_offline_access: true
skip_consent_for_verifiable_first_party_clients: false
subject_type_authorization:
  user: { policy: require_client_grant }
  client: { policy: require_client_grant }
${access}`;

const ALL_OR_NOTHING = apiText(`scopes: {}
sensitivity: medium
routes:
  GET /health: public
  GET /prices: any token
`);
const SCOPED = apiText(`scopes:
  read:prices: { description: See prices, sensitivity: medium }
routes:
  GET /health: public
  GET /prices: [read:prices]
`);
const grants = (scopes: string) => `
  - { api: prices, subject_type: user, scopes: ${scopes}, reason: Shows prices }
  - { api: prices, subject_type: client, scopes: ${scopes}, reason: Counts prices at night }
stacks:`;

let local: Local;
let single: string;
beforeAll(async () => {
  local = await Local.deployed(["acme-cms"]);
  single = local.read(PARTNER);
});
afterAll(() => local?.remove());

const declare = (api: string, scopes: string) => {
  local.write(API, api);
  local.write(PARTNER, single.replace("\nstacks:", grants(scopes)));
};

interface Grant {
  readonly id: string;
  readonly subject_type: string;
  readonly scope: string[];
}
const grantsIn = (tenant: Emulator) =>
  ask<Grant[]>(tenant, "GET", `client-grants?audience=${encodeURIComponent(PRICES)}`);
const scopesIn = async (tenant: Emulator) => {
  const { scopes = [] } = await ask<{ scopes?: { value: string }[] }>(
    tenant,
    "GET",
    `resource-servers/${encodeURIComponent(PRICES)}`,
  );
  return scopes.map(({ value }) => value);
};

/** Each token that the partner gets, and what each route of each API answers to it: as its files say. */
async function everyTokenIsAsDeclared(tenant: Emulator, clientIds: Readonly<Record<string, string>>) {
  const { findings, workspace } = checkDeclarations(diskSource(local.root));
  expect(findings).toEqual([]);
  for (const { tell } of partnerPromises(workspace, () => ({ tenant, clientIds, stands: new Map() }))) {
    const { is, declared } = await tell();
    expect(is).toEqual(declared);
  }
}

const deployed = (access: { readonly api: readonly string[]; readonly grant: readonly string[] }) =>
  local.deploy(async ({ outcome }, tenant) => {
    expect(await scopesIn(tenant)).toEqual(access.api);
    const held = await grantsIn(tenant);
    expect(held.map(({ subject_type, scope }) => [subject_type, scope]).sort()).toEqual([
      ["client", access.grant],
      ["user", access.grant],
    ]);
    await everyTokenIsAsDeclared(tenant, outcome?.clientIds ?? {});
  });

const driftOf = () => local.inspect(() => runCommand(["drift", "--stack", "local", "--root", local.root]));

describe("an API without scopes", () => {
  test("is made without any, and so are its grants; every token for it opens it, and no other API", async () => {
    declare(ALL_OR_NOTHING, "[]");
    await deployed({ api: [], grant: [] });
  });

  test("is the same at the second deployment, and for drift", async () => {
    await local.deploy(({ outcome }) => expect(outcome?.changes).toEqual([]));
    const { exit, out } = await driftOf();
    expect({ exit, out }).toMatchObject({ exit: 0 });
  });

  test("gets its first scopes, and the grants with it", async () => {
    declare(SCOPED, "[read:prices]");
    await deployed({ api: ["read:prices"], grant: ["read:prices"] });
  });

  test("has none any more, and nothing of the grants' stays", async () => {
    declare(ALL_OR_NOTHING, "[]");
    await deployed({ api: [], grant: [] });
    await local.inspect(async (tenant) => {
      for (const { id } of await grantsIn(tenant)) await ask(tenant, "DELETE", `client-grants/${id}`);
    });
    const { exit, out } = await driftOf();
    expect(exit).toBe(1);
    expect(out).toContain("the declared grant of");
  });
});
