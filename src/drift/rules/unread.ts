// What drift cannot see: what the credentials may not read, what lies beside secrets, and keys that the tenant does not hold.
import { WAY_FACTS } from "../../access/ways.ts";
import { page } from "../../model/pages.ts";
import { profileConnections } from "../../tenant/profile-writers.ts";
import { refusedWays } from "../../tenant/refusable.ts";
import { plural, quote } from "../../text.ts";
import { type DriftRule, named } from "./rule.ts";

export const waysNotRead: DriftRule = {
  id: "ways-not-read",
  title: "Drift reads every way to a token",
  severity: "finding",
  why: "what was not read may give anybody anything, and nothing is said of it",
  remedy: "by-hand",
  todo: `give the credentials of drift the scopes that ${page("docs/ci.md")} names for it`,
  *check({ plan, tenant }) {
    for (const { what, right } of refusedWays(tenant))
      yield {
        subject: { kind: "tenant", id: plan.domain },
        what: `nobody knows ${what}: the credentials lack ${right}`,
      };
  },
};

export const connectionNotInspected: DriftRule = {
  id: "connection-not-inspected",
  title: "Somebody has read what of each connection can set a user's account",
  severity: "finding",
  why: "anyone who edits it moves users to other accounts, and it lies beside secrets that drift does not read",
  remedy: "by-hand",
  todo: "read it in the dashboard, and write the day into inspected of the connection in tenant.yaml",
  source: WAY_FACTS["connection-profile"].source,
  *check({ plan, tenant }) {
    const all = profileConnections(plan, tenant).filter(({ inspected }) => inspected === undefined);
    for (const { name, writer, isDeclared } of all)
      if (isDeclared)
        yield {
          subject: { kind: "connection", id: name },
          what: `${writer} may set the account of its users, and tenant.yaml does not say that somebody has read it`,
        };
    // A tenant may have hundreds for other products.
    const others = all.filter(({ isDeclared }) => !isDeclared).map(({ name }) => name);
    if (others.length > 0)
      yield {
        subject: { kind: "tenant", id: plan.domain },
        what: `${plural(others.length, "connection")} that tenant.yaml does not name may set the account of their users: ${named(others)}`,
        live: others,
      };
  },
};

export const customSigningKey: DriftRule = {
  id: "custom-signing-key",
  title: "Only the tenant signs tokens that our APIs take",
  severity: "alarm",
  why: "anyone who holds the private key makes tokens of any user with any scope, and no log shows them",
  remedy: "by-hand",
  todo: "find out who holds the private key, and take the key away in the tenant: DELETE /api/v2/keys/custom-signing",
  source: WAY_FACTS["custom-signing-keys"].source,
  *check({ plan, tenant }) {
    for (const kid of tenant.customSigningKeys ?? [])
      yield {
        subject: { kind: "tenant", id: plan.domain },
        what: `it publishes the signing key ${quote(kid)}, whose private half somebody else holds`,
        live: kid,
      };
  },
};
