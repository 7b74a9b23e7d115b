// What `npm start` shows after the update: our app, our APIs and every partner, as clients of the local tenant.

import { join } from "node:path";
import { type Demo, type DemoApi, type DemoPartner, type DemoSite, startDemo } from "../demo/demo.ts";
import { USERS } from "../emulator/seed.ts";
import { ANY_TOKEN } from "../src/model/any-token.ts";
import { checkedWith } from "../src/model/api.ts";
import { calledAs } from "../src/model/applications.ts";
import { asksForProof } from "../src/model/dpop.ts";
import type { Workspace } from "../src/model/workspace.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../src/plan/types.ts";
import { get, listAll, type ManagementApi } from "./management.ts";
import { ensureOurApp } from "./our-app.ts";
import { privateKeyOf } from "./partner-key.ts";
import type { LocalPaths } from "./paths.ts";
import { type DemoPorts, type Place, placesOf } from "./ports.ts";
import { localSecret } from "./secret.ts";
import type { UpdateOutcome } from "./update.ts";

interface Client {
  client_secret: string;
}

/** Which account a user belongs to, as our app's own database would know it. */
async function accountsByUser(api: ManagementApi, key: string): Promise<Map<string, string>> {
  interface User {
    user_id: string;
    app_metadata?: Record<string, unknown>;
  }
  const users = await listAll<User>(api, "users");
  return new Map(
    users.flatMap(({ user_id, app_metadata = {} }) => {
      const account = app_metadata[key];
      return typeof account === "string" ? [[user_id, account] as const] : [];
    }),
  );
}

/** A local stack that is up, and where the demo is to listen. */
interface Deployed {
  readonly plan: Plan;
  readonly outcome: UpdateOutcome;
  readonly api: ManagementApi;
  readonly paths: LocalPaths;
  readonly ports: DemoPorts;
}

/** What stands for any token is a word of the plan's. */
const routesOf = (routes: PlannedApi["routes"]): DemoApi["routes"] =>
  Object.fromEntries(
    Object.entries(routes).map(([route, needs]) => [
      route,
      needs !== "public" && needs.includes(ANY_TOKEN) ? ANY_TOKEN : needs,
    ]),
  );

const apisOf = ({ apis }: Plan): Record<string, DemoApi> =>
  Object.fromEntries(
    Object.entries(apis).map(([id, { resourceServer, routes, scopes, accountClaim }]) => [
      id,
      {
        name: resourceServer.name,
        audience: resourceServer.identifier,
        ...{ routes: routesOf(routes), accountClaim },
        scopes: Object.fromEntries(scopes.map(({ name, description }) => [name, description])),
        dialect: resourceServer.tokenDialect,
        algorithm: checkedWith(resourceServer.signingAlg),
        tokenLifetimeSeconds: resourceServer.tokenLifetime,
        requiresBinding: asksForProof(resourceServer.dpop, { isPublic: false }),
        allowsOfflineAccess: resourceServer.allowOfflineAccess,
      },
    ]),
  );

/** What proves to the tenant who the partner is, as the partner would have it; or why nobody here has it. */
async function authenticationOf(
  id: string,
  clientId: string,
  { credentials }: PlannedPartner,
  { api, paths }: Deployed,
): Promise<DemoSite["authentication"] | { readonly absent: string }> {
  const { authenticationMethod: method } = credentials;
  switch (method) {
    case "none":
      return { method };
    case "client_secret_post":
    case "client_secret_basic": {
      const { client_secret } = await get<Client>(api, `clients/${encodeURIComponent(clientId)}`);
      return { method, secret: client_secret };
    }
    case "private_key_jwt":
      return await privateKeyOf(id, credentials, paths);
  }
}

/** Why a partner without a place is not played here; undefined where it is somewhere else. */
function whyNotHere({ enableUrl, grants, application }: PlannedPartner): { absent: string } | undefined {
  const isElsewhere = enableUrl !== undefined && !/\/\/((.+\.)?localhost|127\.0\.0\.1)[:/]/.test(enableUrl);
  if (isElsewhere || Object.keys(grants).length === 0) return undefined;
  const [callback] = application.callbacks;
  if (callback === undefined)
    return { absent: "Its users come to it without a web page: nothing plays it here." };
  return { absent: `Its users come back to ${callback}: nothing answers there.` };
}

async function siteOf(
  id: string,
  clientId: string,
  place: Place | undefined,
  deployed: Deployed,
): Promise<DemoPartner["site"]> {
  const planned = deployed.plan.partners[id];
  if (!planned) return undefined;
  if (!place) return whyNotHere(planned);
  if (planned.application.requireProofOfPossession)
    return { absent: "Its tokens are bound to a key of its own: nothing plays it here." };
  const authentication = await authenticationOf(id, clientId, planned, deployed);
  if ("absent" in authentication) return authentication;
  return {
    baseUrl: place.baseUrl,
    callbackUrl: place.callbackUrl,
    authentication,
    oidcScopes: planned.oidcScopes,
    keepsAccess: planned.application.grantTypes.includes("refresh_token"),
    isFirstParty: planned.application.isFirstParty,
    file: join(deployed.paths.demo, `${id}.json`),
  };
}

async function partnersOf(deployed: Deployed): Promise<Record<string, DemoPartner>> {
  const { plan, outcome, ports } = deployed;
  const places = placesOf(plan, ports);
  const all = Object.entries(plan.partners).map(async ([id, { application, enableUrl, grants }]) => {
    const clientId = outcome.clientIds[id] ?? "";
    const place = places.find(({ partner }) => partner === id);
    const partner: DemoPartner = {
      name: calledAs(id, application.name),
      description: application.description,
      client_id: clientId,
      enable_url: enableUrl ?? null,
      grants: Object.values(grants).map(({ audience, subjectType, scopes, optional }) => ({
        ...{ audience, scopes, optional },
        subject_type: subjectType,
      })),
      site: await siteOf(id, clientId, place, deployed),
    };
    return [id, partner] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

/** The company as its partners call it: the domain that its tokens name, else the project. */
const productOf = (claim: string | undefined, { project }: Plan): string =>
  URL.parse(claim ?? "")?.hostname || project;

/**
 * Starts the demo on what was deployed.
 *
 * @throws an `EADDRINUSE` error for a taken port
 */
export async function startLocalDemo({ tenant }: Workspace, deployed: Deployed): Promise<Demo> {
  const { plan, api, paths, ports } = deployed;
  const account = tenant?.value.account;
  const [app, partners, accounts] = await Promise.all([
    ensureOurApp(api, ports.app),
    partnersOf(deployed),
    account ? accountsByUser(api, account.app_metadata_key) : undefined,
  ]);
  return await startDemo({
    issuer: plan.issuer,
    product: productOf(account?.claim, plan),
    ports,
    app,
    apis: apisOf(plan),
    partners,
    // Where no token names an account, each user is one.
    accountOf: (subject) => (accounts ? accounts.get(subject) : subject),
    managementApi: { url: `${plan.issuer}api/v2`, token: api.token },
    people: USERS.map(({ email, password }) => ({ email, password })),
    encryptionKey: Buffer.from(localSecret(paths.demoKey), "base64url"),
    onError: (error) => void process.stderr.write(`demo: ${error.message}\n`),
  });
}
