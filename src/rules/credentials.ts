// Rules about public keys: one partner, one stack, strong enough, and never the private half.
import { quote } from "../finding.ts";
import type { Partner } from "../model/partner.ts";
import type { Path } from "../model/workspace.ts";
import { type Key, keysOf } from "./keys.ts";
import { stackEntries } from "./lookup.ts";
import { partnerRule, workspaceRule } from "./rule.ts";
import { CREATE_CREDENTIAL, KEY_PAIR, PRIVATE_KEY_JWT, ROTATE_CREDENTIALS } from "./sources.ts";

export const credentialMissing = partnerRule({
  id: "credential-missing",
  title: "private_key_jwt needs a public key in each stack",
  why: "Auth0 checks the partner's signature with the key that the application has there",
  source: PRIVATE_KEY_JWT,
  *check({ value: partner }) {
    if (partner.application.authentication_method !== "private_key_jwt") return;
    for (const [stack, { credentials }] of stackEntries(partner))
      if (!credentials)
        yield {
          at: ["stacks", stack],
          on: "key",
          what: `no credentials in stack ${quote(stack)}, with authentication_method "private_key_jwt"`,
          fix: "add credentials with the partner's public key",
        };
  },
});

export const credentialUnused = partnerRule({
  id: "credential-unused",
  title: "Only private_key_jwt has public keys",
  why: "Auth0 uses them for no other authentication method",
  source: PRIVATE_KEY_JWT,
  *check({ value: partner }) {
    const method = partner.application.authentication_method;
    if (method === "private_key_jwt") return;
    for (const [stack, { credentials }] of stackEntries(partner))
      if (credentials)
        yield {
          at: ["stacks", stack, "credentials"],
          on: "key",
          what: `credentials with authentication_method ${quote(method)}`,
          fix: "remove credentials, or write authentication_method: private_key_jwt",
        };
  },
});

const MOST_KEYS = 2;

export const credentialCount = partnerRule({
  id: "credential-count",
  title: "A stack has at most two public keys",
  why: "Auth0 stores two credentials per application, one in use and one to replace it",
  source: ROTATE_CREDENTIALS,
  *check({ value: partner }) {
    for (const [stack, { credentials }] of stackEntries(partner))
      if (credentials && credentials.length > MOST_KEYS)
        yield {
          at: ["stacks", stack, "credentials"],
          on: "key",
          what: `${credentials.length} credentials in stack ${quote(stack)}, more than ${MOST_KEYS}`,
          fix: "remove the oldest, once the partner no longer signs with it",
        };
  },
});

export const credentialPrivateKey = partnerRule({
  id: "credential-private-key",
  title: "A private key is never in a file",
  why: "whoever has read this file can now pose as the partner",
  source: KEY_PAIR,
  *check({ value: partner }) {
    for (const { at, state } of keysOf(partner))
      if (state === "private")
        yield {
          at,
          what: "this is a PRIVATE key",
          fix: "remove it, tell the partner to make a new pair at once, and write only its public key",
        };
  },
});

export const credentialReadable = partnerRule({
  id: "credential-readable",
  title: "A credential is one public key in PEM",
  why: "Auth0 reads a public key or an X.509 certificate in PEM, and refuses anything else",
  source: KEY_PAIR,
  *check({ value: partner }) {
    for (const { at, state } of keysOf(partner))
      if (state === "unreadable")
        yield {
          at,
          what: "no public key can be read from this PEM",
          fix: "write what `openssl rsa -in key.pem -pubout` prints, from BEGIN PUBLIC KEY to END PUBLIC KEY",
        };
  },
});

export const credentialRsa = partnerRule({
  id: "credential-rsa",
  title: "A public key is an RSA key",
  why: "RS256, RS384 and PS256, which Auth0 accepts from applications, are made with RSA keys",
  source: CREATE_CREDENTIAL,
  *check({ value: partner }) {
    for (const { at, state, type } of keysOf(partner))
      if (state === "readable" && type !== "rsa")
        yield {
          at,
          what: `key of type ${quote(type)}; expected "rsa"`,
          fix: "write the public key of an RSA pair of 2048 bits or more",
        };
  },
});

const FEWEST_BITS = 2048;
const MOST_BITS = 4096;

export const credentialKeySize = partnerRule({
  id: "credential-key-size",
  title: "An RSA key has between 2048 and 4096 bits",
  why: "Auth0 refuses shorter and longer ones",
  source: KEY_PAIR,
  *check({ value: partner }) {
    for (const { at, type, bits } of keysOf(partner))
      if (type === "rsa" && (bits < FEWEST_BITS || bits > MOST_BITS))
        yield {
          at,
          what: `RSA key of ${bits} bits`,
          fix: `write the public key of a pair with ${FEWEST_BITS} to ${MOST_BITS} bits`,
        };
  },
});

const LONGEST_NAME = 128;

export const credentialNameLength = partnerRule({
  id: "credential-name-length",
  title: "A credential's name has at most 128 characters",
  why: "Auth0 refuses longer names",
  source: CREATE_CREDENTIAL,
  *check({ value: partner }) {
    for (const { at, name } of credentialsOf(partner))
      if (name.length > LONGEST_NAME)
        yield {
          at,
          what: `credential name has ${name.length} characters, more than ${LONGEST_NAME}`,
          fix: `shorten it to ${LONGEST_NAME} characters`,
        };
  },
});

export const credentialNameUnique = partnerRule({
  id: "credential-name-unique",
  title: "A credential's name is unique in its stack",
  why: "the name tells people which key is the old one while one replaces the other",
  source: ROTATE_CREDENTIALS,
  *check({ file, value: partner }) {
    const first = new Map<string, Path>();
    for (const { at, stack, name } of credentialsOf(partner)) {
      const key = `${stack} ${name}`;
      const earlier = first.get(key);
      if (!earlier) first.set(key, at);
      else
        yield {
          at,
          what: `credential name ${quote(name)} is used twice in stack ${quote(stack)}`,
          fix: "write another name",
          also: [{ file, at: earlier, what: "the first is here" }],
        };
    }
  },
});

function* credentialsOf(partner: Partner): Generator<{ at: Path; stack: string; name: string }> {
  for (const [stack, { credentials = [] }] of stackEntries(partner))
    for (const [i, { name }] of credentials.entries())
      yield { at: ["stacks", stack, "credentials", i, "name"], stack, name };
}

interface Seen {
  readonly id: string;
  readonly file: string;
  readonly key: Key;
}

export const credentialKeyOnce = workspaceRule({
  id: "credential-key-once",
  title: "A public key belongs to one partner, one stack and one credential",
  why: "whoever holds the private key of a test system could otherwise sign for production, or for another partner",
  source: KEY_PAIR,
  *check({ partners }) {
    const first = new Map<string, Seen>();
    for (const { id, file, value } of partners.values())
      for (const key of keysOf(value)) {
        if (key.state !== "readable") continue;
        const earlier = first.get(key.spki);
        if (!earlier) first.set(key.spki, { id, file, key });
        else
          yield {
            file,
            at: key.at,
            what: `the same key as ${whose(earlier, id, key)}`,
            fix: "write the public key of another pair",
            also: [{ file: earlier.file, at: earlier.key.at, what: "it is used first here" }],
          };
      }
  },
});

function whose({ id, key }: Seen, partner: string, { stack }: Key): string {
  if (id !== partner) return `credential ${quote(key.name)} of partner ${quote(id)}`;
  if (key.stack !== stack) return `credential ${quote(key.name)} of stack ${quote(key.stack)}`;
  return `credential ${quote(key.name)}`;
}
