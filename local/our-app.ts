// Our own app and the API behind its page. No partner: every company has them in its tenant already.
import { listAll, type ManagementApi, send } from "./management.ts";

/** Our app in the local tenant. */
export interface OurApp {
  readonly clientId: string;
  /** Of the API that its page calls. */
  readonly audience: string;
}

interface Client {
  readonly client_id: string;
  readonly name: string;
  readonly app_type?: string;
  readonly callbacks?: readonly string[];
}

const APPLICATION = {
  name: "Our app",
  app_type: "spa",
  is_first_party: true,
  oidc_conformant: true,
  grant_types: ["authorization_code"],
  token_endpoint_auth_method: "none",
};

// Any application that is not strict may get its tokens for a user; the API itself takes those of our app only.
const API = {
  name: "Our app",
  identifier: "urn:our-app",
  signing_alg: "RS256",
  subject_type_authorization: { user: { policy: "allow_all" }, client: { policy: "deny_all" } },
};

const addressesOn = (origin: string) => ({
  callbacks: [`${origin}/callback`],
  web_origins: [origin],
  allowed_logout_urls: [`${origin}/`],
});

/** Makes what a new tenant lacks. Another port may have been chosen since it was made. */
export async function ensureOurApp(api: ManagementApi, port: number): Promise<OurApp> {
  const servers = await listAll<{ identifier: string }>(api, "resource-servers");
  if (!servers.some(({ identifier }) => identifier === API.identifier))
    await send(api, "POST", "resource-servers", API);
  const addresses = addressesOn(`http://localhost:${port}`);
  const known = (await listAll<Client>(api, "clients")).find(({ name }) => name === APPLICATION.name);
  const clientId = known ? await changed(api, known, addresses) : await made(api, addresses);
  return { clientId, audience: API.identifier };
}

type Addresses = ReturnType<typeof addressesOn>;

async function changed(api: ManagementApi, known: Client, addresses: Addresses): Promise<string> {
  const { client_id, app_type, callbacks } = known;
  const isAsItIs =
    app_type === APPLICATION.app_type && addresses.callbacks.every((url) => callbacks?.includes(url));
  const path = `clients/${encodeURIComponent(client_id)}`;
  if (!isAsItIs) await send(api, "PATCH", path, { ...APPLICATION, ...addresses });
  return client_id;
}

async function made(api: ManagementApi, addresses: Addresses): Promise<string> {
  const { client_id } = (await send(api, "POST", "clients", { ...APPLICATION, ...addresses })) as Client;
  for (const { id } of await listAll<{ id: string }>(api, "connections"))
    await send(api, "PATCH", `connections/${id}/clients`, [{ client_id, status: true }]);
  return client_id;
}
