// A plan becomes the list of what has to be registered for it, made apart from the code that registers.
import type { Plan, PlannedAccess } from "../plan/types.ts";

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

export interface Expected {
  readonly type: string;
  readonly name: string;
  /** Plain values, `OutputOf` and `OneOf`; what is undefined must be absent. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

const auth0 = (name: string): string => `auth0:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;
const ours = (name: string): string => `partner-access:index:${name}`;

const SERVER = auth0("resourceServer");
const SCOPES = auth0("resourceServerScopes");
const CLIENT = auth0("client");
const ACTION = auth0("action");
export const GRANT = auth0("clientGrant");

const apisOf = ({ apis }: Plan): Expected[] =>
  Object.entries(apis).flatMap(([id, { resourceServer, scopes }]) => [
    { type: ours("Api"), name: id, inputs: {} },
    { type: SERVER, name: id, inputs: { ...resourceServer } },
    {
      type: SCOPES,
      name: `${id}/scopes`,
      inputs: {
        resourceServerIdentifier: new OutputOf(SERVER, id, "identifier"),
        scopes: scopes.map(({ name, description }) => ({ name, description })),
      },
    },
  ]);

const actionsOf = ({ actions }: Plan): Expected[] =>
  Object.entries(actions).flatMap(([id, { name, code, runtime, trigger }]) => [
    { type: ours("LoginAction"), name: id, inputs: {} },
    { type: ACTION, name: id, inputs: { name, code, runtime, supportedTriggers: trigger, deploy: true } },
    {
      type: auth0("triggerAction"),
      name: `${id}/${trigger.id}`,
      inputs: { trigger: trigger.id, actionId: new OutputOf(ACTION, id, "id"), displayName: name },
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
    type: GRANT,
    name: `${owner}/${key}`,
    inputs: {
      clientId,
      audience: Object.hasOwn(apis, api)
        ? new OneOf(audience, new OutputOf(SCOPES, `${api}/scopes`, "resourceServerIdentifier"))
        : audience,
      subjectType,
      scopes,
    },
  }));

const partnersOf = (plan: Plan, connectionIds: Readonly<Record<string, string>>): Expected[] =>
  Object.entries(plan.partners).flatMap(([id, { application, credentials, grants, connections }]) => {
    const clientId = new OutputOf(CLIENT, id, "clientId");
    return [
      { type: ours("PartnerAccess"), name: id, inputs: {} },
      { type: CLIENT, name: id, inputs: { ...application } },
      { type: auth0("clientCredentials"), name: `${id}/credentials`, inputs: { clientId, ...credentials } },
      ...grantsOf(plan, id, clientId, grants),
      ...connections.map((connection) => ({
        type: auth0("connectionClient"),
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
          type: auth0("logStream"),
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
    { type: ours("OwnApplication"), name: clientId, inputs: {} },
    ...grantsOf(plan, clientId, clientId, grants),
  ]),
  ...partnersOf(plan, connectionIds),
  ...logOf(plan),
];
