// Which scopes a connection to a social identity provider asks for there: its options say it one by one.
// Source: https://github.com/auth0/terraform-provider-auth0/tree/main/test/data/recordings (TestAccConnection*)
import type { Document } from "../store.ts";

interface Asks {
  /** By option, in the order in which they are asked for; without it an option is called as the scope. */
  readonly scopes?: Readonly<Record<string, string>>;
  /** Between the scopes, where they are one text. */
  readonly separator?: string;
}

const GITHUB = (
  "email:user:email read_user:read:user follow:user:follow public_repo:public_repo repo:repo " +
  "repo_deployment:repo_deployment repo_status:repo:status delete_repo:delete_repo notifications:notifications " +
  "gist:gist read_repo_hook:read:repo_hook write_repo_hook:write:repo_hook admin_repo_hook:admin:repo_hook " +
  "read_org:read:org admin_org:admin:org read_public_key:read:public_key write_public_key:write:public_key " +
  "admin_public_key:admin:public_key write_org:write:org"
).split(" ");

const STRATEGIES: Readonly<Record<string, Asks>> = {
  apple: { scopes: { name: "name", email: "email" }, separator: " " },
  facebook: { separator: "," },
  github: { scopes: Object.fromEntries(GITHUB.map((line) => line.split(/:(.*)/))) },
  "google-oauth2": {
    scopes: {
      email: "email",
      profile: "profile",
      gmail: "https://mail.google.com/mail/feed/atom",
      youtube: "https://gdata.youtube.com",
    },
  },
  linkedin: {
    scopes: { email: "r_emailaddress", profile: "r_liteprofile", basic_profile: "r_basicprofile" },
  },
  salesforce: { scopes: {} },
  "salesforce-community": { scopes: {} },
  "salesforce-sandbox": { scopes: {} },
  windowslive: { scopes: { graph_user: "https://graph.microsoft.com/User.Read" } },
};

/** The options of a connection with the scopes that follow from them; what was sent as scopes is left. */
export function withScopes(strategy: string, options: Document): Document {
  const asks = STRATEGIES[strategy];
  if (asks === undefined || options.scope != null) return options;
  const { scopes, separator } = asks;
  const asked = Object.keys(scopes ?? options).filter((name) => options[name] === true);
  const scope = asked.map((name) => scopes?.[name] ?? name);
  return { ...options, scope: separator === undefined ? scope : scope.join(separator) };
}
