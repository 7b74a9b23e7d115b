// A plan becomes the list of what has to be registered for it, made apart from the code that registers.
import { proofOfPossessionInputs } from "../model/dpop.ts";
import type { Plan, PlannedAccess, PlannedResourceServer } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";

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

/** Whatever another resource gives. */
export const ANY_OUTPUT: unique symbol = Symbol("any output");

/** A plain value that decides nothing. */
export const ANY: unique symbol = Symbol("any value");

export interface Expected {
  readonly type: string;
  readonly name: string;
  /** Plain values, `OutputOf`, `OneOf`, `ANY_OUTPUT` and `ANY`; what is undefined must be absent. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Options that it may have beside those that any may. */
  readonly options?: readonly string[];
}

/** As the provider takes them. */
export const resourceServerInputs = ({ dpop, ...inputs }: PlannedResourceServer) => ({
  ...inputs,
  proofOfPossession: proofOfPossessionInputs(dpop),
});

const apisOf = ({ apis }: Plan): Expected[] =>
  Object.entries(apis).flatMap(([id, { resourceServer, scopes }]) => [
    { type: TYPES.api, name: id, inputs: {} },
    { type: TYPES.resourceServer, name: id, inputs: resourceServerInputs(resourceServer) },
    {
      type: TYPES.scopes,
      name: `${id}/scopes`,
      inputs: {
        resourceServerIdentifier: new OutputOf(TYPES.resourceServer, id, "identifier"),
        scopes: scopes.map(({ name, description }) => ({ name, description })),
      },
    },
  ]);

const actionsOf = ({ actions }: Plan): Expected[] =>
  Object.entries(actions).flatMap(([id, { name, code, runtime, trigger }]) => [
    { type: TYPES.loginAction, name: id, inputs: {} },
    {
      type: TYPES.action,
      name: id,
      inputs: { name, code, runtime, supportedTriggers: trigger, deploy: true },
    },
    {
      type: TYPES.triggerAction,
      name: `${id}/${trigger.id}`,
      inputs: { trigger: trigger.id, actionId: new OutputOf(TYPES.action, id, "id"), displayName: name },
    },
  ]);

/** An API's audience is its scopes' once they exist, so that grants come after them; else the text itself. */
const grantsOf = (
  { apis }: Plan,
  owner: string,
  clientId: unknown,
  grants: Readonly<Record<string, PlannedAccess>>,
): Expected[] =>
  Object.entries(grants).map(([key, { api, audience, subjectType, scopes }]) => ({
    type: TYPES.grant,
    name: `${owner}/${key}`,
    inputs: {
      clientId,
      audience: Object.hasOwn(apis, api)
        ? new OneOf(audience, new OutputOf(TYPES.scopes, `${api}/scopes`, "resourceServerIdentifier"))
        : audience,
      subjectType,
      scopes,
    },
  }));

const partnersOf = (plan: Plan, connectionIds: Readonly<Record<string, string>>): Expected[] =>
  Object.entries(plan.partners).flatMap(([id, { application, credentials, grants, connections }]) => {
    const clientId = new OutputOf(TYPES.client, id, "clientId");
    return [
      { type: TYPES.partner, name: id, inputs: {} },
      { type: TYPES.client, name: id, inputs: { ...application } },
      { type: TYPES.credentials, name: `${id}/credentials`, inputs: { clientId, ...credentials } },
      ...grantsOf(plan, id, clientId, grants),
      ...connections.map((connection) => ({
        type: TYPES.connectionClient,
        name: `${id}/${connection}`,
        inputs: { clientId, connectionId: connectionIds[connection] },
      })),
    ];
  });

/** The tenant's log goes to AWS, and is set up at Auth0. */
const logOf = ({ aws }: Plan): Expected[] =>
  aws?.logStream
    ? [
        {
          type: "auth0:index/logStream:LogStream",
          name: "aws/tenant-log",
          inputs: { name: aws.logStream.name, type: aws.logStream.type, sink: aws.logStream.sink },
        },
      ]
    : [];

/**
 * All that a plan makes at Auth0, components included; what it makes on AWS is no part of it.
 *
 * @param plan of the one Pulumi stack
 * @param connectionIds of the tenant's connections, by name
 */
export const expectedOf = (plan: Plan, connectionIds: Readonly<Record<string, string>>): Expected[] => [
  ...apisOf(plan),
  ...actionsOf(plan),
  ...Object.values(plan.ownApplications).flatMap(({ clientId, grants }) => [
    { type: TYPES.ownApplication, name: clientId, inputs: {} },
    ...grantsOf(plan, clientId, clientId, grants),
  ]),
  ...partnersOf(plan, connectionIds),
  ...logOf(plan),
];

/** Of domains whose DNS others run: what they make there; absent where there are none. */
function recordsOf(apis: Plan["apis"]): object | undefined {
  const elsewhere = Object.values(apis).flatMap(({ hosting }) =>
    hosting && !("ownedBy" in hosting.domain) && hosting.domain.hostedZoneId === undefined
      ? [[hosting.domain.domainName, { type: "CNAME", value: ANY_OUTPUT }]]
      : [],
  );
  return elsewhere.length === 0 ? undefined : Object.fromEntries(elsewhere);
}

/** What a plan's Pulumi stack tells. */
export const outputsOf = ({ issuer, partners, apis, aws, part }: Plan): object => ({
  issuer,
  partners: Object.fromEntries(
    Object.entries(partners).map(([id, { application, enableUrl, grants }]) => [
      id,
      {
        name: application.name,
        description: application.description,
        client_id: new OutputOf(TYPES.client, id, "clientId"),
        enable_url: enableUrl ?? null,
        grants: Object.values(grants).map(({ audience, subjectType, scopes }) => ({
          audience,
          subject_type: subjectType,
          scopes,
        })),
      },
    ]),
  ),
  key_arn: aws !== undefined && part === undefined ? ANY_OUTPUT : undefined,
  dns_records: aws !== undefined && part === undefined ? recordsOf(apis) : undefined,
});
