import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ApiError, invalidBody, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { type Action, now } from "./actions.ts";
import { actionsReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, ok, param, type Reply, type Route } from "./route.ts";

// The versions are those that Auth0 gives to new actions. Source: https://auth0.com/docs/customize/actions/explore-triggers
const TRIGGERS: Readonly<Record<string, string>> = {
  "post-login": "v3",
  "credentials-exchange": "v2",
  "pre-user-registration": "v2",
  "post-user-registration": "v2",
  "post-change-password": "v2",
  "send-phone-message": "v2",
  "password-reset-post-challenge": "v1",
  "custom-token-exchange": "v1",
  "password-hash-migration": "v1",
};
const RUNTIMES = ["node18-actions", "node22"];

interface Binding extends Document {
  id: string;
  trigger_id: string;
  action_id: string;
}

// Source: https://auth0.com/docs/api/management/v2/actions/patch-bindings (read 2026-11)
const schema = z.strictObject({
  bindings: z.array(
    z.strictObject({
      ref: z.strictObject({ type: z.enum(["action_id", "action_name", "binding_id"]), value: z.string() }),
      display_name: z.string().optional(),
      secrets: z.array(z.looseObject({})).optional(),
    }),
  ),
});

function trigger(call: Call): string {
  const id = param(call, "trigger");
  if (!Object.hasOwn(TRIGGERS, id)) throw new ApiError(404, "That trigger does not exist.");
  return id;
}

/** The actions that run at a trigger, in the order in which they run. */
export function bindingsOf(store: Store, triggerId: string): Document[] {
  return store.list<Binding>("binding", { trigger_id: triggerId }).map(({ action_id, ...binding }) => {
    const action = store.get<Action>("action", action_id);
    return { ...binding, action: action === undefined ? {} : summary(action) };
  });
}

// Inside a binding an action shows its versions instead of its draft.
function summary({ id, name, supported_triggers, created_at, updated_at, ...versions }: Action): Document {
  const { current_version, deployed_version } = versions;
  const all_changes_deployed = false;
  return {
    id,
    name,
    supported_triggers,
    created_at,
    updated_at,
    current_version,
    deployed_version,
    all_changes_deployed,
  };
}

// The whole list is replaced: every binding is new, even one that stays where it was.
function replace({ store }: Tenant, call: Call): Reply {
  const triggerId = trigger(call);
  const wanted = parseBody(schema, call.body).bindings.map(({ ref, display_name }) => {
    const action = referenced(store, ref);
    if (!action.supported_triggers.some(({ id }) => id === triggerId)) {
      throw invalidBody(`The action ${action.name} does not support the trigger ${triggerId}.`);
    }
    if (action.deployed_version === undefined) {
      throw invalidBody(`The action ${action.name} must be deployed before it can be bound.`);
    }
    return { action_id: action.id, display_name: display_name ?? action.name };
  });
  store.deleteWhere("binding", { trigger_id: triggerId });
  for (const binding of wanted) {
    const id = randomUUID();
    const at = now();
    store.put("binding", id, { id, trigger_id: triggerId, ...binding, created_at: at, updated_at: at });
  }
  return ok({ bindings: bindingsOf(store, triggerId) });
}

function referenced(store: Store, { type, value }: { type: string; value: string }): Action {
  const id = type === "binding_id" ? store.get<Binding>("binding", value)?.action_id : value;
  const found =
    type === "action_name"
      ? store.list<Action>("action", { name: value })[0]
      : store.get<Action>("action", id ?? "");
  if (found === undefined) throw notFound.action();
  return found;
}

const PATH = "/actions/triggers/:trigger/bindings";

// Source: https://auth0.com/docs/api/management/v2/actions/get-triggers (read 2026-11)
const triggers = (): Document[] =>
  Object.entries(TRIGGERS).map(([id, version]) => ({
    id,
    version,
    status: "CURRENT",
    runtimes: RUNTIMES,
    default_runtime: "node22",
    binding_policy: "trigger-bound",
    compatible_triggers: [],
  }));

export const bindingRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/actions/triggers",
    scopes: ["read:actions"],
    handle: () => ok({ triggers: triggers() }),
  },
  {
    method: "GET",
    path: PATH,
    scopes: ["read:actions"],
    handle: ({ store }, call) => actionsReply(bindingsOf(store, trigger(call)), call.query, "bindings"),
  },
  { method: "PATCH", path: PATH, scopes: ["update:actions"], handle: replace },
];
