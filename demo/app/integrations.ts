// The catalogue of integrations and a user's grants become what the integrations page says.
import type { AppOptions, Integration } from "./options.ts";
import type { UserGrant } from "./user-grants.ts";

/** One card of the page. */
export interface IntegrationView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /**
   * `enabled`: this user has let it in. `available`: this user can. `automatic`: it acts for nobody in
   * particular, so there is nothing to enable. `unavailable`: it cannot be started from here.
   */
  readonly state: "enabled" | "available" | "automatic" | "unavailable";
  /** With the way back to the page. */
  readonly enableUrl: string | undefined;
  /** What it may do for this user, in plain words: of an enabled one what was consented to. */
  readonly mayForYou: readonly string[];
  /** What it may do without any user. */
  readonly mayByItself: readonly string[];
}

/** Sorted by name, enabled ones first. */
export function viewIntegrations(
  { integrations, scopes, baseUrl }: Pick<AppOptions, "integrations" | "scopes" | "baseUrl">,
  userGrants: readonly UserGrant[],
): IntegrationView[] {
  const inWords = (list: Iterable<string>) => [...new Set(list)].map((scope) => scopes[scope] ?? scope);
  const view = (id: string, integration: Integration): IntegrationView => {
    const { name, description, client_id, enable_url, grants } = integration;
    const granted = (subjectType: string) =>
      grants.filter(({ subject_type }) => subject_type === subjectType).flatMap((grant) => grant.scopes);
    const consents = userGrants.filter(({ clientID }) => clientID === client_id);
    // Narrower than the consent when the partner's file was narrowed since: tokens never carry more than both.
    const consented = consents
      .flatMap(({ scope }) => scope)
      .filter((scope) => granted("user").includes(scope));
    const isForUsers = granted("user").length > 0;
    const state =
      consents.length > 0 ? "enabled" : !isForUsers ? "automatic" : enable_url ? "available" : "unavailable";
    return {
      id,
      name,
      description,
      state,
      enableUrl: enable_url === null ? undefined : withReturn(enable_url, `${baseUrl}/integrations`),
      mayForYou: inWords(state === "enabled" ? consented : granted("user")),
      mayByItself: inWords(granted("client")),
    };
  };
  const rank = ({ state }: IntegrationView) => (state === "enabled" ? 0 : 1);
  return Object.entries(integrations)
    .map(([id, integration]) => view(id, integration))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function withReturn(enableUrl: string, returnTo: string): string {
  const url = new URL(enableUrl);
  url.searchParams.set("return_to", returnTo);
  return url.href;
}
