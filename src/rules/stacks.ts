// Rules about stacks: that each is a tenant of its own, and that local shortcuts stay local.

import { addressOf } from "../model/address.ts";
import type { Stack } from "../model/stack.ts";
import { quote } from "../text.ts";
import { repeats } from "./repeats.ts";
import { type Rule, stackRule, workspaceRule } from "./rule.ts";
import {
  ACCESS_TOKEN_PROFILES,
  JWT_ISSUER,
  OAUTH_SECURITY,
  PULUMI_PROTECT,
  PULUMI_STACKS,
} from "./sources.ts";

const ISSUER = "partner-access:issuer";
const LOOPBACK = "partner-access:loopback_callbacks";
const PROTECT = "partner-access:protect";
const DOMAIN = "auth0:domain";

/** The `iss` of a stack's tokens. */
const issuerOf = ({ config }: Stack) => config[ISSUER] ?? `https://${config[DOMAIN]}/`;

const issuerForm = stackRule({
  id: "issuer-form",
  title: "An issuer is scheme, host and a slash",
  why: "Auth0 writes it so into every token, and an API compares it letter by letter",
  source: ACCESS_TOKEN_PROFILES,
  *check({ value: { config } }) {
    const issuer = config[ISSUER];
    const address = addressOf(issuer ?? "");
    if (issuer === undefined || !address || issuer === `${address.protocol}//${address.host}/`) return;
    yield {
      at: ["config", ISSUER],
      what: `issuer ${quote(issuer)} is not scheme, host and slash`,
      fix: `write ${address.protocol}//${address.host}/`,
    };
  },
});

const issuerHttps = stackRule({
  id: "issuer-https",
  title: "An issuer is https, except where callbacks may be on this machine",
  why: "APIs load the keys that prove a token from the issuer, and on plain http anyone on the way can replace them",
  source: OAUTH_SECURITY,
  *check({ value: { config } }) {
    const issuer = config[ISSUER];
    if (issuer === undefined || config[LOOPBACK] || addressOf(issuer)?.protocol === "https:") return;
    yield { at: ["config", ISSUER], what: `issuer ${quote(issuer)} is not https`, fix: "write an https URL" };
  },
});

const loopbackUnprotected = stackRule({
  id: "loopback-unprotected",
  title: "A stack whose applications are protected allows no callbacks on this machine",
  why: "protected applications are in use, and any program on a user's machine could take codes sent there",
  source: PULUMI_PROTECT,
  *check({ file, value: { config } }) {
    if (!config[LOOPBACK] || !config[PROTECT]) return;
    yield {
      at: ["config", LOOPBACK],
      what: `${LOOPBACK}: true in a stack with ${PROTECT}: true`,
      fix: `remove ${LOOPBACK}`,
      also: [{ file, at: ["config", PROTECT], what: "the stack is protected here" }],
    };
  },
});

const stackDomainUnique = workspaceRule({
  id: "stack-domain-unique",
  title: "No two stacks are the same tenant",
  why: "each stack would change and delete what the other made",
  source: PULUMI_STACKS,
  *check({ stacks }) {
    for (const { item, earlier } of repeats(stacks.values(), ({ value }) => value.config[DOMAIN]))
      yield {
        file: item.file,
        at: ["config", DOMAIN],
        what: `domain ${quote(item.value.config[DOMAIN])} is also that of stack ${quote(earlier.id)}`,
        fix: "write the domain of another tenant",
        also: [
          { file: earlier.file, at: ["config", DOMAIN], what: `stack ${quote(earlier.id)} has it here` },
        ],
      };
  },
});

const stackIssuerUnique = workspaceRule({
  id: "stack-issuer-unique",
  title: "No two stacks have the same issuer",
  why: "an API tells tokens of a test tenant from real ones by their issuer",
  source: JWT_ISSUER,
  *check({ stacks }) {
    for (const { item, earlier } of repeats(stacks.values(), ({ value }) => issuerOf(value))) {
      const { config } = item.value;
      // The same tenant twice is told by stack-domain-unique.
      if (earlier.value.config[DOMAIN] === config[DOMAIN]) continue;
      yield {
        file: item.file,
        at: config[ISSUER] === undefined ? ["config", DOMAIN] : ["config", ISSUER],
        what: `issuer ${quote(issuerOf(item.value))} is also that of stack ${quote(earlier.id)}`,
        fix: "write the issuer of this stack's tenant",
        also: [{ file: earlier.file, at: ["config"], what: `stack ${quote(earlier.id)} has it here` }],
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const STACKS: readonly Rule[] = [
  issuerForm,
  issuerHttps,
  loopbackUnprotected,
  stackDomainUnique,
  stackIssuerUnique,
];
