// An API of a tenant → its declaration: settings and scopes as they are there, and what it leaves out or changes.
import { letsEverybodyIn, storedPolicy } from "../model/access-policy.ts";
import { DEFAULT_DPOP, dpopOf, isDpopPolicy } from "../model/dpop.ts";
import { formatDuration } from "../model/units.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import type { Settings } from "./application.ts";
import { type ImportableTenant, INEXPRESSIBLE_OF_APIS, type TenantApi } from "./read-tenant.ts";

export interface ImportedApi {
  readonly declaration: Settings;
  /** What the file says otherwise than the tenant, or not at all, in sentences that are safe to print. */
  readonly leftOut: readonly string[];
}

/** Source: https://auth0.com/docs/get-started/apis/api-settings (read 2026-11) */
const DEFAULT_SECONDS = { whole: 86_400, web: 7_200 } as const;
/** Of a description in a file. */
const LONGEST = 255;

/**
 * Those that no file declares and that are none of Auth0's own, by identifier. Every tenant has its own Management API.
 * Source: https://auth0.com/docs/api/management/v2/resource-servers/get-resource-servers (read 2026-11)
 */
export function undeclaredApis({ apis: found }: ImportableTenant, { apis, stacks }: Workspace): TenantApi[] {
  const declared = new Set([...apis.values()].map(({ value }) => value.identifier));
  const tenants = [...stacks.values()].map(({ value }) => `https://${value.config["auth0:domain"]}/`);
  return found
    .filter(({ is_system: system, identifier }) => {
      const isOwn = system === true || tenants.some((tenant) => identifier.startsWith(tenant));
      return !isOwn && !declared.has(identifier);
    })
    .sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
}

/** The file has one line, and Auth0 asks for none: a scope without a description is called by its name. */
function descriptionOf(scope: string, description: string | undefined, leftOut: string[]): string {
  const line = [...(description ?? "").replace(/\s+/g, " ").trim()].slice(0, LONGEST).join("").trim();
  if (line !== "" && line === description) return line;
  leftOut.push(
    line === ""
      ? `its scope ${quote(scope)} has no description: the file describes it by its name, which users would read`
      : `the description of its scope ${quote(scope)}: the file has one line of at most ${LONGEST} characters`,
  );
  return line === "" ? scope : line;
}

function policiesOf(live: TenantApi, leftOut: string[]): Settings {
  const user = storedPolicy(live, "user");
  if (letsEverybodyIn(user))
    leftOut.push(
      "its user policy allow_all, which opens every scope to any first-party application: the file says " +
        "require_client_grant, so each application that uses the API needs a grant before",
    );
  return {
    user: { policy: letsEverybodyIn(user) ? "require_client_grant" : user },
    client: { policy: storedPolicy(live, "client") },
  };
}

function dpopIn({ proof_of_possession: stored }: TenantApi, leftOut: string[]): Settings {
  const dpop = dpopOf(stored);
  if (isDpopPolicy(dpop)) return dpop === DEFAULT_DPOP ? {} : { dpop };
  leftOut.push(`its proof of possession by ${quote(dpop)}: the file declares none, and it is turned off`);
  return {};
}

function othersOf(live: TenantApi, leftOut: string[]): void {
  for (const name of INEXPRESSIBLE_OF_APIS)
    if (live[name] !== undefined && live[name] !== null && live[name] !== false)
      leftOut.push(`its ${name}, for which a file has no place: it stays in the tenant as it is`);
}

/** @param owner who answers for it, which no tenant says */
export function importApi(live: TenantApi, stack: string, owner: string): ImportedApi {
  const leftOut: string[] = [];
  const { name, identifier, id, token_lifetime: whole = DEFAULT_SECONDS.whole } = live;
  const web = live.token_lifetime_for_web ?? Math.min(DEFAULT_SECONDS.web, whole);
  const scopes = live.scopes.map(({ value, description }) => {
    // Nobody has judged it yet: it is trusted least.
    return [value, { description: descriptionOf(value, description, leftOut), sensitivity: "high" }] as const;
  });
  const declaration = {
    name: name ?? identifier,
    identifier,
    owner,
    ...(live.signing_alg !== undefined && { signing_alg: live.signing_alg }),
    ...(live.token_dialect !== undefined && { token_dialect: live.token_dialect }),
    token_lifetime: formatDuration(whole),
    token_lifetime_for_web: formatDuration(web),
    allow_offline_access: live.allow_offline_access ?? false,
    ...(live.enforce_policies === true && { enforce_policies: true }),
    skip_consent_for_verifiable_first_party_clients:
      live.skip_consent_for_verifiable_first_party_clients ?? false,
    ...dpopIn(live, leftOut),
    subject_type_authorization: policiesOf(live, leftOut),
    scopes: Object.fromEntries(scopes),
    // Nobody has judged it yet.
    ...(scopes.length === 0 && { sensitivity: "high" }),
    routes: {},
    stacks: { [stack]: { resource_server_id: id } },
  };
  othersOf(live, leftOut);
  leftOut.push(
    "its routes and its hosting, which no tenant knows: until the routes are written, no review can show them",
  );
  return { declaration, leftOut };
}
