// Lines of the tenant's log → changes of the deployment itself, and of what it made, by anybody else: what lists show no more.
import { apiOf } from "../../identity/natural-keys.ts";
import type { LiveLog, LoggedWrite } from "../../tenant/live.ts";
import { deployersOf } from "../../tenant/log.ts";
import { quote } from "../../text.ts";
import type { Comparison, Subject } from "../difference.ts";
import { holderOf } from "./holder.ts";
import { type Detected, type DriftRule, id as printableId } from "./rule.ts";

/** What a write is about: the deployment, a thing of ours, nothing of ours (null), or nobody can say (undefined). */
type About = "deployment" | Subject | null | undefined;

const memberOf = (body: unknown, key: string): unknown =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>)[key] : undefined;

/** An application by its client ID: only what the deployment makes is ours to watch. */
function application(clientId: unknown, comparison: Comparison): About {
  if (typeof clientId !== "string") return undefined;
  if (deployersOf(comparison.plan).has(clientId)) return "deployment";
  const live = comparison.tenant.applications.find(({ client_id }) => client_id === clientId);
  const subject = live && holderOf(live, comparison).subject;
  return subject?.kind === "partner" ? subject : null;
}

/** A grant by what the tenant has of it, or by what the line says that was asked for. */
function grant(id: string | undefined, body: unknown, comparison: Comparison): About {
  const { plan, tenant } = comparison;
  const live = tenant.grants.find((one) => one.id === id);
  // One that is gone was ours, and is missing now, or somebody else's.
  if (id !== undefined && !live) return null;
  const clientId = live ? live.client_id : memberOf(body, "client_id");
  const audience = live ? live.audience : memberOf(body, "audience");
  if (clientId === undefined && audience === undefined) return undefined;
  const holder = application(clientId, comparison);
  if (holder) return holder;
  const own = Object.entries(plan.ownApplications).find(([, one]) => one.clientId === clientId);
  if (own) return { kind: "own-application", id: own[0], clientId: own[1].clientId };
  const api = typeof audience === "string" ? apiOf(plan, audience) : undefined;
  return api === undefined ? null : { kind: "api", id: api };
}

function api(id: string, { plan, tenant }: Comparison): About {
  const live = tenant.apis.find((one) => one.id === id || one.identifier === id);
  const ours = apiOf(plan, live?.identifier ?? id);
  return ours === undefined ? null : { kind: "api", id: ours };
}

/** Actions that the plan makes or tenant.yaml names, and the list of what runs at their triggers. */
function action([kind, id]: readonly string[], { plan, tenant }: Comparison): About {
  const known = [
    ...Object.entries(plan.actions).map(([key, one]) => ({
      key,
      name: one.name,
      trigger: String(one.trigger.id),
    })),
    ...Object.values(plan.notes.knownActions ?? {}).map(({ name, trigger }) => ({
      key: name,
      name,
      trigger,
    })),
  ];
  const live = tenant.actions.find((one) => one.id === id);
  const found = known.find(({ name, trigger }) =>
    kind === "triggers" ? trigger === id : name === live?.name,
  );
  return found ? { kind: "action", id: found.key } : null;
}

function connection([id, sub]: readonly string[], { plan, tenant }: Comparison): About {
  // Other people's applications are enabled there as well; those of partners are compared.
  if (sub === "clients") return null;
  const live = tenant.connections.find((one) => one.id === id);
  return live && Object.hasOwn(plan.connections, live.name) ? { kind: "connection", id: live.name } : null;
}

function aboutOf({ path, body }: LoggedWrite, comparison: Comparison): About {
  if (path === undefined) return undefined;
  const [kind, id, ...rest] = path;
  switch (kind) {
    case "client-grants":
      return grant(id, body, comparison);
    case "clients":
      return id === undefined ? null : application(id, comparison);
    case "resource-servers":
      return id === undefined ? null : api(id, comparison);
    case "actions":
      return action([id ?? "", ...rest], comparison);
    case "connections":
      return id === undefined ? null : connection([id, ...rest], comparison);
    default:
      return null;
  }
}

const readIn = ({ tenant: { log } }: Comparison): LiveLog | undefined =>
  typeof log === "object" ? log : undefined;

/** Writes that an update since would have put back are told no more. */
const isSince = ({ date }: LoggedWrite, { deployed }: Comparison): boolean =>
  deployed?.at === undefined || date === "" || Date.parse(date) >= Date.parse(deployed.at);

/** The last of several changes of one thing by one application speaks for all. */
function* told(
  writes: readonly (readonly [LoggedWrite, Subject])[],
  says: (how: string) => string,
): Generator<Detected> {
  const keyOf = ([{ clientId }, subject]: readonly [LoggedWrite, Subject]) =>
    JSON.stringify([clientId, subject]);
  for (const [first, ...others] of Map.groupBy(writes, keyOf).values()) {
    if (!first) continue;
    const [{ id, date, clientId, clientName, method, path }, subject] = first;
    const who = clientId === "" ? "somebody" : `${quote(clientName)} (${printableId(clientId)})`;
    const often = others.length > 0 ? `${others.length + 1} times, last ` : "";
    const call = quote(`${method ?? "?"} /${path?.[0] ?? ""}`);
    yield {
      subject,
      what: `${says(who)} ${often}${date || "at a time unknown"}, by ${call}: log line ${printableId(id)}`,
    };
  }
}

const deploymentChanged: DriftRule = {
  id: "deployment-changed",
  title: "Nobody changes the application that deploys, or its grants",
  severity: "alarm",
  why: "with its rights one can do everything at Auth0: anyone who widened them may have taken them back since, and what was done with them meanwhile no list shows",
  remedy: "by-hand",
  todo: "ask who did it. If nobody of ours did, rotate the application's key, and look through all that the log says it did since",
  source: "https://auth0.com/docs/tenant-logs/management-success/sapi",
  *check(comparison) {
    const subject = { kind: "tenant", id: comparison.plan.domain } as const;
    const found = (readIn(comparison)?.writes ?? []).filter(
      (one) => aboutOf(one, comparison) === "deployment",
    );
    yield* told(
      found.map((one) => [one, subject] as const),
      (who) => `${who} changed the application that deploys, or its grants,`,
    );
  },
};

const changedBeside: DriftRule = {
  id: "changed-beside-deployments",
  title: "Nobody but the deployment changes what it made, or what it rests on",
  severity: "alarm",
  why: "it may have given access for a while and be put back: what is there now does not show it",
  remedy: "by-hand",
  todo: "ask who did it and what for; what differs now is beside this. The next deployment ends this alarm",
  source: "https://auth0.com/docs/tenant-logs/management-success/sapi",
  *check(comparison) {
    const deployers = deployersOf(comparison.plan);
    const found = (readIn(comparison)?.writes ?? []).flatMap((one) => {
      if (deployers.has(one.clientId) || !isSince(one, comparison)) return [];
      const about = aboutOf(one, comparison);
      return about && about !== "deployment" ? [[one, about] as const] : [];
    });
    yield* told(found, (who) => `${who}, which does not deploy, changed it`);
  },
};

const NOTHING_READ = {
  refused: "the credentials lack read:logs",
  "nobody-deploys":
    "tenant.yaml declares no application with management_scopes that may change grants, so nobody can tell a deployment's changes from others'",
} as const;

/** What of the log nobody knows. */
function* gaps(comparison: Comparison): Generator<string> {
  const { log } = comparison.tenant;
  if (log === undefined) return;
  if (typeof log === "string") {
    yield `nobody knows who changed the deployment's rights or what it made, and put it back: ${NOTHING_READ[log]}`;
    return;
  }
  const deployers = deployersOf(comparison.plan);
  const dumb = log.writes.filter(
    (one) =>
      !deployers.has(one.clientId) && isSince(one, comparison) && aboutOf(one, comparison) === undefined,
  );
  if (dumb.length > 0)
    yield `${dumb.length} lines of the log do not say what was changed, the last one ${dumb[0]?.date}: ${printableId(dumb[0]?.id ?? "")}`;
  if (log.isCut)
    yield `the log says more than the ${log.writes.length} changes that a search gives: nobody knows of those before ${log.writes.at(-1)?.date}`;
}

const logNotRead: DriftRule = {
  id: "log-not-read",
  title: "Drift reads who changed what",
  severity: "note",
  why: "lists show how things are, and only the log what was otherwise for a while",
  remedy: "by-hand",
  todo: "give the credentials of drift read:logs, declare the application that deploys among own_applications, and run drift after each deployment, with --deployed; else look into the tenant's log by hand",
  source: "https://auth0.com/docs/deploy-monitor/logs/retrieve-log-events-using-mgmt-api",
  *check(comparison) {
    for (const what of gaps(comparison))
      yield { subject: { kind: "tenant", id: comparison.plan.domain }, what };
  },
};

export const LOG_RULES: readonly DriftRule[] = [deploymentChanged, changedBeside, logNotRead];
