// The states of a stack and of its parts → what they were deployed with last, as drift compares it.
import { z } from "zod";
import type { Deployed } from "../drift/deployed.ts";
import type { Held } from "../identity/held.ts";
import { grantKey } from "../identity/natural-keys.ts";
import type { Refused } from "../identity/refused.ts";
import type { Plan, PlannedClient, PlannedCredentials, PlannedResourceServer } from "../plan/types.ts";
import { hangingIn, heldIn } from "../pulumi/held.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { nameOf, type StackState, type StateResource } from "../pulumi/state.ts";
import { turnedIn } from "../pulumi/turned.ts";
import { partnerNames, unmovedIn } from "../pulumi/unmoved.ts";
import {
  type ComparedApi,
  type ComparedPartner,
  declaredAction,
  declaredApi,
  declaredApplication,
  declaredCredentials,
  declaredGrant,
} from "../tenant/declared.ts";

/** Inputs as the program gave them: the provider's bookkeeping is none of them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "__defaults");
  return Object.fromEntries(entries.map(([key, member]) => [key, plain(member)]));
}

const inputsOf = ({ inputs }: StateResource) => plain(inputs ?? {}) as Readonly<Record<string, unknown>>;

/** Undefined where the state keeps a part of it secret, or an older version said it otherwise. */
function credentialsOf(
  inputs: Readonly<Record<string, unknown>>,
): ComparedPartner["credentials"] | undefined {
  const { clientId: _, ...planned } = inputs;
  try {
    return declaredCredentials(planned as unknown as PlannedCredentials);
  } catch {
    return undefined;
  }
}

/** Inputs of an application's resources of one type. */
const ownedBy = (resources: readonly StateResource[], type: string, clientId: string) =>
  resources
    .filter((one) => one.type === type)
    .map(inputsOf)
    .filter((inputs) => inputs.clientId === clientId);

/** The state has their list whole: an application without any has none. */
const givenGrants = (plan: Plan, resources: readonly StateResource[], clientId: string) =>
  Object.fromEntries(
    ownedBy(resources, TYPES.grant, clientId).map(({ audience, subjectType, scopes }) => {
      const columns = { audience: String(audience), subject_type: String(subjectType) };
      return [grantKey(plan, columns), declaredGrant({ scopes: scopes as readonly string[] })] as const;
    }),
  );

const given = (plan: Plan, resources: readonly StateResource[]): NonNullable<Deployed["given"]> =>
  Object.fromEntries(
    resources.flatMap((client) => {
      const { type, id, inputs } = client;
      if (type !== TYPES.client || id === undefined || inputs === undefined) return [];
      const [credentials] = ownedBy(resources, TYPES.credentials, id).map(credentialsOf);
      const was: Partial<ComparedPartner> = {
        application: declaredApplication(inputsOf(client) as unknown as PlannedClient),
        ...(credentials && { credentials }),
        grants: givenGrants(plan, resources, id),
      };
      return [[id, was] as const];
    }),
  );

const givenOwn = (plan: Plan, resources: readonly StateResource[]): NonNullable<Deployed["givenOwn"]> =>
  Object.fromEntries(
    resources.flatMap(({ type, urn }) => {
      const clientId = nameOf(urn);
      return type === TYPES.ownApplication
        ? [[clientId, { grants: givenGrants(plan, resources, clientId) }] as const]
        : [];
    }),
  );

function givenApis(resources: readonly StateResource[]): Readonly<Record<string, ComparedApi>> {
  const scopes = new Map(
    resources
      .filter(({ type }) => type === TYPES.scopes)
      .map(inputsOf)
      .map((inputs) => [inputs.resourceServerIdentifier, inputs.scopes]),
  );
  return Object.fromEntries(
    resources.flatMap((one) => {
      const inputs = inputsOf(one);
      const { identifier } = inputs;
      const list = scopes.get(identifier);
      if (one.type !== TYPES.resourceServer || typeof identifier !== "string" || !Array.isArray(list))
        return [];
      const resourceServer = inputs as unknown as PlannedResourceServer;
      return [[identifier, declaredApi({ resourceServer, scopes: list })] as const];
    }),
  );
}

const triggerSchema = z.object({ id: z.string(), version: z.string() });
const actionSchema = z.object({
  name: z.string(),
  code: z.string(),
  runtime: z.string(),
  supportedTriggers: triggerSchema,
});

/** What a state of another version says otherwise is left out: then drift compares with the files alone. */
const givenActions = (resources: readonly StateResource[]): NonNullable<Deployed["givenActions"]> =>
  Object.fromEntries(
    resources.flatMap((one) => {
      if (one.type !== TYPES.action) return [];
      const { data } = actionSchema.safeParse(inputsOf(one));
      if (data === undefined) return [];
      const { supportedTriggers: trigger, ...action } = data;
      return [[nameOf(one.urn), declaredAction({ ...action, trigger })] as const];
    }),
  );

/** What the state of one Pulumi stack has of another one's, as an update of either refuses it. */
const unmoved = (plan: Plan, pulumiStack: string, held: readonly Held[]): Refused[] =>
  held.flatMap((one) =>
    unmovedIn(plan, pulumiStack, partnerNames([one])).map(({ id, from, to, command }) => ({
      ...{ held: one, id, isReviewable: false },
      what: `the state of ${from} has it, and its file names ${to}`,
      sentences: [`move its state first: ${command}`],
    })),
  );

/** What an update refuses since it would delete it: a partner's application that is one of ours now, or the reverse. */
const turned = (plan: Plan, pulumiStack: string, state: StackState): Refused[] =>
  turnedIn(plan, pulumiStack, state).map(({ held, what, before, command, besides }) => ({
    ...{ held, id: held.name, what, isReviewable: false },
    sentences: [`${before} ${command}`, ...(besides === "" ? [] : [besides])],
  }));

/** `plan` of the whole stack names the APIs of today: a grant for an API that is gone has its audience for a name. */
export function lastDeployed(plan: Plan, byPulumiStack: ReadonlyMap<string, StackState>): Deployed {
  const states = [...byPulumiStack.values()];
  const held = states.flatMap((state) => heldIn(state, states));
  const resources = states.flatMap((state) => state.resources);
  const ofKind = (wanted: Held["kind"]) =>
    Object.fromEntries(held.filter(({ kind }) => kind === wanted).map(({ name, key }) => [name, key]));
  const at = states
    .flatMap((state) => state.at ?? [])
    .toSorted()
    .at(-1);
  return {
    partners: ofKind("partner"),
    ...(at !== undefined && { at }),
    apis: ofKind("api"),
    held,
    hanging: states.flatMap(hangingIn),
    elsewhere: [...byPulumiStack].flatMap(([name, state]) => unmoved(plan, name, heldIn(state))),
    turned: [...byPulumiStack].flatMap(([name, state]) => turned(plan, name, state)),
    given: given(plan, resources),
    givenApis: givenApis(resources),
    givenActions: givenActions(resources),
    givenOwn: givenOwn(plan, resources),
  };
}
