import { randomUUID } from "node:crypto";
import { isBuiltin } from "node:module";
import { z } from "zod";
import { conflict, invalidBody, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { actionsReply, booleanFilter } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

/** A piece of code that runs at a trigger. Values of secrets stay inside the tenant. */
export interface Action extends Document {
  id: string;
  name: string;
  supported_triggers: { id: string; version?: string | undefined }[];
  secrets: Secret[];
  deployed_version?: Document & { number: number };
}

interface Dependency {
  name: string;
  version?: string | undefined;
}

// Node.js's own modules that are packages of the npm registry too.
const PACKAGES_TOO = new Set(
  "assert buffer console constants events path process punycode querystring stream string_decoder timers url util".split(
    " ",
  ),
);

// Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name (read 2026-11)
const PACKAGE_NAME = /^(?=.{1,214}$)(@[a-z\d~-][\w.~-]*\/)?[a-z\d~-][\w.~-]*$/i;
const NEVER_PACKAGES = new Set(["node_modules", "favicon.ico"]);

/**
 * How the build of an action ends. Which packages there are, nobody can say without a network; of names that npm allows
 * for no package, and of those that only Node.js itself has, it is known that none can be installed, and at Auth0 their
 * build fails. Source: https://auth0.com/docs/customize/actions/manage-dependencies
 */
const buildOf = (dependencies: readonly Dependency[] = []): "built" | "failed" =>
  dependencies.every(({ name }) => mayBePackage(name)) ? "built" : "failed";

const mayBePackage = (name: string): boolean =>
  PACKAGE_NAME.test(name) && !NEVER_PACKAGES.has(name) && (!isBuiltin(name) || PACKAGES_TOO.has(name));

interface Secret {
  name: string;
  value: string;
  updated_at: string;
}

// Source: https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (ActionTriggerTypeEnum, version 7.1.0)
const TRIGGER_TYPES = (
  "post-login credentials-exchange pre-user-registration post-user-registration post-change-password " +
  "send-phone-message custom-phone-provider custom-email-provider password-reset-post-challenge " +
  "custom-token-exchange event-stream password-hash-migration login-post-identifier signup-post-identifier " +
  "post-credential-validation"
).split(" ");

const changeable = {
  name: z.string().min(1).max(255),
  supported_triggers: z
    .array(z.looseObject({ id: z.enum(TRIGGER_TYPES), version: z.string().optional() }))
    .min(1),
  code: z.string().optional(),
  dependencies: z.array(z.looseObject({ name: z.string(), version: z.string().optional() })).optional(),
  runtime: z.enum(["node12", "node16", "node18", "node18-actions", "node22"]).optional(),
  secrets: z.array(z.strictObject({ name: z.string(), value: z.string().optional() })).optional(),
  modules: z.array(z.looseObject({})).optional(),
};
// Source: https://auth0.com/docs/api/management/v2/actions/post-action (read 2026-11)
const createSchema = z.strictObject({ ...changeable, deploy: z.boolean().optional() });
const updateSchema = z.strictObject(changeable).partial();

/** Now, with the nine decimals that the Actions API shows. */
export function now(): string {
  return new Date().toISOString().replace("Z", "000000Z");
}

function create({ store }: Tenant, call: Call): Reply {
  const { deploy: _, secrets = [], ...sent } = parseBody(createSchema, call.body);
  if (store.list("action", { name: sent.name }).length > 0) {
    throw conflict(`An action with the name ${sent.name} already exists.`);
  }
  const at = now();
  const action: Action = {
    id: newId.action(),
    code: "",
    dependencies: [],
    runtime: "node22",
    ...sent,
    created_at: at,
    updated_at: at,
    status: buildOf(sent.dependencies),
    secrets: changedSecrets([], secrets),
    all_changes_deployed: false,
  };
  store.put("action", action.id, action);
  return created({ ...presentAction(action), status: "pending" });
}

function update({ store }: Tenant, call: Call): Reply {
  const current = required(store, call);
  const { secrets, ...sent } = parseBody(updateSchema, call.body);
  const next: Action = {
    ...current,
    ...sent,
    ...(secrets !== undefined && { secrets: changedSecrets(current.secrets, secrets) }),
    updated_at: now(),
    status: buildOf(sent.dependencies ?? (current.dependencies as Dependency[] | undefined)),
    all_changes_deployed: false,
  };
  store.put("action", next.id, next);
  return ok({ ...presentAction(next), status: "pending" });
}

// The list says which secrets there are; one without a value keeps the value it had.
function changedSecrets(current: Secret[], sent: { name: string; value?: string | undefined }[]): Secret[] {
  const position = (name: string) => current.findIndex((secret) => secret.name === name);
  const order = (name: string) => (position(name) === -1 ? current.length : position(name));
  return [...sent]
    .sort((a, b) => order(a.name) - order(b.name))
    .map(({ name, value }) => ({
      name,
      value: value ?? current[position(name)]?.value ?? "",
      updated_at: now(),
    }));
}

// A build takes Auth0 a few seconds; here it is done by the next request.
function deploy({ store }: Tenant, call: Call): Reply {
  const action = required(store, call);
  if (action.status === "failed") throw invalidBody("The draft of the action could not be built.");
  return ok(deployed(store, action, presentAction(action)));
}

// An earlier version becomes the newest, and the draft is its code.
// Source: https://auth0.com/docs/api/management/v2/actions/post-deploy-draft-version (read 2026-11)
function deployVersion({ store }: Tenant, call: Call): Reply {
  const { code, dependencies, runtime } = versionOf(store, call);
  const action: Action = { ...required(store, call), code, dependencies, runtime, status: "built" };
  return { status: 202, body: deployed(store, action, presentAction(action)) };
}

/** Deploys what the action holds; the answer is the new version. */
function deployed(store: Store, action: Action, draft: Document): Document {
  const at = now();
  const { code, dependencies, runtime, supported_triggers } = draft;
  const number = (action.deployed_version?.number ?? 0) + 1;
  const version = {
    id: randomUUID(),
    code,
    dependencies,
    runtime,
    supported_triggers,
    secrets: draft.secrets,
    number,
    status: "built",
    created_at: at,
    updated_at: at,
  };
  const { id, name, created_at, updated_at, all_changes_deployed } = action;
  const next: Action = {
    ...action,
    all_changes_deployed: true,
    deployed_version: { ...version, deployed: true, built_at: at },
    current_version: {
      id: version.id,
      code,
      runtime,
      status: "BUILT",
      number,
      build_time: at,
      created_at: at,
      updated_at: at,
    },
  };
  store.put("action", id, next);
  store.put("action-version", version.id, { ...version, action_id: id, built_at: at });
  const owner = { id, name, supported_triggers, created_at, updated_at, all_changes_deployed };
  return { ...version, deployed: false, action: owner };
}

/** What a caller sees of an action. */
export function presentAction(action: Action): Document {
  return { ...action, secrets: action.secrets.map(({ name, updated_at }) => ({ name, updated_at })) };
}

function required(store: Store, call: Call): Action {
  const action = store.get<Action>("action", param(call, "id"));
  if (action === undefined) throw notFound.action();
  return action;
}

function list({ store }: Tenant, { query }: Call): Reply {
  const name = query.get("actionName");
  const trigger = query.get("triggerId");
  const isDeployed = booleanFilter(query, "deployed");
  const actions = store
    .list<Action>("action", name === null ? {} : { name })
    .filter((action) => trigger === null || action.supported_triggers.some(({ id }) => id === trigger))
    .filter((action) => isDeployed === undefined || (action.deployed_version !== undefined) === isDeployed)
    .map(presentAction);
  return actionsReply(actions, query, "actions");
}

// Source: https://auth0.com/docs/api/management/v2/actions/delete-action (read 2026-11)
function remove({ store }: Tenant, call: Call): Reply {
  const action = required(store, call);
  const bound = store.list("binding", { action_id: action.id }).length > 0;
  if (bound && call.query.get("force") !== "true") {
    throw conflict(`The action ${action.name} is bound to a trigger and cannot be deleted.`);
  }
  for (const kind of ["binding", "action-version"]) store.deleteWhere(kind, { action_id: action.id });
  store.delete("action", action.id);
  return noContent;
}

type Version = Document & { id: string; number: number };

// Source: https://auth0.com/docs/api/management/v2/actions/get-action-versions (read 2026-11)
function versionsOf(store: Store, call: Call): Document[] {
  const { id, name, supported_triggers, deployed_version } = required(store, call);
  return store
    .list<Version>("action-version", { action_id: id })
    .map((version) => ({
      ...version,
      deployed: version.id === deployed_version?.id,
      action: { id, name, supported_triggers },
    }))
    .reverse();
}

function versionOf(store: Store, call: Call): Document {
  const version = versionsOf(store, call).find(({ id }) => id === param(call, "version"));
  if (version === undefined) throw notFound.actionVersion();
  return version;
}

const ONE = "/actions/actions/:id";

export const actionRoutes: readonly Route[] = [
  { method: "GET", path: "/actions/actions", scopes: ["read:actions"], handle: list },
  { method: "POST", path: "/actions/actions", scopes: ["create:actions"], handle: create },
  {
    method: "GET",
    path: ONE,
    scopes: ["read:actions"],
    handle: ({ store }, call) => ok(presentAction(required(store, call))),
  },
  { method: "PATCH", path: ONE, scopes: ["update:actions"], handle: update },
  { method: "DELETE", path: ONE, scopes: ["delete:actions"], handle: remove },
  {
    method: "GET",
    path: `${ONE}/versions`,
    scopes: ["read:actions"],
    handle: ({ store }, call) => actionsReply(versionsOf(store, call), call.query, "versions"),
  },
  {
    method: "GET",
    path: `${ONE}/versions/:version`,
    scopes: ["read:actions"],
    handle: ({ store }, call) => ok(versionOf(store, call)),
  },
  {
    method: "POST",
    path: `${ONE}/versions/:version/deploy`,
    scopes: ["create:actions"],
    handle: deployVersion,
  },
  { method: "POST", path: `${ONE}/deploy`, scopes: ["create:actions"], handle: deploy },
];
