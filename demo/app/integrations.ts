// The catalogue of integrations and a user's grants become what the integrations page says.
import { ANY_TOKEN, givenBy } from "../api/paths.ts";
import { type Consent, doesOf, type Kind, kindOf, type Standing } from "../kind.ts";
import type { AppApi, AppOptions, Integration } from "./options.ts";
import type { UserGrant } from "./user-grants.ts";

/**
 * `enabled`: this user has let it in. `trusted`: it acts for this user, and the tenant asked nobody. `available`: this user can. `automatic`: it acts for nobody in particular, so
 * there is nothing to enable. `unavailable`: it cannot be started from here. `absent`: it could, if its website were
 * running. `granted-nothing`: it may do nothing at present.
 */
export type IntegrationState =
  | "enabled"
  | "trusted"
  | "available"
  | "automatic"
  | "unavailable"
  | "absent"
  | "granted-nothing";

/** One card of the page. */
export interface IntegrationView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: Kind;
  readonly state: IntegrationState;
  readonly consent: Consent;
  readonly standing: Standing;
  /** Whether this user has allowed it something, whatever it may do at present. */
  readonly hasConsent: boolean;
  /** With the way back to the page. */
  readonly enableUrl: string | undefined;
  /** Its first page, where it is known. */
  readonly homeUrl: string | undefined;
  /** Why its website is not running. */
  readonly why: string | undefined;
  /** What it may do for this user, in plain words: of an enabled one what was consented to. */
  readonly mayForYou: readonly string[];
  /** What it may do without any user. */
  readonly mayByItself: readonly string[];
}

type ViewOptions = Pick<AppOptions, "integrations" | "apis" | "baseUrl" | "played">;
type UserGrants = readonly UserGrant[];

const RANK: Readonly<Record<IntegrationState, number>> = {
  enabled: 0,
  trusted: 0,
  available: 1,
  automatic: 2,
  absent: 3,
  unavailable: 3,
  "granted-nothing": 4,
};

/** Sorted by name: enabled ones first, then those that can be. */
export const viewIntegrations = (
  options: ViewOptions,
  userGrants: UserGrants,
  isUsed: (clientId: string) => boolean = () => false,
): IntegrationView[] =>
  Object.entries(options.integrations)
    .map(([id, integration]) => viewIntegration(id, integration, options, userGrants, isUsed))
    .sort((a, b) => RANK[a.state] - RANK[b.state] || a.name.localeCompare(b.name));

/** A scope, and the API that it is of; without one it is about the person. */
interface Given {
  readonly audience?: string;
  readonly scope: string;
}

function viewIntegration(
  id: string,
  { name, description, client_id, enable_url, grants, oidc_scopes, consent, standing }: Integration,
  { apis, baseUrl, played = {} }: ViewOptions,
  userGrants: UserGrants,
  isUsed: (clientId: string) => boolean,
): IntegrationView {
  const here = played[id];
  const granted = (subjectType: string): Given[] =>
    grants
      .filter(({ subject_type }) => subject_type === subjectType)
      .flatMap((grant) => givenBy(grant).map((scope) => ({ audience: grant.audience, scope })));
  const kind = kindOf({
    acts: granted("user").length > 0,
    oidcScopes: oidc_scopes,
    isProgram: granted("client").length > 0,
  });
  const aboutYou = Object.keys(ABOUT_YOU).filter((scope) => oidc_scopes.includes(scope));
  const forUsers = doesOf(kind).forUsers ? [...aboutYou.map((scope) => ({ scope })), ...granted("user")] : [];
  const consents = userGrants.filter(({ clientID }) => clientID === client_id);
  // Narrower than the consent when the partner's file was narrowed since: tokens never carry more than both.
  const consented = forUsers.filter(({ audience, scope }: Given) =>
    consents.some(
      (one) =>
        (scope === ANY_TOKEN || one.scope.includes(scope)) &&
        (audience === undefined || (one.audience ?? audience) === audience),
    ),
  );
  const url = here && "url" in here ? here.url : undefined;
  const start = enable_url ?? url;
  const hasConsent = consents.length > 0;
  const state = stateOf({
    ...{ kind, hasConsent },
    isTrusted: consent === "not-asked" && isUsed(client_id),
    canStart: start !== undefined,
    isAbsent: here !== undefined && "absent" in here,
  });
  return {
    ...{ id, name, description, kind, state, consent, standing, hasConsent },
    enableUrl: start === undefined ? undefined : withReturn(start, `${baseUrl}/integrations`),
    homeUrl: url ?? (enable_url === null ? undefined : new URL("/", enable_url).href),
    why: here && "absent" in here ? here.absent : undefined,
    mayForYou: inWords(state === "enabled" ? consented : forUsers, apis),
    mayByItself: inWords(granted("client"), apis),
  };
}

/** What scopes about the person let a partner do. Source: https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims */
const ABOUT_YOU: Readonly<Record<string, string>> = {
  openid: "Know who you are, by an ID",
  profile: "See your profile: your name and picture",
  email: "See your email address",
  address: "See your postal address",
  phone: "See your phone number",
};

const inWords = (list: readonly Given[], apis: readonly AppApi[]): string[] => [
  ...new Set(
    list.map(({ audience, scope }) => {
      if (audience === undefined) return ABOUT_YOU[scope] ?? scope;
      const api = apis.find((one) => one.audience === audience);
      return scope === ANY_TOKEN ? `Use all of ${api?.name ?? audience}` : (api?.scopes[scope] ?? scope);
    }),
  ),
];

interface Facts extends Record<"hasConsent" | "isTrusted" | "canStart" | "isAbsent", boolean> {
  readonly kind: Kind;
}

function stateOf({ kind, ...is }: Facts): IntegrationState {
  const { forUsers, isProgram } = doesOf(kind);
  if (forUsers === undefined) return isProgram ? "automatic" : "granted-nothing";
  if (is.hasConsent) return "enabled";
  if (is.isTrusted) return "trusted";
  if (is.isAbsent) return "absent";
  return is.canStart ? "available" : "unavailable";
}

function withReturn(enableUrl: string, returnTo: string): string {
  const url = new URL(enableUrl);
  url.searchParams.set("return_to", returnTo);
  return url.href;
}
