// What is known of a new partner → what still has to be said before a file can be written.

import { isPublicType } from "../model/app-type.ts";
import { type AuthenticationMethod, type Proof, proofOf } from "../model/authentication.ts";
import type { AppType } from "../model/partner.ts";

/** One stack of a new partner. */
export interface DraftStack {
  readonly callbacks: readonly string[];
  readonly enableUrl?: string;
  /** In PEM. */
  readonly publicKey?: string;
  /** Where it was read, as it was typed. */
  readonly publicKeyFile?: string;
}

/** The single lines that every file has, with the flag of each and what it asks for. */
export const LINES = {
  name: { flag: "--name <text>", asks: "the partner's name, as users see it" },
  description: { flag: "--description <text>", asks: "what the integration does, for its users" },
  owner: {
    flag: "--owner <owner>",
    asks: "who in our company answers for it: an e-mail address, @name or @organization/team",
  },
  contactName: { flag: "--contact-name <text>", asks: "whom to call at the partner" },
  contactEmail: { flag: "--contact-email <email>", asks: "that person's address" },
  contract: { flag: "--contract <reference>", asks: "the contract that the access rests on" },
  contractEnds: { flag: "--contract-ends <date>", asks: "the contract's last day, YYYY-MM-DD" },
  reason: { flag: "--reason <text>", asks: "why the partner needs the scopes; read by security" },
} as const;

/** A single line that every file has. */
export type Line = keyof typeof LINES;

/** A new partner, as far as it is known. */
export interface Draft extends Readonly<Partial<Record<Line, string>>> {
  readonly id: string;
  /** Third-party where nobody said it. */
  readonly isFirstParty?: boolean;
  readonly appType?: AppType;
  readonly authentication?: AuthenticationMethod;
  readonly api?: string;
  readonly userScopes: readonly string[];
  readonly clientScopes: readonly string[];
  /** Of first-party applications. */
  readonly connections: readonly string[];
  /** How long a user needs not be asked again, and how long a refresh token may lie unused. */
  readonly offline?: { readonly tokenLifetime: string; readonly idleTokenLifetime: string };
  readonly stacks: Readonly<Record<string, DraftStack>>;
}

/** A server for users; without users a machine. */
export const appTypeOf = ({ appType, userScopes, clientScopes }: Draft): AppType =>
  appType ?? (userScopes.length === 0 && clientScopes.length > 0 ? "non_interactive" : "regular_web");

/**
 * The partner's own key, which nobody else ever has, unless the application can keep none.
 * Source: https://auth0.com/docs/secure/application-credentials (read 2026-11)
 */
export const authenticationOf = (draft: Draft): AuthenticationMethod =>
  draft.authentication ?? (isPublicType(appTypeOf(draft)) ? "none" : "private_key_jwt");

export interface Missing {
  readonly flag: string;
  readonly asks: string;
}

/** What a stack needs for the partner's credentials, beside its URLs. */
const NEEDED: Readonly<Record<Proof, Missing | undefined>> = {
  nothing: undefined,
  secret: undefined,
  key: { flag: "--public-key", asks: "the public half of the partner's key, in PEM" },
};

/** What `publicKey` of each stack must be; undefined where the partner gives us nothing. */
export const neededKey = (draft: Draft): Missing | undefined => NEEDED[proofOf(authenticationOf(draft))];

function missingOfStack(draft: Draft, [name, stack]: readonly [string, DraftStack]): Missing[] {
  const missing: Missing[] = [];
  // Without any scope it may still be that users take part.
  const mayHaveUsers = draft.userScopes.length > 0 || draft.clientScopes.length === 0;
  if (mayHaveUsers && stack.callbacks.length === 0)
    missing.push({ flag: `--callback ${name}=<url>`, asks: "where users come back to the partner" });
  if (mayHaveUsers && stack.enableUrl === undefined)
    missing.push({ flag: `--enable-url ${name}=<url>`, asks: 'where "Enable" in our app sends users' });
  const key = neededKey(draft);
  if (key && stack.publicKey === undefined)
    missing.push({ flag: `${key.flag} ${name}=<file>`, asks: key.asks });
  return missing;
}

/** Everything that is missing, in the order of the flags; whether it is right is for `check` to say. */
export function missingOf(draft: Draft): readonly Missing[] {
  const lines = Object.entries(LINES).flatMap(([line, missing]) =>
    draft[line as Line] === undefined ? [missing] : [],
  );
  const rest: Missing[] = [];
  if (draft.api === undefined) rest.push({ flag: "--api <id>", asks: "the API that it calls" });
  if (draft.userScopes.length + draft.clientScopes.length === 0)
    rest.push({
      flag: "--user-scope or --client-scope <scope...>",
      asks: "what it may do, for users or without",
    });
  if (draft.isFirstParty && draft.userScopes.length > 0 && draft.connections.length === 0)
    rest.push({ flag: "--connection <name...>", asks: "how its users sign in" });
  if (Object.keys(draft.stacks).length === 0)
    rest.push({ flag: "--stack <name...>", asks: "where it exists; stacks of other flags count" });
  const stacks = Object.entries(draft.stacks);
  // Without any stack its flags are named all the same, so that nobody has to come back a third time.
  const each = stacks.length > 0 ? stacks : [["<stack>", { callbacks: [] }] as const];
  return [...lines, ...rest, ...each.flatMap((stack) => missingOfStack(draft, stack))];
}

/** How a partner makes the key whose public half `--public-key` takes; the private one never leaves the partner. */
export const MAKING_A_KEY = `the partner makes its key and sends public.pem only, which is not secret:
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out private.pem
  openssl pkey -in private.pem -pubout -out public.pem`;
