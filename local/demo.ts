// What `npm start` shows after the update: our app, our API and a partner, as clients of the local tenant.
import { type Demo, startDemo } from "../demo/demo.ts";
import type { Workspace } from "../src/model/workspace.ts";
import type { Plan } from "../src/plan/types.ts";
import { get, listAll, type ManagementApi, send } from "./management.ts";
import type { LocalPaths } from "./paths.ts";
import { DEMO_PARTNER, type DemoPorts, partnerPortOf } from "./ports.ts";
import { localSecret } from "./secret.ts";
import type { UpdateOutcome } from "./update.ts";

/** The API that the demo's partner syncs. */
const API = "contacts";

/** Who can sign in to a new local tenant; their passwords are no secret. */
const PEOPLE = [
  { email: "ana@first.example", password: "ana-local-password" },
  { email: "ben@second.example", password: "ben-local-password" },
];

const CONTACTS = {
  first: [
    { name: "Frida First", email: "frida@customer.example", phone: "+1 555 0101" },
    { name: "Gus Guest", email: "gus@customer.example", phone: "+1 555 0102" },
  ],
  second: [{ name: "Sam Second", email: "sam@customer.example", phone: "+1 555 0201" }],
};

interface Client {
  client_id: string;
  client_secret: string;
  name: string;
  callbacks?: string[];
}

const OUR_APP = {
  name: "Our app",
  app_type: "regular_web",
  is_first_party: true,
  oidc_conformant: true,
  grant_types: ["authorization_code"],
  token_endpoint_auth_method: "client_secret_post",
};

const addressesOn = (port: number) => ({
  callbacks: [`http://localhost:${port}/callback`],
  allowed_logout_urls: [`http://localhost:${port}/`],
});

/** Our own app is no partner: every company has one in its tenant already. A new local tenant gets it here. */
async function ensureOurApp(api: ManagementApi, port: number): Promise<Client> {
  const addresses = addressesOn(port);
  const known = (await listAll<Client>(api, "clients")).find(({ name }) => name === OUR_APP.name);
  if (known) {
    // Another port may have been chosen since it was made.
    const isThere = addresses.callbacks.every((url) => known.callbacks?.includes(url));
    if (!isThere) await send(api, "PATCH", `clients/${encodeURIComponent(known.client_id)}`, addresses);
    return known;
  }
  const made = (await send(api, "POST", "clients", { ...OUR_APP, ...addresses })) as Client;
  for (const { id } of await listAll<{ id: string }>(api, "connections"))
    await send(api, "PATCH", `connections/${id}/clients`, [{ client_id: made.client_id, status: true }]);
  return made;
}

/** Which account a user belongs to, as our app's own database would know it. */
async function accountsByUser(api: ManagementApi): Promise<Map<string, string>> {
  const users = await listAll<{ user_id: string; app_metadata?: { account?: string } }>(api, "users");
  return new Map(
    users.flatMap(({ user_id, app_metadata: { account } = {} }) => (account ? [[user_id, account]] : [])),
  );
}

const integrationsOf = (plan: Plan, clientIds: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(plan.partners).map(([id, { application, enableUrl, grants }]) => [
      id,
      {
        name: application.name,
        description: application.description,
        client_id: clientIds[id] ?? "",
        enable_url: enableUrl ?? null,
        grants: Object.values(grants).map(({ audience, subjectType, scopes }) => ({
          audience,
          subject_type: subjectType,
          scopes,
        })),
      },
    ]),
  );

/** A local stack that is up, and where the demo is to listen. */
interface Deployed {
  readonly plan: Plan;
  readonly outcome: UpdateOutcome;
  readonly api: ManagementApi;
  readonly paths: LocalPaths;
  readonly ports: DemoPorts;
}

/**
 * Starts the demo on what was deployed.
 *
 * @returns undefined when the declarations lack the partner or the API it is about
 * @throws an `EADDRINUSE` error for a taken port
 */
export async function startLocalDemo(
  { apis, tenant }: Workspace,
  { plan, outcome: { clientIds }, api, paths, ports }: Deployed,
): Promise<Demo | undefined> {
  const port = partnerPortOf(plan);
  const contacts = apis.get(API)?.value;
  const account = tenant?.value.account;
  const clientId = clientIds[DEMO_PARTNER];
  const grant = plan.partners[DEMO_PARTNER]?.grants[`${API}/user`];
  if (port === undefined || !contacts || !account || clientId === undefined || !grant) return undefined;
  const [app, partner, accounts] = await Promise.all([
    ensureOurApp(api, ports.app),
    get<Client>(api, `clients/${encodeURIComponent(clientId)}`),
    accountsByUser(api),
  ]);
  return await startDemo({
    issuer: plan.issuer,
    ports: { ...ports, partner: port },
    app: { clientId: app.client_id, clientSecret: app.client_secret },
    partner: { clientId, clientSecret: partner.client_secret, scopes: grant.scopes },
    api: {
      audience: contacts.identifier,
      accountClaim: account.claim,
      routes: contacts.routes,
      tokenLifetimeSeconds: contacts.token_lifetime,
    },
    integrations: integrationsOf(plan, clientIds),
    scopes: Object.fromEntries(
      Object.entries(contacts.scopes).map(([name, { description }]) => [name, description]),
    ),
    accountOf: ({ sub }) => accounts.get(String(sub)),
    managementApi: { url: `${plan.issuer}api/v2`, token: api.token },
    contacts: CONTACTS,
    people: PEOPLE,
    partnerFile: paths.acme,
    encryptionKey: Buffer.from(localSecret(paths.acmeKey), "base64url"),
    onError: (error) => void process.stderr.write(`demo: ${error.message}\n`),
  });
}
