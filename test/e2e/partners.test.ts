// Every example partner, deployed for real, can do exactly what its file says: each route of the API is called
// with each kind of token that the tenant gives it, asked for everything.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { protectedApi } from "../../demo/api/api.ts";
import { ItemStore } from "../../demo/api/items.ts";
import { opensFor } from "../../demo/api/paths.ts";
import type { Emulator } from "../../emulator/emulator.ts";
import type { Run } from "../../local/run.ts";
import { type Caller, machineToken, userToken } from "../../local/verify/tokens.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { COMPANY } from "../support/company.ts";
import { Local } from "../support/local.ts";

const { apis, partners, tenant: described } = checkDeclarations(diskSource(COMPANY)).workspace;
const api = apis.get("contacts")?.value;
if (!api) throw new Error("no API to call");
const AUDIENCE = api.identifier;
const EVERYTHING = Object.keys(api.scopes).sort();

let local: Local;
let run: Run;
let tenant: Emulator;
let close: (() => Promise<void>) | undefined;
/** Stands for the partner's key: the one that matches the public key in its file is the partner's alone. */
let emberKey: KeyObject;

beforeAll(async () => {
  local = await Local.deployed();
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  emberKey = privateKey;
  const pem = String(publicKey.export({ type: "spki", format: "pem" })).trim();
  local.edit("partners/ember-mail.yaml", (text) =>
    text.replace(/-----BEGIN[\s\S]*?END PUBLIC KEY-----/, pem.replaceAll("\n", "\n          ")),
  );
  ({ run, tenant, close } = await local.open());
});

afterAll(async () => {
  await close?.();
  local?.remove();
});

/** Calls one route of a new API with Ana's contacts; the status of the answer. */
async function call(route: string, token: string): Promise<number> {
  const frida = "/contacts/frida";
  const store = new ItemStore(() => [{ path: frida, fields: { name: "Frida" } }]);
  const ours = protectedApi({
    realm: "contacts",
    routes: api?.routes ?? {},
    store,
    programScopes: [...partners.values()]
      .flatMap(({ value }) => value.grants)
      .flatMap((grant) => (grant.subject_type === "client" ? grant.scopes : [])),
    tokens: {
      issuer: tenant.issuer,
      audience: AUDIENCE,
      accountClaim: described?.value.account?.claim ?? "",
      clients: Object.values(run.outcome?.clientIds ?? {}),
    },
  });
  const [method = "", path = ""] = route.split(" ");
  const body = JSON.stringify({ name: "Gus", email: "gus@customer.example", phone: "" });
  const response = await ours.request(path.replace("/contacts/{id}", frida), {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(["POST", "PATCH"].includes(method) && { body }),
  });
  return response.status;
}

const declared = [...partners.values()].filter(({ value }) => value.stacks.local);

describe.for(declared)("$id", ({ id, value: partner }) => {
  const caller = (): Caller => ({
    tenant,
    partner,
    clientId: run.outcome?.clientIds[id] ?? "none",
    key: emberKey,
  });

  test.for([
    { subject: "user", ask: () => userToken(caller(), AUDIENCE, EVERYTHING) },
    { subject: "client", ask: () => machineToken(caller(), AUDIENCE) },
  ])("asking for everything as $subject", async ({ subject, ask }) => {
    const grant = partner.grants.find(({ subject_type }) => subject_type === subject);
    const answer = await ask();
    if (!grant) {
      expect(answer.access_token).toBeUndefined();
      expect(answer.error).toBeTruthy();
      return;
    }
    expect(answer.error).toBeUndefined();
    const scopes = (answer.scope ?? "").split(" ").filter((scope) => scope !== "offline_access");
    expect(scopes.sort()).toEqual([...grant.scopes].sort());
    for (const [route, needed] of Object.entries(api?.routes ?? {})) {
      const status = await call(route, answer.access_token ?? "");
      const allowed = needed === "public" || opensFor(needed, new Set(grant.scopes));
      expect(`${route}: ${status < 300 ? "allowed" : status}`).toBe(`${route}: ${allowed ? "allowed" : 403}`);
    }
  });
});
