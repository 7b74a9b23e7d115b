// What `npm start` shows after the update: our app, our APIs and every partner, as clients of the local tenant.

import { join } from "node:path";
import { type Demo, type DemoApi, type DemoPartner, type DemoSite, startDemo } from "../demo/demo.ts";
import type { Consent } from "../demo/kind.ts";
import { provesWhoseItIs } from "../emulator/oauth/consent.ts";
import { USERS } from "../emulator/seed.ts";
import { ANY_TOKEN } from "../src/model/any-token.ts";
import { checkedWith } from "../src/model/api.ts";
import { calledAs } from "../src/model/applications.ts";
import { asksForProof } from "../src/model/dpop.ts";
import { isOfAUser } from "../src/model/subject-type.ts";
import type { Workspace } from "../src/model/workspace.ts";
import { hasSignIn } from "../src/plan/grants.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../src/plan/types.ts";
import { get, listAll, type ManagementApi } from "./management.ts";
import { ensureOurApp } from "./our-app.ts";
import { privateKeyOf } from "./partner-key.ts";
import type { LocalPaths } from "./paths.ts";
import { type DemoPorts, type Place, placesOf, takenBy } from "./ports.ts";
import { localSecret } from "./secret.ts";
import type { UpdateOutcome } from "./update.ts";

interface Client {
  client_secret: string;
}

const clientOf = (api: ManagementApi, clientId: string) =>
  get<Client>(api, `clients/${encodeURIComponent(clientId)}`);

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

/** What partners are played with. */
export interface Played extends Pick<Deployed, "plan" | "paths" | "ports"> {
  readonly outcome: Pick<UpdateOutcome, "clientIds">;
  readonly secretOf: (clientId: string) => Promise<string>;
}

/** What stands for any token is a word of the plan's. */
const routesOf = (routes: PlannedApi["routes"]): DemoApi["routes"] =>
  Object.fromEntries(
    Object.entries(routes).map(([route, needs]) => [
      route,
      needs !== "public" && needs.includes(ANY_TOKEN) ? ANY_TOKEN : needs,
    ]),
  );

export const apisOf = ({ apis }: Plan): Record<string, DemoApi> =>
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
  deployed: Played,
): Promise<DemoSite["authentication"] | { readonly absent: string }> {
  const { authenticationMethod: method } = credentials;
  switch (method) {
    case "none":
      return { method };
    case "client_secret_post":
    case "client_secret_basic": {
      return { method, secret: await deployed.secretOf(clientId) };
    }
    case "private_key_jwt":
      return await privateKeyOf(id, credentials, deployed.paths);
  }
}

/** Why a partner without a place is not played here; undefined where it is somewhere else, or does nothing. */
function whyNotHere(id: string, { plan, ports }: Played): { absent: string } | undefined {
  const planned = plan.partners[id];
  if (!planned) return undefined;
  const { enableUrl, grants, application } = planned;
  const isElsewhere = enableUrl !== undefined && !/\/\/((.+\.)?localhost|127\.0\.0\.1)[:/]/.test(enableUrl);
  if (isElsewhere || (Object.keys(grants).length === 0 && !hasSignIn(planned))) return undefined;
  const taken = takenBy(id, plan, ports);
  const other = taken && plan.partners[taken.partner];
  if (taken && other)
    return {
      absent: `Its users come back to ${taken.callbackUrl}, where ${calledAs(taken.partner, other.application.name)} is played: only one of them can be.`,
    };
  const [callback] = application.callbacks;
  if (callback === undefined)
    return { absent: "Its users come to it without a web page: nothing plays it here." };
  return { absent: `Its users come back to ${callback}: nothing answers there.` };
}

/**
 * Whom the local tenant asks for consent to a partner whose users come back to this address.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications (read 2026-11)
 */
function consentAt(
  callbackUrl: string | undefined,
  { application, grants }: PlannedPartner,
  { apis }: Plan,
): Consent {
  const ofUsers = Object.values(grants).filter(({ subjectType }) => isOfAUser(subjectType));
  const skips = ofUsers.every(
    ({ api }) => apis[api]?.resourceServer.skipConsentForVerifiableFirstPartyClients,
  );
  if (!application.isFirstParty || !skips) return "asked";
  return callbackUrl !== undefined && provesWhoseItIs(callbackUrl) ? "not-asked" : "asked-here";
}

async function siteOf(
  id: string,
  clientId: string,
  place: Place | undefined,
  deployed: Played,
): Promise<DemoPartner["site"]> {
  const planned = deployed.plan.partners[id];
  if (!planned) return undefined;
  if (!place) return whyNotHere(id, deployed);
  if (planned.application.requireProofOfPossession)
    return { absent: "Its tokens are bound to a key of its own: nothing plays it here." };
  const authentication = await authenticationOf(id, clientId, planned, deployed);
  if ("absent" in authentication) return authentication;
  return {
    baseUrl: place.baseUrl,
    callbackUrl: place.callbackUrl,
    authentication,
    keepsAccess: planned.application.grantTypes.includes("refresh_token"),
    isFirstParty: planned.application.isFirstParty,
    file: join(deployed.paths.demo, `${id}.json`),
  };
}

/** Every partner of the stack, and where it is played. */
export async function partnersOf(deployed: Played): Promise<Record<string, DemoPartner>> {
  const { plan, outcome, ports } = deployed;
  const places = placesOf(plan, ports);
  const all = Object.entries(plan.partners).map(async ([id, planned]) => {
    const { application, enableUrl, grants, oidcScopes, status } = planned;
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
      oidc_scopes: hasSignIn(planned) ? oidcScopes : [],
      consent: consentAt(place?.callbackUrl ?? application.callbacks[0], planned, plan),
      standing: status,
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
    partnersOf({ ...deployed, secretOf: async (id) => (await clientOf(api, id)).client_secret }),
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
