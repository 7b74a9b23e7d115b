// Actions that somebody makes in a tenant by hand, and what drift says about each.
import type { Edit } from "./edits.ts";
import type { Answers } from "./tenant.ts";

/** An Action that somebody made and deployed by hand. */
const byHand = (trigger: string, code: string) => (a: Answers) => {
  a.actions.push({
    id: "action-enrich",
    name: "enrich",
    code,
    supported_triggers: [{ id: trigger, version: "v3" }],
    deployed_version: { code, runtime: "node22", deployed: true },
  });
};

const bound = (trigger: string, code: string) => (a: Answers) => {
  byHand(trigger, code)(a);
  a.bound[trigger] = [...(a.bound[trigger] ?? []), "enrich"];
};

export const ACTION_EDITS: readonly Edit[] = [
  {
    name: "an Action at the login that adds a scope",
    edit: bound(
      "post-login",
      'exports.onExecutePostLogin = async (e, api) => api.accessToken.addScope("delete:contacts");',
    ),
    found: ["alarm action-undeclared action enrich"],
  },
  {
    name: "an Action at the exchange of client credentials",
    edit: bound("credentials-exchange", "exports.onExecuteCredentialsExchange = async () => {};"),
    found: ["alarm action-undeclared action enrich"],
  },
  {
    name: "an Action that is bound and not in the list",
    edit: (a) => {
      a.bound["pre-user-registration"] = ["enrich"];
    },
    found: ["alarm action-undeclared action action-enrich"],
  },
  {
    name: "an Action of a token exchange, which no trigger binds",
    edit: byHand("custom-token-exchange", "exports.onExecuteCustomTokenExchange = async () => {};"),
    found: ["alarm action-undeclared action enrich"],
  },
  ...["custom-email-provider", "custom-phone-provider", "send-phone-message"].map((trigger) => ({
    name: `an Action of ${trigger}, which gets people's codes`,
    edit: byHand(trigger, "exports.onExecute = async () => {};"),
    found: ["alarm action-undeclared action enrich"],
  })),
  ...["password-hash-migration", "login-post-identifier", "never-heard-of"].map((trigger) => ({
    name: `an Action of ${trigger}, of which no page says what it may do`,
    edit: byHand(trigger, "exports.onExecute = async () => {};"),
    found: ["alarm action-undeclared action enrich"],
  })),
  ...["event-stream", "password-reset-post-challenge", "post-user-registration"].map((trigger) => ({
    name: `an Action of ${trigger}, which has no means`,
    edit: byHand(trigger, "exports.onExecute = async () => {};"),
    found: [],
  })),
  {
    name: "an Action that is deployed and bound nowhere",
    edit: byHand("post-login", "exports.onExecutePostLogin = async () => {};"),
    found: [],
  },
  {
    name: "an Action where neither tokens nor users are touched",
    edit: bound("post-change-password", "exports.onExecutePostChangePassword = async () => {};"),
    found: [],
  },
];
