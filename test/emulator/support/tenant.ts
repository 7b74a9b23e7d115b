import { generateKeyPairSync } from "node:crypto";
import { type EmulatorOptions, openTenant, tenantApp } from "../../../emulator/emulator.ts";
import { Faults } from "../../../emulator/faults/faults.ts";
import { keepSigningKey } from "../../../emulator/oauth/signing-key.ts";
import { Store } from "../../../emulator/store.ts";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are JSON whose shape is what the tests are about
  readonly body: any;
  readonly headers: Headers;
}

/** The key of all tenants here: to make one takes longer than most tests. */
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A new tenant in memory and a function that calls its Management API as a deployment does. */
export function newTenant(options: Partial<EmulatorOptions> = {}) {
  const tenant = openTenant(new Store(":memory:"), "tenant.example", options);
  keepSigningKey(tenant.store, privateKey);
  const faults = new Faults();
  const app = tenantApp(tenant, [], faults);
  async function call(method: string, path: string, body?: unknown, token = "local"): Promise<Answer> {
    const response = await app.request(`https://tenant.example/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }
  return { tenant, app, call, faults };
}

export type Call = ReturnType<typeof newTenant>["call"];

/** Creates something that the test needs but is not about. */
export async function create(call: Call, path: string, body: unknown): Promise<Answer["body"]> {
  const answer = await call("POST", path, body);
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.body?.message}`);
  return answer.body;
}

/** An API of the example world. */
export const CONTACTS = {
  identifier: "https://api.acme.example/contacts",
  name: "Contacts",
  scopes: [
    { value: "read:contacts", description: "See your contacts" },
    { value: "write:contacts", description: "Change your contacts" },
  ],
};

/** A partner's application in strict mode, as small as it can be. */
export const STRICT_PARTNER = {
  name: "Acme CMS",
  is_first_party: false,
  third_party_security_mode: "strict",
  app_type: "regular_web",
  callbacks: ["https://cms.acme.example/callback"],
};
