// A plan becomes the list of what has to be registered for it, made apart from the code that registers.
import { proofOfPossessionInputs } from "../model/dpop.ts";
import { mayGo } from "../model/status.ts";
import { isReplaceable, PERMANENT_INPUTS } from "../plan/replacement.ts";
import type { Plan, PlannedAccess, PlannedResourceServer } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import type { AdoptedGrants } from "./asked.ts";
import { NOTHING, type TakenOver } from "./look-up.ts";

/** A property that another resource of the list has once it exists: that very one, not a copy or a computation. */
export class OutputOf {
  readonly type: string;
  readonly name: string;
  readonly property: string;

  constructor(type: string, name: string, property: string) {
    this.type = type;
    this.name = name;
    this.property = property;
  }
}

/** Any one of these values is right. */
export class OneOf {
  readonly values: readonly unknown[];

  constructor(...values: readonly unknown[]) {
    this.values = values;
  }
}

/** What is made of such properties: compared once they are known, before the resource is registered. */
export class MadeOf {
  readonly from: readonly OutputOf[];
  /** Gives the value that is right. */
  readonly make: (values: readonly unknown[]) => unknown;

  constructor(from: readonly OutputOf[], make: (values: readonly unknown[]) => unknown) {
    this.from = from;
    this.make = make;
  }
}

/** A part of such a property. */
export const partOfOutput = <T>(from: OutputOf, part: (value: T) => unknown): MadeOf =>
  new MadeOf([from], ([value]) => part(value as T));

/** A plain value that decides nothing. */
export const ANY: unique symbol = Symbol("any value");

export interface Expected {
  readonly type: string;
  readonly name: string;
  /** Plain values, `OutputOf`, `MadeOf`, `OneOf` and `ANY`; what is undefined must be absent. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Options that it has beside those that decide nothing; with `OneOf`, those that it may have. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The component that it is below; without one it is below the stack itself. */
  readonly parent?: { readonly type: string; readonly name: string };
}

/** A component and what it makes. */
export const below = (component: Expected, resources: readonly Expected[]): Expected[] => [
  component,
  ...resources.map((one) => ({ ...one, parent: component })),
];

/** As the provider takes them. */
export const resourceServerInputs = ({ dpop, ...inputs }: PlannedResourceServer) => ({
  ...inputs,
  proofOfPossession: proofOfPossessionInputs(dpop),
});

/** Under former names it is the same resource, and under no other. */
export const formerNames = (names: readonly string[] = []): object => ({
  aliases: names.map((name) => ({ name })),
});

/** The parent of what is directly below a stack. */
export const AT_ROOT = "at the root";

/** A part may have got it from its stack, or the other way round, without its component. */
export const MOVED = { aliases: [{ parent: AT_ROOT }] } as const;

const apisOf = ({ apis, protect }: Plan, { apis: found }: TakenOver): Expected[] =>
  Object.entries(apis).flatMap(([id, { resourceServer, scopes, formerIds, adopts = found[id] }]) =>
    below({ type: TYPES.api, name: id, inputs: {}, options: { ...formerNames(formerIds) } }, [
      {
        type: TYPES.resourceServer,
        name: id,
        inputs: resourceServerInputs(resourceServer),
        options: { ...formerNames(formerIds), import: adopts, protect },
      },
      {
        type: TYPES.scopes,
        name: `${id}/scopes`,
        options: {
          ...formerNames(formerIds?.map((former) => `${former}/scopes`)),
          import: adopts && resourceServer.identifier,
          protect,
        },
        inputs: {
          resourceServerIdentifier: new OutputOf(TYPES.resourceServer, id, "identifier"),
          scopes: scopes.map(({ name, description }) => ({ name, description })),
        },
      },
    ]),
  );

const actionsOf = ({ actions }: Plan, { actions: found }: TakenOver): Expected[] =>
  Object.entries(actions).flatMap(([id, { name, code, runtime, trigger }]) =>
    below({ type: TYPES.loginAction, name: id, inputs: {} }, [
      {
        type: TYPES.action,
        name: id,
        inputs: { name, code, runtime, supportedTriggers: trigger, deploy: true },
        options: { import: found[id] },
      },
      {
        type: TYPES.triggerAction,
        name: `${id}/${trigger.id}`,
        inputs: { trigger: trigger.id, actionId: new OutputOf(TYPES.action, id, "id"), displayName: name },
      },
    ]),
  );

/** An API's audience is its scopes' once they exist, so that grants come after them; else the text itself. */
const grantsOf = (
  { apis }: Plan,
  [owner, ...formerOwners]: readonly [string, ...string[]],
  clientId: unknown,
  grants: Readonly<Record<string, PlannedAccess>>,
  found: AdoptedGrants = {},
): Expected[] =>
  Object.entries(grants).map(([key, { api, formerApis = [], audience, subjectType, scopes }]) => ({
    type: TYPES.grant,
    name: `${owner}/${key}`,
    options: {
      ...formerNames([
        ...formerApis.map((former) => `${owner}/${former}/${subjectType}`),
        ...[api, ...formerApis].flatMap((one) =>
          formerOwners.map((former) => `${former}/${one}/${subjectType}`),
        ),
      ]),
      import: found[key],
      deleteBeforeReplace: true,
    },
    inputs: {
      clientId,
      audience: Object.hasOwn(apis, api)
        ? new OneOf(audience, new OutputOf(TYPES.scopes, `${api}/scopes`, "resourceServerIdentifier"))
        : audience,
      subjectType,
      scopes,
    },
  }));

const partnersOf = (
  plan: Plan,
  connectionIds: Readonly<Record<string, string>>,
  { partnerGrants }: TakenOver,
): Expected[] =>
  Object.entries(plan.partners).flatMap(([id, partner]) => {
    const { application, credentials, grants, connections, formerIds, adopts } = partner;
    const clientId = new OutputOf(TYPES.client, id, "clientId");
    return below({ type: TYPES.partner, name: id, inputs: {}, options: { ...formerNames(formerIds) } }, [
      {
        type: TYPES.client,
        name: id,
        inputs: { ...application },
        options: {
          ...formerNames(formerIds),
          import: adopts,
          replaceOnChanges: isReplaceable(partner) ? PERMANENT_INPUTS : undefined,
          protect: plan.protect && !mayGo(partner.status),
        },
      },
      {
        type: TYPES.credentials,
        name: `${id}/credentials`,
        inputs: { clientId, ...credentials },
        options: { ...formerNames(formerIds.map((former) => `${former}/credentials`)) },
      },
      ...grantsOf(plan, [id, ...formerIds], clientId, grants, partnerGrants[id]),
      ...connections.map((connection) => ({
        type: TYPES.connectionClient,
        name: `${id}/${connection}`,
        inputs: { clientId, connectionId: connectionIds[connection] },
        options: { ...formerNames(formerIds.map((former) => `${former}/${connection}`)) },
      })),
    ]);
  });

/**
 * All that a plan makes at Auth0, components included, but the stream of the tenant's log, which goes to AWS.
 *
 * @param plan of the one Pulumi stack
 * @param connectionIds of the tenant's connections, by name
 * @param takenOver what the tenant has already of it: nothing else may be taken over
 */
export const expectedOf = (
  plan: Plan,
  connectionIds: Readonly<Record<string, string>>,
  takenOver: TakenOver = NOTHING,
): Expected[] => [
  ...apisOf(plan, takenOver),
  ...actionsOf(plan, takenOver),
  ...Object.entries(plan.ownApplications).flatMap(([id, { clientId, grants }]) =>
    below(
      { type: TYPES.ownApplication, name: clientId, inputs: {} },
      grantsOf(plan, [clientId], clientId, grants, takenOver.ownGrants[id]),
    ),
  ),
  ...partnersOf(plan, connectionIds, takenOver),
];
