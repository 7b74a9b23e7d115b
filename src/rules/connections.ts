// Rules about connections: how users of a partner's application sign in.

import { oneOf } from "../model/nearest.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { hasUsers, isLoginOnly } from "./lookup.ts";
import { partnerRule, type Rule, tenantRule } from "./rule.ts";
import { APPLICATION_CONNECTIONS, DOMAIN_CONNECTIONS } from "./sources.ts";

const connectionKnown = partnerRule({
  id: "connection-known",
  title: "A connection is described in tenant.yaml",
  why: "Auth0 enables an application on connections that exist in the tenant",
  source: APPLICATION_CONNECTIONS,
  *check({ value: { application } }, { tenant }) {
    if (!tenant || !application.is_first_party) return;
    const names = new Set(tenant.value.connections.map(({ name }) => name));
    for (const [i, name] of (application.connections ?? []).entries()) {
      if (names.has(name)) continue;
      yield {
        at: ["application", "connections", i],
        what: `connection ${quote(name)} is not in ${tenant.file}`,
        fix: writeOneOf(names, name, `describe it in ${tenant.file}`),
        also: [{ file: tenant.file, at: ["connections"], what: "the tenant's connections are here" }],
      };
    }
  },
});

const connectionsFirstPartyOnly = partnerRule({
  id: "connections-first-party-only",
  title: "A third-party application lists no connections",
  why: "a connection at domain level is open to every third-party application, whether listed or not",
  source: DOMAIN_CONNECTIONS,
  *check({ value: { application } }) {
    if (application.is_first_party || !application.connections) return;
    yield {
      at: ["application", "connections"],
      on: "key",
      what: "third-party application with connections",
      fix: "remove connections",
    };
  },
});

const connectionsListed = partnerRule({
  id: "connections-listed",
  title: "A first-party application with users lists its connections",
  why: "Auth0 lets users of a first-party application sign in only where it is enabled",
  source: APPLICATION_CONNECTIONS,
  *check({ value: partner }, { tenant }) {
    const { application } = partner;
    if (!application.is_first_party || application.connections || !hasUsers(partner)) return;
    yield {
      at: ["application"],
      what: `first-party application with ${isLoginOnly(partner) ? "users" : "a grant on behalf of users"} but without connections`,
      fix: tenant
        ? `add connections with one or more of ${oneOf(
            tenant.value.connections.map(({ name }) => name),
            "",
          )}`
        : "add connections with the names of those its users sign in with",
    };
  },
});

const connectionsNeedUser = partnerRule({
  id: "connections-need-user",
  title: "Connections need a grant on behalf of users",
  why: "a connection signs users in, and this application has none",
  source: APPLICATION_CONNECTIONS,
  *check({ value: partner }) {
    const { application } = partner;
    if (!application.is_first_party || !application.connections || hasUsers(partner)) return;
    yield {
      at: ["application", "connections"],
      on: "key",
      what: "connections without a grant on behalf of users",
      fix: "remove connections",
    };
  },
});

const domainConnectionNeeded = tenantRule({
  id: "domain-connection-needed",
  title: "Third-party applications with users need a connection at domain level",
  why: "users of third-party applications can sign in through connections at domain level only",
  source: DOMAIN_CONNECTIONS,
  *check({ value: { connections } }, { partners }) {
    if (connections.some(({ is_domain_connection }) => is_domain_connection)) return;
    for (const { id, file, value } of partners.values()) {
      if (value.application.is_first_party || !hasUsers(value)) continue;
      yield {
        at: ["connections"],
        on: "key",
        what: `no connection is at domain level, so users of partner ${quote(id)} cannot sign in`,
        fix: "promote a connection to domain level in Auth0 and write is_domain_connection: true",
        also: [{ file, at: ["application", "is_first_party"], what: "the application is third-party" }],
      };
      return;
    }
  },
});

const connectionDescribedOnce = tenantRule({
  id: "connection-described-once",
  title: "tenant.yaml describes each connection once",
  why: "the name of a connection is unique in an Auth0 tenant",
  source: APPLICATION_CONNECTIONS,
  *check({ file, value: { connections } }) {
    const first = new Map<string, number>();
    for (const [i, { name }] of connections.entries()) {
      const earlier = first.get(name.toLowerCase());
      if (earlier === undefined) first.set(name.toLowerCase(), i);
      else
        yield {
          at: ["connections", i, "name"],
          what: `connection ${quote(name)} is described twice`,
          fix: "remove one of the two",
          also: [{ file, at: ["connections", earlier, "name"], what: "the first is here" }],
        };
    }
  },
});

/** In the order of docs/rules.md. */
export const CONNECTIONS: readonly Rule[] = [
  connectionKnown,
  connectionsFirstPartyOnly,
  connectionsListed,
  connectionsNeedUser,
  domainConnectionNeeded,
  connectionDescribedOnce,
];
