import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, Next } from "hono";
import { ApiError, tooManyRequests } from "../errors.ts";
import type { Faults } from "./faults.ts";
import { type FaultRule, nameOf } from "./rule.ts";

/** What was done to a request. */
export interface Hit {
  /** The action in a few words, `rate limit` included. */
  readonly name: string;
  /** What went out; 0 when the connection was closed without one. */
  readonly status: number;
}

/** Handles a request of the Management API as the faults want it; `undefined` when nothing was wrong. */
export async function inject(
  faults: Faults,
  context: Context,
  path: string,
  next: Next,
): Promise<Hit | undefined> {
  if (faults.latencyMs > 0) await sleep(faults.latencyMs);
  const { allowed, headers } = faults.admit();
  if (!allowed) {
    refuse(context, 429, headers);
    return { name: "rate limit", status: 429 };
  }
  const { method, url } = context.req;
  const body = faults.isEmpty ? "" : await context.req.text();
  const rule = faults.next({ method, path, query: new URL(url).search, body });
  if (rule === undefined) {
    await next();
    setHeaders(context, headers);
    return undefined;
  }
  const status = await act(rule, faults, context, headers, next);
  return { name: nameOf(rule.action), status };
}

type Headers = Readonly<Record<string, string>>;

/** The status that went out. */
async function act(
  { action, onHit }: FaultRule,
  faults: Faults,
  context: Context,
  headers: Headers,
  next: Next,
): Promise<number> {
  const afterwards = "cut" in action || ("reset" in action && action.reset === "after");
  if (!afterwards) await onHit?.();
  if ("status" in action) {
    refuse(context, action.status, action.status === 429 ? faults.refusal().headers : headers);
    return action.status;
  }
  if ("hang" in action) {
    const closed = once(wireOf(context).outgoing, "close");
    await (action.forMs === undefined ? closed : Promise.race([closed, sleep(action.forMs)]));
    return hangUp(context);
  }
  if ("reset" in action && action.reset === "before") return hangUp(context);
  if ("delayMs" in action) await sleep(action.delayMs);
  await next();
  setHeaders(context, headers);
  if (afterwards) await onHit?.();
  if ("reset" in action) return hangUp(context);
  const { status } = context.res;
  if ("cut" in action) {
    await sendHalf(context);
    hangUp(context);
  }
  return status;
}

function setHeaders(context: Context, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
}

function refuse(context: Context, status: number, headers: Headers): void {
  const error = status === 429 ? tooManyRequests() : new ApiError(status, "A fault that was asked for");
  context.res = Response.json(error.body, { status });
  setHeaders(context, headers);
}

/** Faults below HTTP need a network; a tenant that is called in its own process has none. */
function wireOf(context: Context): HttpBindings {
  const { incoming, outgoing } = (context.env ?? {}) as Partial<HttpBindings>;
  if (incoming === undefined || outgoing === undefined) throw new Error("this fault needs a connection");
  return { incoming, outgoing };
}

/** Closes the connection, and keeps the server from writing to it. */
function hangUp(context: Context): 0 {
  wireOf(context).incoming.socket.destroy();
  context.res = undefined;
  context.res = RESPONSE_ALREADY_SENT;
  return 0;
}

async function sendHalf(context: Context): Promise<void> {
  const { outgoing } = wireOf(context);
  const body = Buffer.from(await context.res.arrayBuffer());
  outgoing.writeHead(context.res.status, {
    ...Object.fromEntries(context.res.headers),
    // Also where there is no body: the caller waits for one that does not come.
    "content-length": Math.max(body.length, 1),
  });
  outgoing.flushHeaders();
  await new Promise((sent) => outgoing.write(body.subarray(0, body.length / 2), sent));
}
