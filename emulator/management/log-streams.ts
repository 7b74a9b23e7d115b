import { z } from "zod";
import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { parseBody } from "./payload.ts";
import { type Call, noContent, ok, param, type Reply, type Route } from "./route.ts";

interface LogStream extends Document {
  id: string;
  type: string;
}

// What each kind of stream needs to know. Source:
// https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (LogStream…Sink, version 7.1.0)
const text = z.string().min(1);
const SINKS = {
  http: z.looseObject({
    httpEndpoint: text,
    httpAuthorization: z.string().optional(),
    httpContentType: z.string().optional(),
    httpContentFormat: z.enum(["JSONARRAY", "JSONLINES", "JSONOBJECT"]).optional(),
    httpCustomHeaders: z.array(z.looseObject({ header: z.string(), value: z.string() })).optional(),
  }),
  datadog: z.looseObject({ datadogApiKey: text, datadogRegion: z.enum(["us", "eu", "us3", "us5"]) }),
  splunk: z.looseObject({
    splunkDomain: text,
    splunkPort: text,
    splunkToken: text,
    splunkSecure: z.boolean(),
  }),
  sumo: z.looseObject({ sumoSourceAddress: text }),
  segment: z.looseObject({ segmentWriteKey: text.optional() }),
  mixpanel: z.looseObject({
    mixpanelRegion: z.enum(["us", "eu"]),
    mixpanelProjectId: text,
    mixpanelServiceAccountUsername: text,
    mixpanelServiceAccountPassword: text.optional(),
  }),
  eventbridge: z.looseObject({ awsAccountId: text, awsRegion: text }),
  eventgrid: z.looseObject({ azureSubscriptionId: text, azureRegion: text, azureResourceGroup: text }),
} as const;
const TYPES = Object.keys(SINKS) as (keyof typeof SINKS)[];

const FILTERS = (
  "auth.ancillary.fail auth.ancillary.success auth.login.fail auth.login.notification auth.login.success " +
  "auth.logout.fail auth.logout.success auth.signup.fail auth.signup.success auth.silent_auth.fail " +
  "auth.silent_auth.success auth.token_exchange.fail auth.token_exchange.success management.fail management.success " +
  "scim.event system.notification user.fail user.notification user.success actions other security"
).split(" ");
const PII_FIELDS = ["first_name", "last_name", "username", "email", "phone", "address"];

const changeable = {
  name: z.string().optional(),
  sink: z.looseObject({}).optional(),
  filters: z.array(z.looseObject({ type: z.enum(["category"]), name: z.enum(FILTERS) })).optional(),
  isPriority: z.boolean().optional(),
  pii_config: z
    .looseObject({
      log_fields: z.array(z.enum(PII_FIELDS)),
      method: z.enum(["mask", "hash"]).optional(),
      algorithm: z.enum(["xxhash"]).optional(),
    })
    .optional(),
};
// Source: https://auth0.com/docs/api/management/v2/log-streams/post-log-streams (read 2026-11)
const createSchema = z.strictObject({
  ...changeable,
  type: z.enum(TYPES),
  sink: z.looseObject({}),
  startFrom: z.string().optional(),
});
const updateSchema = z.strictObject({
  ...changeable,
  status: z.enum(["active", "paused", "suspended"]).optional(),
});

function create({ store }: Tenant, call: Call): Reply {
  const { startFrom: _, ...sent } = parseBody(createSchema, call.body);
  parseBody(z.looseObject({ sink: SINKS[sent.type] }), sent);
  const id = newId.logStream();
  const stream: LogStream = {
    id,
    status: "active",
    isPriority: false,
    ...(sent.isPriority === true && { filters: [{ type: "category", name: "security" }] }),
    ...sent,
    ...(sent.pii_config && { pii_config: completePii(sent.pii_config) }),
    sink: {
      ...sent.sink,
      ...(sent.type === "eventbridge" && { awsPartnerEventSource: `aws.partner/auth0.com/local/${id}` }),
      ...(sent.type === "eventgrid" && {
        azurePartnerTopic: `azure.partner/auth0.com/local-${id}/auth0.logs`,
      }),
    },
  };
  store.put("log-stream", id, stream);
  return ok(presentStream(stream));
}

/**
 * Of the secrets of sinks Auth0 shows all but one.
 * Source: https://github.com/auth0/terraform-provider-auth0/tree/main/test/data/recordings (TestAccLogStream*)
 */
function presentStream(stream: Document): Document {
  const sink = stream.sink as Document;
  const hidden = "mixpanelServiceAccountPassword";
  return sink[hidden] === undefined ? stream : { ...stream, sink: { ...sink, [hidden]: "********" } };
}

// A new sink without a rule for personal data drops the old rule.
function update({ store }: Tenant, call: Call): Reply {
  const { pii_config: pii, ...current } = required(store, call);
  const sent = parseBody(updateSchema, call.body);
  const type = TYPES.find((one) => one === current.type);
  if (sent.sink !== undefined && type !== undefined) parseBody(z.looseObject({ sink: SINKS[type] }), sent);
  const rule = sent.pii_config ?? (sent.sink === undefined ? pii : undefined);
  const next = {
    ...current,
    ...sent,
    ...(rule !== undefined && { pii_config: completePii(rule as Document) }),
  };
  store.put("log-stream", (current as LogStream).id, next);
  return ok(presentStream(next));
}

function completePii(config: Document): Document {
  return { method: "hash", algorithm: "xxhash", ...config };
}

function required(store: Store, call: Call): LogStream {
  const stream = store.get<LogStream>("log-stream", param(call, "id"));
  if (stream === undefined) throw notFound.logStream();
  return stream;
}

/** Creating a log stream answers 200, unlike everything else. */
export const logStreamRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/log-streams",
    scopes: ["read:log_streams"],
    handle: ({ store }) => ok(store.list("log-stream").map(presentStream)),
  },
  { method: "POST", path: "/log-streams", scopes: ["create:log_streams"], handle: create },
  {
    method: "GET",
    path: "/log-streams/:id",
    scopes: ["read:log_streams"],
    handle: ({ store }, call) => ok(presentStream(required(store, call))),
  },
  { method: "PATCH", path: "/log-streams/:id", scopes: ["update:log_streams"], handle: update },
  {
    method: "DELETE",
    path: "/log-streams/:id",
    scopes: ["delete:log_streams"],
    handle: ({ store }, call) => {
      store.delete("log-stream", param(call, "id"));
      return noContent;
    },
  },
];
