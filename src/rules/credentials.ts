// Rules about public keys: one partner, one stack, strong enough, and never the private half.

import { type Proof, proofOf } from "../model/authentication.ts";
import type { Application, Partner } from "../model/partner.ts";
import type { Path } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { CREATE_CREDENTIAL, PRIVATE_KEY_JWT, ROTATE_CREDENTIALS } from "./sources.ts";

/** Whether the partner's file has public keys, by what its application proves itself with. */
const HAS_KEYS: Readonly<Record<Proof, boolean>> = { nothing: false, secret: false, key: true };
const hasKeys = ({ authentication_method }: Application) => HAS_KEYS[proofOf(authentication_method)];

const credentialMissing = partnerRule({
  id: "credential-missing",
  title: "private_key_jwt needs a public key in each stack",
  why: "Auth0 checks the partner's signature with the key that the application has there",
  source: PRIVATE_KEY_JWT,
  *check({ value: partner }) {
    const { authentication_method: method } = partner.application;
    if (!hasKeys(partner.application)) return;
    for (const [stack, { credentials }] of Object.entries(partner.stacks))
      if (!credentials)
        yield {
          at: ["stacks", stack],
          on: "key",
          what: `no credentials in stack ${quote(stack)}, with authentication_method ${quote(method)}`,
          fix: "add credentials with the partner's public key",
        };
  },
});

const credentialUnused = partnerRule({
  id: "credential-unused",
  title: "Only private_key_jwt has public keys",
  why: "Auth0 uses them for no other authentication method",
  source: PRIVATE_KEY_JWT,
  *check({ value: partner }) {
    const { authentication_method: method } = partner.application;
    if (hasKeys(partner.application)) return;
    for (const [stack, { credentials }] of Object.entries(partner.stacks))
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

const credentialCount = partnerRule({
  id: "credential-count",
  title: "A stack has at most two public keys",
  why: "Auth0 stores two credentials per application, one in use and one to replace it",
  source: ROTATE_CREDENTIALS,
  *check({ value: partner }) {
    for (const [stack, { credentials }] of Object.entries(partner.stacks))
      if (credentials && credentials.length > MOST_KEYS)
        yield {
          at: ["stacks", stack, "credentials"],
          on: "key",
          what: `${credentials.length} credentials in stack ${quote(stack)}, more than ${MOST_KEYS}`,
          fix: "remove the oldest, once the partner no longer signs with it",
        };
  },
});

const LONGEST_NAME = 128;

const credentialNameLength = partnerRule({
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

const credentialNameUnique = partnerRule({
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
  for (const [stack, { credentials = [] }] of Object.entries(partner.stacks))
    for (const [i, { name }] of credentials.entries())
      yield { at: ["stacks", stack, "credentials", i, "name"], stack, name };
}

/** In the order of docs/rules.md. */
export const CREDENTIALS: readonly Rule[] = [
  credentialMissing,
  credentialUnused,
  credentialCount,
  credentialNameLength,
  credentialNameUnique,
];
