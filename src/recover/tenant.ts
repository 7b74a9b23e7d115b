// A tenant's Management API → what runs of a stack may have made there, as far as it can be taken up or removed.
import { z } from "zod";
import { markerOf } from "../identity/marker.ts";
import { bearerOf } from "../identity/names.ts";
import { KEY_PROPERTIES, plannedKeys } from "../plan/credentials.ts";
import type { Plan, PlannedPartner } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { hasFailed, nameOf, type StackState } from "../pulumi/state.ts";
import { understood } from "../tenant/list.ts";
import {
  actionSchema,
  applicationSchema,
  type LiveAction,
  type LiveApi,
  type LiveApplication,
  type LiveGrant,
  liveGrantSchema,
  resourceServerSchema,
} from "../tenant/live.ts";

/** How lists of a tenant are read; each gives every item, whatever the pages. */
export interface TenantReader {
  applications(): Promise<readonly unknown[]>;
  grants(): Promise<readonly unknown[]>;
  apis(): Promise<readonly unknown[]>;
  actions(): Promise<readonly unknown[]>;
  bindings(trigger: string): Promise<readonly unknown[]>;
  keys(clientId: string): Promise<readonly unknown[]>;
  consents(clientId: string): Promise<readonly unknown[]>;
}

/** With the id by which the provider imports it. */
const apiSchema = resourceServerSchema.extend({ id: z.string() });
const bindingSchema = z.object({ action: z.object({ id: z.string() }) });
const idSchema = z.object({ id: z.string() });

/** One tenant at one time. */
export interface MadeTenant {
  readonly applications: readonly LiveApplication[];
  readonly grants: readonly LiveGrant[];
  readonly apis: readonly (LiveApi & { readonly id: string })[];
  readonly actions: readonly LiveAction[];
  /** Ids of the bound Actions by trigger. */
  readonly bound: ReadonlyMap<string, readonly string[]>;
  /** Ids of keys by client ID; only where a run may have left one behind. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** How many users allowed the application something, by client ID; only where it must be known. */
  readonly consents: ReadonlyMap<string, number>;
}

const namesSchema = z.object({ credentials: z.array(z.object({ name: z.string() })) });

/** Whether a partner's keys are those of the state: then no run was stopped while it replaced them. */
function keysAreAsPlanned(state: StackState, partner: string, { credentials }: PlannedPartner): boolean {
  const known = state.resources.find(
    ({ type, urn }) => type === TYPES.credentials && nameOf(urn) === `${partner}/credentials`,
  );
  const inputs = KEY_PROPERTIES.flatMap(
    (property) => namesSchema.safeParse(known?.inputs?.[property]).data?.credentials ?? [],
  );
  const names = (keys: readonly { readonly name: string }[]) =>
    JSON.stringify(keys.map(({ name }) => name).sort());
  return (
    known !== undefined &&
    !hasFailed(known) &&
    !state.pending.some(({ urn }) => urn === known.urn) &&
    names(inputs) === names(plannedKeys(credentials))
  );
}

/** Applications of which more has to be known than the lists say. */
function suspects(plan: Plan, state: StackState, applications: readonly LiveApplication[]) {
  const marked = applications.flatMap((application) => {
    const marker = markerOf(plan, application);
    return marker === undefined ? [] : [{ application, partner: bearerOf(plan.partners, marker) ?? marker }];
  });
  const byPartner = Map.groupBy(marked, ({ partner }) => partner);
  const signing = marked.filter(({ partner }) => {
    const planned = Object.hasOwn(plan.partners, partner) ? plan.partners[partner] : undefined;
    return (
      planned !== undefined &&
      plannedKeys(planned.credentials).length > 0 &&
      !keysAreAsPlanned(state, partner, planned)
    );
  });
  return {
    signing: signing.map(({ application }) => application.client_id),
    rivals: [...byPartner.values()]
      .filter((list) => list.length > 1)
      .flatMap((list) => list.map(({ application }) => application.client_id)),
  };
}

async function readBound(reader: TenantReader, plan: Plan): Promise<MadeTenant["bound"]> {
  const bound = new Map<string, readonly string[]>();
  for (const trigger of new Set(Object.values(plan.actions).map(({ trigger }) => trigger.id))) {
    const bindings = understood("bindings", z.array(bindingSchema), await reader.bindings(trigger));
    bound.set(
      trigger,
      bindings.map(({ action }) => action.id),
    );
  }
  return bound;
}

/**
 * Lists of what the plan can hold, and of single applications only what a run may have left.
 *
 * @throws what the reader throws, or UserError for answers that cannot be used
 */
export async function readMade(reader: TenantReader, plan: Plan, state: StackState): Promise<MadeTenant> {
  const applications = understood("applications", z.array(applicationSchema), await reader.applications());
  const grants = understood("grants", z.array(liveGrantSchema), await reader.grants());
  const apis = understood("APIs", z.array(apiSchema), await reader.apis());
  // What the files no longer declare may be in the state: it is no loss before the tenant was asked.
  const isHeld = state.resources.some(({ type }) => type === TYPES.action);
  const hasActions = isHeld || Object.keys(plan.actions).length > 0;
  const actions = hasActions ? understood("Actions", z.array(actionSchema), await reader.actions()) : [];
  const { signing, rivals } = suspects(plan, state, applications);
  const keys = new Map<string, readonly string[]>();
  for (const id of signing) {
    const list = understood("keys", z.array(idSchema), await reader.keys(id));
    keys.set(
      id,
      list.map((key) => key.id),
    );
  }
  const consents = new Map<string, number>();
  for (const id of rivals) consents.set(id, (await reader.consents(id)).length);
  return { applications, grants, apis, actions, bound: await readBound(reader, plan), keys, consents };
}
