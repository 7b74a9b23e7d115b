// Edits that somebody makes by hand in a tenant that the engine deployed to, and what drift says of each.
import type { Emulator } from "../../../emulator/emulator.ts";
import { ask } from "../../../local/verify/ask.ts";
import { otherPem } from "../../drift/support/tenant.ts";

const AUDIENCE = "https://api.our-app.example/contacts";
const API = `resource-servers/${encodeURIComponent(AUDIENCE)}`;

interface Found {
  id: string;
  client_id?: string;
  name: string;
}

/** A deployed tenant, and what people do in it. */
export function deployedTo(tenant: Emulator, clientIds: Readonly<Record<string, string>>) {
  const change = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    ask<T>(tenant, method, path, body);
  const client = (partner: string) => `clients/${clientIds[partner]}`;
  const all = (list: string) => change<Found[]>("GET", `${list}?per_page=100`);

  async function grantOf(partner: string): Promise<string> {
    const grant = (await all("client-grants")).find(({ client_id }) => client_id === clientIds[partner]);
    return `client-grants/${grant?.id}`;
  }
  const connection = async (name: string) =>
    `connections/${(await all("connections")).find((one) => one.name === name)?.id}`;

  async function stranger(more: object, subjectType: string): Promise<void> {
    const { client_id } = await change("POST", "clients", { name: "Stranger", ...more });
    const grant = { client_id, audience: AUDIENCE, subject_type: subjectType, scope: ["read:contacts"] };
    await change("POST", "client-grants", grant);
  }

  async function extraKey(): Promise<void> {
    const { client_authentication_methods: methods } = await change<{
      client_authentication_methods: { private_key_jwt: { credentials: { id: string }[] } };
    }>("GET", client("ember-mail"));
    const { credentials } = methods.private_key_jwt;
    const key = { credential_type: "public_key", name: "intruder", pem: otherPem() };
    const { id } = await change<{ id: string }>("POST", `${client("ember-mail")}/credentials`, key);
    await change("PATCH", client("ember-mail"), {
      client_authentication_methods: { private_key_jwt: { credentials: [credentials[0], { id }] } },
    });
  }

  /** As drift says about keys: an update would upload a key that is still in the pool, which Auth0 refuses. */
  async function cleanKeys(): Promise<void> {
    const path = client("ember-mail");
    const keys = await change<Found[]>("GET", `${path}/credentials`);
    const declared = keys.filter(({ name }) => name === "local-2026-h2").map(({ id }) => ({ id }));
    await change("PATCH", path, {
      client_authentication_methods: { private_key_jwt: { credentials: declared } },
    });
    for (const { id } of keys)
      if (!declared.some((key) => key.id === id)) await change("DELETE", `${path}/credentials/${id}`);
  }

  return { clientIds, change, client, grantOf, connection, stranger, extraKey, cleanKeys };
}

export type Deployed = ReturnType<typeof deployedTo>;

/** Each on top of those before it, so that what it adds is what it is. */
export const EDITS: readonly {
  name: string;
  edit: (on: Deployed) => Promise<unknown>;
  found: readonly string[];
}[] = [
  {
    name: "a scope more in a grant",
    edit: async (on) =>
      on.change("PATCH", await on.grantOf("acme-cms"), {
        scope: ["read:contacts", "update:contacts", "delete:contacts"],
      }),
    found: ["alarm grant-wider partner acme-cms"],
  },
  {
    name: "a grant without a user for a partner of users",
    edit: (on) =>
      on.change("POST", "client-grants", {
        client_id: on.clientIds["copy-7"],
        audience: AUDIENCE,
        subject_type: "client",
        scope: ["read:contacts"],
      }),
    found: ["alarm grant-undeclared partner copy-7"],
  },
  {
    name: "a grant that is gone",
    edit: async (on) => on.change("DELETE", await on.grantOf("copy-8")),
    found: ["finding grant-missing partner copy-8"],
  },
  {
    name: "a default grant",
    edit: (on) =>
      on.change("POST", "client-grants", {
        default_for: "third_party_clients",
        audience: AUDIENCE,
        subject_type: "user",
        scope: ["read:contacts"],
      }),
    found: ["alarm default-grant api contacts"],
  },
  {
    name: "a callback more",
    edit: (on) =>
      on.change("PATCH", on.client("copy-9"), {
        callbacks: ["http://localhost:10009/callback", "https://evil.example/callback"],
      }),
    found: ["alarm callback-undeclared partner copy-9"],
  },
  {
    name: "a callback that is gone",
    edit: (on) => on.change("PATCH", on.client("copy-10"), { callbacks: [] }),
    found: ["finding url-missing partner copy-10"],
  },
  {
    name: "an API that lets every application in",
    edit: (on) =>
      on.change("PATCH", API, {
        subject_type_authorization: {
          user: { policy: "allow_all" },
          client: { policy: "require_client_grant" },
        },
      }),
    // A permissive partner is one that has a file.
    found: ["alarm api-policy-opened api contacts"],
  },
  {
    name: "an unmanaged third-party application",
    edit: (on) => on.stranger({ is_first_party: false }, "user"),
    found: ["alarm unmanaged-third-party application"],
  },
  {
    name: "an unmanaged machine of our own",
    edit: (on) => on.stranger({ app_type: "non_interactive", grant_types: ["client_credentials"] }, "client"),
    found: ["alarm unmanaged-machine application"],
  },
  {
    name: "an extra public key in the place of another",
    edit: (on) => on.extraKey(),
    found: [
      "alarm key-undeclared partner ember-mail",
      "finding key-missing partner ember-mail",
      "note key-unattached partner ember-mail",
    ],
  },
  {
    name: "a login Action with other code",
    edit: async (on) => {
      const { actions } = await on.change<{ actions: Found[] }>("GET", "actions/actions");
      const path = `actions/actions/${actions[0]?.id}`;
      await on.change("PATCH", path, { code: "exports.onExecutePostLogin = async () => {};" });
      await on.change("POST", `${path}/deploy`);
    },
    found: ["alarm action-code-differs action account-claim"],
  },
  {
    name: "a login Action that is no longer bound",
    edit: (on) => on.change("PATCH", "actions/triggers/post-login/bindings", { bindings: [] }),
    found: ["alarm action-not-running action account-claim"],
  },
  {
    name: "a connection promoted to domain level",
    edit: async (on) =>
      on.change("PATCH", await on.connection("our-employees"), { is_domain_connection: true }),
    found: ["alarm connection-promoted connection our-employees"],
  },
  {
    name: "a connection disabled for a first-party partner",
    edit: async (on) =>
      on.change("PATCH", `${await on.connection("google-oauth2")}/clients`, [
        { client_id: on.clientIds.fieldbook, status: false },
      ]),
    found: ["finding connection-disabled partner fieldbook"],
  },
  {
    name: "refresh tokens that never expire",
    edit: (on) =>
      on.change("PATCH", on.client("fieldbook"), {
        refresh_token: {
          rotation_type: "non-rotating",
          expiration_type: "non-expiring",
          leeway: 0,
          token_lifetime: 2_592_000,
          infinite_token_lifetime: true,
          idle_token_lifetime: 604_800,
          infinite_idle_token_lifetime: true,
        },
      }),
    found: [
      ...Array(3).fill("alarm refresh-token-never-expires partner fieldbook"),
      "finding refresh-token-differs partner fieldbook",
    ],
  },
  {
    name: "a scope nobody has",
    edit: async (on) => {
      const { scopes } = await on.change<{ scopes: object[] }>("GET", API);
      await on.change("PATCH", API, {
        scopes: [...scopes, { value: "export:contacts", description: "Export" }],
      });
    },
    found: ["finding scope-undeclared api contacts"],
  },
  {
    name: "the tenant's consent page",
    edit: (on) =>
      on.change("PATCH", "tenants/settings", { flags: { use_scope_descriptions_for_consent: false } }),
    found: ["finding tenant-flag-differs tenant"],
  },
  {
    name: "a new name",
    edit: (on) => on.change("PATCH", on.client("copy-11"), { name: "Renamed" }),
    found: ["note application-text-differs partner copy-11"],
  },
  {
    name: "a deleted application",
    edit: (on) => on.change("DELETE", on.client("cargo-index")),
    found: ["finding application-not-found partner cargo-index"],
  },
];
