// Questions that several rules ask about a partner and the files around it.
import { type Address, addressOf } from "../model/address.ts";
import type { Api } from "../model/api.ts";
import { natureOf } from "../model/app-type.ts";
import { isPublicMethod } from "../model/authentication.ts";
import type { Application, Partner, SubjectType } from "../model/partner.ts";
import { ofEachUrl, URL_PROPERTIES, URL_ROWS, type UrlName, urlsIn } from "../model/url-properties.ts";
import type { Declared, Path, Workspace } from "../model/workspace.ts";

/** Public applications have no way to prove who they are. */
export const isPublic = (application: Application) => isPublicMethod(application.authentication_method);

export const hasGrant = (partner: Partner, subject: SubjectType) =>
  partner.grants.some((grant) => grant.subject_type === subject);

/** Whether it calls no API and only learns who its users are. */
export const isLoginOnly = ({ grants, application }: Partner): boolean =>
  grants.length === 0 && natureOf(application.app_type).signsUsersIn;

/** Whether users sign in with it, for a grant or only to be known. */
export const hasUsers = (partner: Partner): boolean => isLoginOnly(partner) || hasGrant(partner, "user");

/** The same in a stack. */
export const hasUsersIn = (partner: Partner, stack: string): boolean =>
  isLoginOnly(partner) || grantsIn(partner, stack, "user").length > 0;

/** The grants of one kind that hold in a stack. */
export const grantsIn = (partner: Partner, stack: string, subject: SubjectType) =>
  partner.grants.filter((grant) => grant.subject_type === subject && (grant.stacks?.includes(stack) ?? true));

/** The grants of one kind with the APIs they name; grants of unknown APIs are left out. */
export function grantedApis(
  partner: Partner,
  workspace: Workspace,
  subject: SubjectType,
): { at: Path; api: Declared<Api> }[] {
  return partner.grants.flatMap((grant, i) => {
    const api = grant.subject_type === subject ? workspace.apis.get(grant.api) : undefined;
    return api ? [{ at: ["grants", i, "api"], api }] : [];
  });
}

/**
 * Whether users reach the application through the browser and come back on a callback.
 * It is so unless the file names other grant types for them.
 */
export function usesCallbacks({ grant_types }: Application): boolean {
  return !grant_types || grant_types.includes("authorization_code") || grant_types.includes("implicit");
}

/** Whether callbacks on this machine are allowed in a stack; undefined when its file does not tell. */
export const allowsLoopback = (workspace: Workspace, stack: string) => {
  const declared = workspace.stacks.get(stack);
  return declared && (declared.value.config["partner-access:loopback_callbacks"] ?? false);
};

export type UrlKind = UrlName | "enable_url";

export interface StackUrl {
  readonly stack: string;
  readonly at: Path;
  readonly kind: UrlKind;
  readonly text: string;
  /** Where it leads; undefined where the text is not an absolute URL. */
  readonly url: Address | undefined;
}

function* readUrls(partner: Partner): Generator<StackUrl> {
  for (const [stack, urls] of Object.entries(partner.stacks)) {
    for (const { name: kind, many } of URL_ROWS)
      for (const [i, text] of urlsIn(urls[kind]).entries()) {
        const at = ["stacks", stack, kind, ...(many ? [i] : [])];
        yield { stack, at, kind, text, url: addressOf(text) };
      }
    if (urls.enable_url !== undefined)
      yield {
        stack,
        at: ["stacks", stack, "enable_url"],
        kind: "enable_url",
        text: urls.enable_url,
        url: addressOf(urls.enable_url),
      };
  }
}

const known = new WeakMap<Partner, readonly StackUrl[]>();

/** Every URL a partner gives for its stacks, in the order of the file's keys; read once, whichever rules ask. */
export function urlsOf(partner: Partner): readonly StackUrl[] {
  const urls = known.get(partner) ?? [...readUrls(partner)];
  known.set(partner, urls);
  return urls;
}

export const callbacksOf = (partner: Partner) => urlsOf(partner).filter(({ kind }) => kind === "callbacks");

/**
 * A callback as native programs have it, at which nobody is but the user's own machine: by number, since the name
 * `localhost` may lead elsewhere. Auth0 compares the port as well, so that each port is a callback of its own.
 * Sources: https://www.rfc-editor.org/rfc/rfc8252#section-7.3,
 * https://support.auth0.com/center/s/article/Callback-URL-Mismatch-Error-Is-Not-in-the-List-of-Allowed-Callback-URLs
 */
export const isNativeLoopback = ({ application }: Partner, { kind, url }: StackUrl): boolean =>
  kind === "callbacks" &&
  natureOf(application.app_type).isInstalled &&
  url?.protocol === "http:" &&
  (url.hostname === "127.0.0.1" || url.hostname === "[::1]");

/** What the table says of a URL, for which of its kinds only: an enable URL is none of Auth0's. */
export const isOrigin = (kind: UrlKind) => kind !== "enable_url" && URL_PROPERTIES[kind].isOrigin === true;
export const mayHaveOwnScheme = (kind: UrlKind) =>
  kind !== "enable_url" && URL_PROPERTIES[kind].ownScheme === true;

/** How sentences call a URL of each kind. */
export const URL_NOUNS: Readonly<Record<UrlKind, string>> = {
  ...ofEachUrl(({ noun }) => noun),
  enable_url: "enable URL",
};
