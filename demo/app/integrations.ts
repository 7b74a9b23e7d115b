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
   * particular, so there is nothing to enable. `unavailable`: it cannot be started from here. `absent`: it could,
   * if its website were running.
   */
  readonly state: "enabled" | "available" | "automatic" | "unavailable" | "absent";
  /** With the way back to the page. */
  readonly enableUrl: string | undefined;
  /** What it may do for this user, in plain words: of an enabled one what was consented to. */
  readonly mayForYou: readonly string[];
  /** What it may do without any user. */
  readonly mayByItself: readonly string[];
}

type ViewOptions = Pick<AppOptions, "integrations" | "scopes" | "baseUrl" | "absent">;

/** Sorted by name: enabled ones first, then those that can be. */
export function viewIntegrations(
  { integrations, scopes, baseUrl, absent = [] }: ViewOptions,
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
    const state = stateOf({
      isEnabled: consents.length > 0,
      isForUsers: granted("user").length > 0,
      canStart: enable_url !== null,
      isAbsent: absent.includes(id),
    });
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
  const rank = ({ state }: IntegrationView) => (state === "enabled" ? 0 : state === "available" ? 1 : 2);
  return Object.entries(integrations)
    .map(([id, integration]) => view(id, integration))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function stateOf(is: Record<"isEnabled" | "isForUsers" | "canStart" | "isAbsent", boolean>) {
  if (is.isEnabled) return "enabled";
  if (!is.isForUsers) return "automatic";
  if (!is.canStart) return "unavailable";
  return is.isAbsent ? "absent" : "available";
}

function withReturn(enableUrl: string, returnTo: string): string {
  const url = new URL(enableUrl);
  url.searchParams.set("return_to", returnTo);
  return url.href;
}
