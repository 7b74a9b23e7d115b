// URLs of an application in one stack: one row each, which schema, rules, plan, review, handover, drift and import read.
import { type NamesOf, ofEach } from "./rows.ts";

interface UrlProperty<
  P extends string = string,
  Of extends "all" | "not-strict" = "all" | "not-strict",
  Many extends boolean = boolean,
> {
  /** Its name in the plan, which is the provider's. In the file it has Auth0's, the key of its row. */
  readonly planned: P;
  /** As sentences call one of them. */
  readonly noun: string;
  /** In the schema, where the name does not say it all. */
  readonly description?: string;
  /** The applications that have it. */
  readonly of: Of;
  /** A list, or a single URL. */
  readonly many: Many;
  /** How many Auth0 keeps. */
  readonly most?: number;
  /** Whether one of a native application may have a scheme of its own. */
  readonly ownScheme?: true;
  /** Whether it is an origin: scheme, host and port. */
  readonly isOrigin?: true;
  /** Where the review and the guide list it by itself, under this heading. */
  readonly heading?: string;
  /** The rule of the review, where no other has it: `<partner> now <does> <URLs>`. */
  readonly changed?: {
    readonly id: string;
    readonly title: string;
    readonly does: string;
    readonly explanation: string;
    readonly source: string;
  };
  /** The finding of drift where the tenant has one that the file does not list, where no other rule has it. */
  readonly undeclared?: {
    readonly id: string;
    readonly title: string;
    readonly why: string;
    readonly source: string;
  };
}

/** Keeps the names of a row as its type. */
const row = <const P extends string, const Of extends "all" | "not-strict", const Many extends boolean>(
  it: UrlProperty<P, Of, Many>,
): UrlProperty<P, Of, Many> => it;

const DOCS = "https://auth0.com/docs";
const LOGOUT = `${DOCS}/authenticate/login/logout/log-users-out-of-auth0`;
const LOGIN_ROUTES = `${DOCS}/authenticate/login/auth0-universal-login/configure-default-login-routes`;

/** Source of `of` and `most`: https://auth0.com/docs/get-started/applications/third-party-applications/security-controls, https://auth0.com/docs/get-started/applications/application-settings (read 2026-11) */
export const URL_PROPERTIES = {
  callbacks: row({
    planned: "callbacks",
    noun: "callback",
    description: "Exact URLs that may receive an authorization code.",
    of: "all",
    many: true,
    ownScheme: true,
  }),
  allowed_origins: row({
    planned: "allowedOrigins",
    noun: "allowed origin",
    of: "all",
    many: true,
    isOrigin: true,
  }),
  web_origins: row({
    planned: "webOrigins",
    noun: "web origin",
    of: "all",
    many: true,
    most: 100,
    isOrigin: true,
  }),
  allowed_logout_urls: row({
    planned: "allowedLogoutUrls",
    noun: "logout URL",
    description: "Exact URLs that users may be sent to after they signed out; not of strict applications.",
    of: "not-strict",
    many: true,
    most: 100,
    ownScheme: true,
    heading: "After sign-out",
    changed: {
      id: "logout-urls-changed",
      title: "users who sign out are sent to other places",
      does: "sends users who sign out to",
      explanation:
        "A link to our sign-out leads there without any page of ours in between, and users trust it for that. Check that the host is the partner's.",
      source: LOGOUT,
    },
    undeclared: {
      id: "logout-url-undeclared",
      title: "An application has no logout URL that its file does not list",
      why: "a link to our sign-out leads users to that address, and they trust it because the link is ours",
      source: LOGOUT,
    },
  }),
  initiate_login_uri: row({
    planned: "initiateLoginUri",
    noun: "login URI",
    description:
      "The partner's https page that starts a login: Auth0 sends users there who come without one; not of strict applications.",
    of: "not-strict",
    many: false,
    heading: "Login starts at",
    changed: {
      id: "login-uri-changed",
      title: "users who must start a login anew are sent to another place",
      does: "has Auth0 send users whose login must start anew to",
      explanation:
        "Auth0 sends users there from old login pages, mails and invitations, and users trust it for that. Check that the host is the partner's.",
      source: LOGIN_ROUTES,
    },
    undeclared: {
      id: "login-uri-undeclared",
      title: "An application starts logins only where its file says",
      why: "Auth0 sends users to that address from old login pages and mails, and anyone who answers there can ask for passwords",
      source: LOGIN_ROUTES,
    },
  }),
};

type Table = typeof URL_PROPERTIES;
/** Auth0's name of a URL or a list of them. */
export type UrlName = keyof Table;
/** A list of URLs, or a single one. */
export type UrlValue<N extends UrlName> = Table[N]["many"] extends true ? string[] : string;

/** The URLs of a planned application: lists are sorted, and "" is none. Strict ones have only what all have. */
export type UrlInputs = {
  readonly [N in NamesOf<Table, "all"> as Table[N]["planned"]]: Readonly<UrlValue<N>>;
} & { readonly [N in NamesOf<Table, "not-strict"> as Table[N]["planned"]]?: Readonly<UrlValue<N>> };

/** Every row with its name, in the table's order. */
export const URL_ROWS: readonly (UrlProperty & { readonly name: UrlName; planned: keyof UrlInputs })[] = (
  Object.keys(URL_PROPERTIES) as UrlName[]
).map((name) => ({ name, ...URL_PROPERTIES[name] }));

/** Something of each row, by the row's name. */
export const ofEachUrl = <T>(make: (row: (typeof URL_ROWS)[number]) => T): Readonly<Record<UrlName, T>> =>
  ofEach(URL_ROWS, make);

/** Of a list, a single URL or none: all there are. */
export const urlsIn = (value: unknown): readonly string[] =>
  [value ?? []].flat().filter((url): url is string => typeof url === "string" && url !== "");

const MAY_BE_ABSENT: ReadonlySet<string> = new Set([
  "logoUri",
  ...URL_ROWS.filter(({ of }) => of !== "all").map(({ planned }) => planned),
]);

/** A planned or observed application without the URLs that it could have and has not: Auth0 leaves them out. */
export const withoutAbsentUrls = <T extends object>(application: T): T =>
  Object.fromEntries(
    Object.entries(application).filter(([key, value]) => !MAY_BE_ABSENT.has(key) || urlsIn(value).length > 0),
  ) as T;
