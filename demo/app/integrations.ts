// The catalogue of integrations and a user's grants become what the integrations page says.
import { ANY_TOKEN, givenBy } from "../api/paths.ts";
import type { AppOptions, Integration } from "./options.ts";
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
  readonly state: IntegrationState;
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

function viewIntegration(
  id: string,
  { name, description, client_id, enable_url, grants }: Integration,
  { apis, baseUrl, played = {} }: ViewOptions,
  userGrants: UserGrants,
  isUsed: (clientId: string) => boolean,
): IntegrationView {
  const here = played[id];
  const granted = (subjectType: string) =>
    grants
      .filter(({ subject_type }) => subject_type === subjectType)
      .flatMap((grant) => givenBy(grant).map((scope) => ({ audience: grant.audience, scope })));
  const inWords = (list: ReturnType<typeof granted>) => [
    ...new Set(
      list.map(({ audience, scope }) => {
        const api = apis.find((one) => one.audience === audience);
        return scope === ANY_TOKEN ? `All of ${api?.name ?? audience}` : (api?.scopes[scope] ?? scope);
      }),
    ),
  ];
  const consents = userGrants.filter(({ clientID }) => clientID === client_id);
  // Narrower than the consent when the partner's file was narrowed since: tokens never carry more than both.
  const consented = granted("user").filter(({ audience, scope }) =>
    consents.some(
      (consent) =>
        (scope === ANY_TOKEN || consent.scope.includes(scope)) && (consent.audience ?? audience) === audience,
    ),
  );
  const url = here && "url" in here ? here.url : undefined;
  const start = enable_url ?? url;
  const state = stateOf({
    isEnabled: consents.length > 0,
    isUsed: isUsed(client_id),
    isForUsers: granted("user").length > 0,
    isForProgram: granted("client").length > 0,
    canStart: start !== undefined,
    isAbsent: here !== undefined && "absent" in here,
  });
  return {
    ...{ id, name, description, state },
    enableUrl: start === undefined ? undefined : withReturn(start, `${baseUrl}/integrations`),
    homeUrl: url ?? (enable_url === null ? undefined : new URL("/", enable_url).href),
    why: here && "absent" in here ? here.absent : undefined,
    mayForYou: inWords(state === "enabled" ? consented : granted("user")),
    mayByItself: inWords(granted("client")),
  };
}

type Facts = Record<
  "isEnabled" | "isUsed" | "isForUsers" | "isForProgram" | "canStart" | "isAbsent",
  boolean
>;

function stateOf(is: Facts): IntegrationState {
  if (is.isEnabled) return "enabled";
  if (!is.isForUsers) return is.isForProgram ? "automatic" : "granted-nothing";
  if (is.isUsed) return "trusted";
  if (is.isAbsent) return "absent";
  return is.canStart ? "available" : "unavailable";
}

function withReturn(enableUrl: string, returnTo: string): string {
  const url = new URL(enableUrl);
  url.searchParams.set("return_to", returnTo);
  return url.href;
}
