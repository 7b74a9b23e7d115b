// A file of today or of any time → what it gave in which stack: to a partner, to our own applications, to code and to roles.

import { parse } from "yaml";
import { z } from "zod";
import { ANY_TOKEN } from "../model/any-token.ts";
import { keyOf } from "../model/applications.ts";
import { STATUSES } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { hasAccess, strictest } from "../model/status.ts";

/** Only what matters here: files of long ago had other keys beside these. */
const applicationSchema = z.looseObject({
  former_ids: z.array(z.string()).default([]),
  status: z.enum(STATUSES).optional(),
  grants: z
    .array(
      z.looseObject({
        api: z.string(),
        subject_type: z.string(),
        scopes: z.array(z.string()),
        stacks: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  stacks: z.record(z.string(), z.looseObject({ status: z.enum(STATUSES).optional() })).default({}),
});

const schema = applicationSchema.extend({
  applications: z.record(z.string(), applicationSchema).optional(),
});

type File = z.infer<typeof applicationSchema>;

/** The application of this id, if the file has it. */
function applicationIn({ applications, ...whole }: z.infer<typeof schema>, id: string): File | undefined {
  const key = keyOf(id);
  if (key === undefined) return applications === undefined ? whole : undefined;
  const one = applications && entryOf(applications, key);
  return one && { ...one, status: strictest(whole.status, one.status) };
}

/** The stacks in which this grant of the file gives something, in the order of their names. */
export const activeStacksOf = (
  { status, stacks }: Pick<File, "status" | "stacks">,
  grant: File["grants"][number],
) =>
  Object.entries(stacks)
    .filter(([name]) => grant.stacks?.includes(name) ?? true)
    .filter(([, stack]) => hasAccess(stack.status ?? status))
    .map(([name]) => name)
    .sort();

/** What one scope in one stack is called here. */
export const holdingKey = (stack: string, api: string, subjectType: string, scope: string) =>
  [stack, api, subjectType, scope].join("/");

const ownSchema = z.looseObject({
  own_applications: z
    .record(
      z.string(),
      z.looseObject({
        stacks: z.record(z.string(), z.looseObject({ client_id: z.string() })).default({}),
        grants: z
          .array(z.looseObject({ api: z.string(), subject_type: z.string(), scopes: z.array(z.string()) }))
          .default([]),
        management_scopes: z.array(z.string()).default([]),
        ways: z.array(z.string()).default([]),
      }),
    )
    .default({}),
});

const beyondSchema = z.looseObject({
  actions: z.array(z.looseObject({ name: z.string(), trigger: z.string(), sha256: z.string() })).default([]),
  roles: z.record(z.string(), z.record(z.string(), z.array(z.string()))).default({}),
  connections: z.array(z.looseObject({ name: z.string(), inspected: z.string().optional() })).default([]),
});

type OwnFile = z.output<typeof ownSchema>["own_applications"][string];
type Given = OwnFile["grants"][number];

/** What auditors find the further ways of our own applications under; no file can declare an API of this name. */
export const FURTHER_WAYS = "Ways to users' tokens";

/** What one of our own applications has: scopes, and further ways as if they were scopes. */
export const givenToOwn = ({
  grants,
  management_scopes = [],
  ways = [],
}: {
  readonly grants: readonly Given[];
  readonly management_scopes?: readonly string[] | undefined;
  readonly ways?: readonly string[] | undefined;
}): Given[] => [
  ...grants,
  { api: MANAGEMENT_API, subject_type: "client", scopes: [...management_scopes] },
  { api: FURTHER_WAYS, subject_type: "user", scopes: [...ways] },
];

/** What an Action with just this code is called here. */
export const actionKey = ({
  name,
  trigger,
  sha256,
}: {
  readonly name: string;
  readonly trigger: string;
  readonly sha256: string;
}) => JSON.stringify([name, trigger, sha256]);

/** What a connection is called here that somebody read on that day. */
export const connectionKey = (name: string, day: string) => JSON.stringify(["connection", name, day, ""]);

/** What one permission of a role is called here. */
export const roleKey = (role: string, api: string, scope: string) => JSON.stringify([role, api, scope]);

/** What an auditor finds it under; no file can declare an API of this name. */
export const MANAGEMENT_API = "Auth0 Management API";

const parsed = (text: string): unknown => parse(text, { maxAliasCount: 0 });

/** Only of an API without scopes a grant lists none. */
const listed = (scopes: readonly string[]) => (scopes.length === 0 ? [ANY_TOKEN] : scopes);

/** The id that an API has today, by one that a file names. */
export type IdToday = (api: string) => string;

/** By stack; they stay what they are, whatever the entry of tenant.yaml is called. */
type ClientIds = Readonly<Record<string, { readonly client_id: string }>>;

/** The application that the file had under the first of these ids; undefined where it had none of them. */
function firstIn(ids: readonly string[], text: string): File | undefined {
  const whole = schema.parse(parsed(text));
  return ids.map((id) => applicationIn(whole, id)).find((one) => one !== undefined);
}

function* heldByPartner(ids: readonly string[], today: IdToday, text: string): Generator<string> {
  const file = firstIn(ids, text);
  if (file === undefined) return;
  for (const grant of file.grants)
    for (const stack of activeStacksOf(file, grant))
      for (const scope of listed(grant.scopes))
        yield holdingKey(stack, today(grant.api), grant.subject_type, scope);
}

function* heldByOwn(clientIds: ClientIds, today: IdToday, text: string): Generator<string> {
  for (const own of Object.values(ownSchema.parse(parsed(text)).own_applications)) {
    const grants = own.grants.map((grant) => ({ ...grant, scopes: [...listed(grant.scopes)] }));
    for (const [stack, { client_id: clientId }] of Object.entries(own.stacks)) {
      if (entryOf(clientIds, stack)?.client_id !== clientId) continue;
      for (const { api, subject_type, scopes } of givenToOwn({ ...own, grants }))
        for (const scope of scopes) yield holdingKey(stack, today(api), subject_type, scope);
    }
  }
}

function* heldBeyond(today: IdToday, text: string): Generator<string> {
  const { actions, roles, connections } = beyondSchema.parse(parsed(text));
  for (const action of actions) yield actionKey(action);
  for (const { name, inspected } of connections)
    if (inspected !== undefined) yield connectionKey(name, inspected);
  for (const [role, held] of Object.entries(roles))
    for (const [api, scopes] of Object.entries(held))
      for (const scope of scopes) yield roleKey(role, today(api), scope);
}

/** Each `holdingKey`; undefined where the text cannot be understood. */
type Held = (text: string) => ReadonlySet<string> | undefined;

const understood =
  (holdings: (text: string) => Iterable<string>): Held =>
  (text) => {
    try {
      return new Set(holdings(text));
    } catch {
      return undefined;
    }
  };

const apiSchema = z.looseObject({ identifier: z.string() });

/** An API's file; undefined where the text cannot be understood. */
export function identifierIn(text: string): string | undefined {
  try {
    return apiSchema.parse(parsed(text)).identifier;
  } catch {
    return undefined;
  }
}

/** A partner's file, for the application that has or had these ids. */
export const scopesHeldIn = (ids: readonly string[], today: IdToday): Held =>
  understood((text) => heldByPartner(ids, today, text));

/** The former ids that a partner's file says of the application; none where the text cannot be understood. */
export function formerIdsIn(ids: readonly string[], text: string): readonly string[] {
  try {
    return firstIn(ids, text)?.former_ids ?? [];
  } catch {
    return [];
  }
}

/** tenant.yaml, for one of our own applications. */
export const scopesOfOwnIn = (clientIds: ClientIds, today: IdToday): Held =>
  understood((text) => heldByOwn(clientIds, today, text));

/** tenant.yaml, for the Actions of others and the roles that it names: each in every stack. */
export const beyondGrantsIn = (today: IdToday): Held => understood((text) => heldBeyond(today, text));
