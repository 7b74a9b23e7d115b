// What partners share: login Actions, connections and settings of the tenant that are not as declared.
import { quote } from "../../text.ts";
import { type DriftRule, fieldRule, instead, lastKeyOf, named, value } from "./rule.ts";

const ACTIONS = "https://auth0.com/docs/customize/actions/manage-versions";
const CONNECTIONS =
  "https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level";

const withoutClaim =
  "tokens may no longer be limited to the user's account, or may be given to users without one";

const actionMissing = fieldRule({
  id: "action-missing",
  title: "Every declared Action exists",
  severity: "alarm",
  why: withoutClaim,
  remedy: "update",
  source: ACTIONS,
  at: ["action"],
  says: () => "the tenant has no Action of its name",
});

const actionStopped = fieldRule({
  id: "action-not-running",
  title: "Every declared Action is deployed and bound to its trigger",
  severity: "alarm",
  why: withoutClaim,
  remedy: "update",
  source: ACTIONS,
  at: ["action/deployed", "action/bound", "action/trigger/*"],
  says: (d) => {
    if (lastKeyOf(d) === "deployed") return "it is not deployed: nothing of it runs";
    return lastKeyOf(d) === "bound"
      ? "it is not bound to its trigger: it never runs"
      : `its trigger has ${lastKeyOf(d)} ${instead(d)}`;
  },
});

const actionCode = fieldRule({
  id: "action-code-differs",
  title: "An Action runs the declared code",
  severity: "alarm",
  why: `code that nobody reviewed decides about every login and every token; ${withoutClaim}`,
  remedy: "update",
  source: ACTIONS,
  at: ["action/code", "action/runtime"],
  says: (d) =>
    lastKeyOf(d) === "code" ? "it runs other code than the declared one" : `it runs on ${instead(d)}`,
});

const actionDraft = fieldRule({
  id: "action-draft",
  title: "An Action has no draft that waits to be deployed",
  severity: "finding",
  why: "anyone who deploys it next changes what happens at every login",
  remedy: "update",
  source: ACTIONS,
  at: ["action/hasOtherDraft"],
  says: () => "its draft is other code than what runs",
});

const promoted = fieldRule({
  id: "connection-promoted",
  title: "No connection is at domain level that tenant.yaml does not put there",
  severity: "alarm",
  why: "its users can sign in to every third-party application of the tenant",
  remedy: "by-hand",
  todo: "take it back from domain level in the tenant, or write it into tenant.yaml",
  source: CONNECTIONS,
  at: ["connection", "connection/isDomainConnection"],
  says: (d) =>
    (d.path.length > 0 ? d.live === true : d.declared === undefined) &&
    "it is at domain level: its users can sign in to every third-party application",
});

const replaced = fieldRule({
  id: "connection-strategy-differs",
  title: "A connection is of the kind that tenant.yaml says",
  severity: "alarm",
  why: "a strategy cannot be changed, so this is another connection of the same name, with other users",
  remedy: "by-hand",
  todo: "find out who made it; write it into tenant.yaml if it is right",
  source: CONNECTIONS,
  at: ["connection/strategy"],
  says: (d) => `its strategy is ${instead(d)}`,
});

const demoted = fieldRule({
  id: "connection-unusable",
  title: "Every declared connection exists, and is at domain level where tenant.yaml says so",
  severity: "finding",
  why: "its users can no longer sign in to our partners' applications, and the next update stops at it",
  remedy: "by-hand",
  todo: "put it back in the tenant, or change tenant.yaml",
  source: CONNECTIONS,
  at: ["connection", "connection/isDomainConnection"],
  says: (d) =>
    d.path.length === 0
      ? d.live === undefined && "the tenant has no connection of that name"
      : d.live !== true && "it is no longer at domain level",
});

const enabled = fieldRule({
  id: "connection-undeclared",
  title: "A first-party partner uses no connection that its file does not name",
  severity: "alarm",
  why: "other people than the reviewed ones can sign in to the partner's application",
  remedy: "by-hand",
  todo: "disable the connection for the application in the tenant, or write it into the partner's file",
  source: "https://auth0.com/docs/authenticate/identity-providers",
  at: ["partner/connections/*"],
  says: (d) =>
    d.declared === undefined &&
    `the connection ${value(lastKeyOf(d))}, which the file does not name, is enabled for it`,
});

const mapped: DriftRule = {
  id: "connection-mapped",
  title: "No connection below domain level is mapped to a third-party partner's application",
  severity: "alarm",
  why: "besides those at domain level it can use the connections that it is mapped to: other people than the reviewed ones can sign in",
  remedy: "by-hand",
  todo: "disable the connection for the application in the tenant",
  source: "https://auth0.com/docs/get-started/applications/update-application-connections",
  *check({ tenant, ownership }) {
    for (const [id, owned] of ownership.ours)
      for (const { client_id: clientId, is_first_party } of owned)
        for (const { id: connection, name, is_domain_connection } of tenant.connections)
          if (
            is_first_party !== true &&
            is_domain_connection !== true &&
            tenant.enabled.get(connection)?.includes(clientId)
          )
            yield {
              subject: { kind: "partner", id, clientId },
              what: `the connection ${quote(name)}, which is not at domain level, is mapped to it`,
              live: name,
            };
  },
};

const mappedUnread: DriftRule = {
  id: "connections-not-read",
  title: "Drift reads which applications each connection below domain level is mapped to",
  severity: "note",
  why: "Auth0 has a call for each and no list; a third-party application that one is mapped to is not told",
  remedy: "by-hand",
  todo: "`who` reads all of them, with a call for each",
  source: "https://auth0.com/docs/get-started/applications/update-application-connections",
  *check({ plan, tenant: { unreadConnections: unread = [] } }) {
    if (unread.length > 0)
      yield {
        subject: { kind: "tenant", id: plan.domain },
        what: `nobody read which applications ${unread.length} connections below domain level are mapped to: ${named(unread)}`,
      };
  },
};

const disabled = fieldRule({
  id: "connection-disabled",
  title: "A first-party partner can use every connection that its file names",
  severity: "finding",
  why: "users of that connection can no longer sign in to the partner's application",
  remedy: "update",
  source: "https://auth0.com/docs/authenticate/identity-providers",
  at: ["partner/connections/*"],
  says: (d) => d.live === undefined && `the connection ${value(lastKeyOf(d))} is not enabled for it`,
});

const flag = fieldRule({
  id: "tenant-flag-differs",
  title: "The tenant has the flags that tenant.yaml says",
  severity: "finding",
  why: "the consent page shows users the names of scopes where we reviewed their descriptions, or the reverse",
  remedy: "by-hand",
  todo: "set use_scope_descriptions_for_consent in the tenant, or change tenant.yaml",
  source: "https://auth0.com/docs/customize/login-pages/customize-consent-prompts",
  at: ["tenant/showsScopeDescriptions"],
  says: (d) => `use_scope_descriptions_for_consent is ${instead(d)}`,
});

export const TENANT_RULES: readonly DriftRule[] = [
  actionMissing,
  actionStopped,
  actionCode,
  promoted,
  replaced,
  enabled,
  mapped,
  mappedUnread,
  actionDraft,
  demoted,
  disabled,
  flag,
];
