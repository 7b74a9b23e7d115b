// A partner's access → the values that its examples are made of, the same in every language.

import { type AuthenticationMethod, type Proof, proofOf } from "../../model/authentication.ts";
import type { KeyAlg, SubjectType } from "../../model/partner.ts";
import { isOfAUser } from "../../model/subject-type.ts";
import { plannedKeys } from "../../plan/credentials.ts";
import { type ApiAccess, accessFor, hasRefreshTokens, type Recipient, scopesToAsk } from "../recipient.ts";

/** One access, as a program needs it. */
export interface Ask {
  /** Id and name of the API. */
  readonly api: { readonly id: string; readonly name: string };
  readonly audience: string;
  /** Separated by spaces; empty where there is nothing to ask for. */
  readonly scope: string;
  readonly hasRefreshTokens: boolean;
  /** A route that the token opens; absent where no route does. */
  readonly call?: { readonly method: string; readonly path: string };
  /** Absent where we do not know it: then the environment says. */
  readonly baseUrl?: string;
}

/** What every program of a guide needs to know, whatever its language. */
export interface Example {
  readonly issuer: string;
  /** Plain HTTP is for a tenant on the same machine only. */
  readonly isHttp: boolean;
  readonly clientId: string;
  readonly method: AuthenticationMethod;
  /** Of the newest key; RS256 where there is none. */
  readonly algorithm: KeyAlg;
  readonly callback: string;
  /** Whether each token request and each call carries a DPoP proof. */
  readonly provesPossession: boolean;
  /** One for each API, as a token is for one. */
  readonly asks: Readonly<Record<AskKind, readonly Ask[]>>;
}

/** A program for users, and one without. */
export const ASK_KINDS = ["user", "machine"] as const;
/** For a user, or without one. */
export type AskKind = (typeof ASK_KINDS)[number];

/** A language's programs. */
export type Programs = Readonly<Record<AskKind, (example: Example, ask: Ask) => string>>;

/** A route without parameters that changes nothing is the best to begin with. */
function callOf({ reached }: ApiAccess): Ask["call"] {
  const routes = [...new Set(reached.flatMap(({ routes }) => routes))];
  const reading = routes.filter((route) => route.startsWith("GET "));
  const chosen = reading.find((route) => !route.includes("{")) ?? reading[0] ?? routes[0];
  const [method, path] = chosen?.split(" ") ?? [];
  return method === undefined || path === undefined ? undefined : { method, path: path.replace(/[{}]/g, "") };
}

function askOf(recipient: Recipient, access: ApiAccess): Ask {
  const call = callOf(access);
  return {
    api: { id: access.api, name: access.planned.resourceServer.name },
    audience: access.planned.resourceServer.identifier,
    scope: scopesToAsk(recipient, access).join(" "),
    hasRefreshTokens: isOfAUser(access.subjectType) && hasRefreshTokens(recipient, access),
    ...(call && { call }),
    ...(access.baseUrl !== undefined && { baseUrl: access.baseUrl }),
  };
}

/** A partner in one stack → what its programs ask for and call. */
export function exampleOf(recipient: Recipient): Example {
  const { plan, partner, clientId } = recipient;
  const asks = (subjectType: SubjectType) =>
    accessFor(recipient, subjectType).map((access) => askOf(recipient, access));
  const keys = [...plannedKeys(partner.credentials)];
  const newest = keys.sort((a, b) => ((a.expiresAt ?? "~") < (b.expiresAt ?? "~") ? 1 : -1))[0];
  return {
    issuer: plan.issuer,
    isHttp: plan.issuer.startsWith("http:"),
    clientId,
    method: partner.credentials.authenticationMethod,
    algorithm: newest?.algorithm ?? "RS256",
    callback: partner.application.callbacks[0] ?? "",
    provesPossession: partner.application.requireProofOfPossession,
    asks: { user: asks("user"), machine: asks("client") },
  };
}

/** What an example proves itself with: from which variable of the environment, and whether it signs with it. */
const PROOFS_IN_CODE: Readonly<Record<Proof, { readonly variable?: string; readonly signs: boolean }>> = {
  nothing: { signs: false },
  secret: { variable: "CLIENT_SECRET", signs: false },
  key: { variable: "PRIVATE_KEY_FILE", signs: true },
};

/** Whether the example signs with the partner's own key. */
export const signs = ({ method }: Example): boolean => PROOFS_IN_CODE[proofOf(method)].signs;

/** The variable of the environment that an example needs besides the API's address, and what it holds. */
export const secretVariable = ({ method }: Example): string | undefined =>
  PROOFS_IN_CODE[proofOf(method)].variable;

/** Lines that are there, joined; nothing stays of those that are not. */
export const lines = (...all: (string | false | undefined)[]): string =>
  all.filter((line) => typeof line === "string").join("\n");
