// Rules about the keys in credentials: strong enough, used in one place, and never the private half.
import { quote } from "../text.ts";
import { type Key, keysOf } from "./keys.ts";
import { partnerRule, type Rule, workspaceRule } from "./rule.ts";
import { CREATE_CREDENTIAL, KEY_PAIR } from "./sources.ts";

const credentialPrivateKey = partnerRule({
  id: "credential-private-key",
  title: "A private key is never in a file",
  why: "anyone who has read this file can now pose as the partner",
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

const credentialReadable = partnerRule({
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

const credentialRsa = partnerRule({
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

const credentialKeySize = partnerRule({
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

interface Seen {
  readonly id: string;
  readonly file: string;
  readonly key: Key;
}

const credentialKeyOnce = workspaceRule({
  id: "credential-key-once",
  title: "A public key belongs to one partner, one stack and one credential",
  why: "anyone who holds the private key of a test system could otherwise sign for production, or for another partner",
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

/** In the order of docs/rules.md. */
export const PUBLIC_KEYS: readonly Rule[] = [
  credentialPrivateKey,
  credentialReadable,
  credentialRsa,
  credentialKeySize,
  credentialKeyOnce,
];
