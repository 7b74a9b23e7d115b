// Each resource that a program is about to register, and the plan → a refusal of whatever the plan does not say.
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../plan/types.ts";
import { differences, entriesOf, type Given, whenKnown } from "./compare.ts";
import { AT_ROOT, type Expected, expectedOf, MadeOf } from "./expected.ts";
import { AWS_PROVIDER, expectedOnAws } from "./expected-aws.ts";
import { outputsOf } from "./expected-outputs.ts";
import { NOTHING, type TakenOver } from "./look-up.ts";

type Registered = pulumi.ResourceTransformationArgs;

/**
 * Options that decide neither what a resource is nor where, nor whether it stays. Any other could keep an old value, keep
 * what was deleted, replace an application, or go elsewhere. The parent is compared, and the last two are the SDK's own.
 */
const FREE: ReadonlySet<string> = new Set(["parent", "dependsOn", "version", "additionalSecretOutputs"]);

const keyOf = ({ type, name }: { readonly type: string; readonly name: string }) => `${type} ${name}`;

const isComponent = (type: string) => type.startsWith("partner-access:");

/** A provider has every setting as JSON, also those that it was not given. */
const NO_SETTING = new MadeOf([], () => undefined);

const settingsOf = (props: object, inputs: Expected["inputs"]): object => ({
  ...Object.fromEntries(entriesOf(props).map(([key]) => [key, NO_SETTING])),
  ...inputs,
});

const inputsOf = ({ type, props }: Registered, { inputs }: Expected): object =>
  type.startsWith("pulumi:providers:") ? settingsOf(props, inputs) : inputs;

/** An earlier type of the same name means nothing else. */
const isOfName = (alias: object): boolean => entriesOf(alias).every(([key]) => key === "type");

/** The SDK has no value for the root of a stack, where a component's child may have been without it. */
const rooted = (alias: unknown): unknown =>
  typeof alias === "object" && alias !== null && "parent" in alias && alias.parent === undefined
    ? { ...alias, parent: AT_ROOT }
    : alias;

/** Of an option that says no, and of a list of none, nothing comes. */
const saysSomething = ([, value]: readonly [string, unknown]) =>
  value !== false && !(Array.isArray(value) && value.length === 0);

function optionsIn({ aliases, ...options }: pulumi.ResourceOptions): Map<string, unknown> {
  const named = aliases
    ?.map(rooted)
    .filter((alias) => typeof alias !== "object" || !alias || !isOfName(alias));
  return new Map(entriesOf({ ...options, aliases: named }).filter(saysSomething));
}

/** `providers` are what a component hands on to its children, and judged there. */
const isFree = (type: string, option: string): boolean =>
  FREE.has(option) || (option === "providers" && isComponent(type));

/** What is wrong with one resource, as far as it is the plan's to say. */
function* wrongWith(args: Registered, wanted: Expected, given: Given): Generator<string> {
  const { type, props, opts } = args;
  if (!isComponent(type)) yield* differences(props, inputsOf(args, wanted), "", given);
  const [has, must] = [optionsIn(opts), optionsIn(wanted.options ?? {})];
  for (const option of new Set([...has.keys(), ...must.keys()]))
    if (must.has(option))
      yield* differences(has.get(option), must.get(option), `its option ${option}`, given);
    else if (!isFree(type, option)) yield `it has the option ${option}`;
}

const refusal = (where: string, wrong: string): pulumi.RunError =>
  new pulumi.RunError(
    `nothing more is changed in stack ${where}: the code would make something else than its plan says, which is what was reviewed:\n` +
      `  - ${wrong}\nlook for what changed in src/infra since it was right`,
  );

export interface Seal {
  /**
   * From now on what this plan says may be registered, each once.
   *
   * @param takenOver what the tenant has of it, which alone may be imported
   * @param more what is registered beside it
   */
  expect(
    plan: Plan,
    connectionIds: Readonly<Record<string, string>>,
    takenOver?: TakenOver,
    more?: readonly Expected[],
  ): void;
  /**
   * The outputs of the whole stack, where all of it is deployed.
   *
   * @throws RunError where something of the plan was not registered: it would be deleted; or outputs say something
   * else, at once or once they are known
   */
  close<T extends object>(outputs: T): T;
  /** The same without outputs to judge. */
  close(): void;
}

/** The SDK keeps to itself what it hung below the stack. */
const childrenOfStack = (): ReadonlySet<unknown> =>
  (globalThis as { stackResource?: { __childResources?: ReadonlySet<unknown> } }).stackResource
    ?.__childResources ?? new Set();

/** What changes a resource before it is registered, one after the other. */
const transformationsOf = (resource: unknown) =>
  (resource as { readonly __transformations: readonly unknown[] }).__transformations;

/** And whether the engine is to ask the program once more before it makes something: that is after the comparison. */
const { getStore } = createRequire(import.meta.url)("@pulumi/pulumi/runtime/state.js") as {
  getStore(): { readonly callbacks?: unknown };
};

/**
 * Watches every resource from now on. One that differs from the plan ends the program before the engine hears of it:
 * in the preview that an update begins with, so that nothing is changed; of values that only other resources give, in
 * the update, before anything is made of them. The code that makes resources is checked by other code: to escape
 * both, a change has to touch both.
 *
 * @throws RunError, here and where a resource is made
 */
export function seal(): Seal {
  let expected = new Map<string, Expected>();
  let plan: Plan | undefined;
  let where = pulumi.getStack();
  const made = new Map<string, pulumi.Resource>();
  /** The first refusal, which is the last word: code may catch an error, and go on without what was refused. */
  let refusedFor: Error | undefined;
  const refused = (wrong: string): Error => (refusedFor ??= refusal(where, wrong));
  const given: Given = (output) =>
    (made.get(keyOf(output)) as unknown as Record<string, unknown> | undefined)?.[output.property];
  const refuseGoingOn = (): void => {
    if (refusedFor !== undefined) throw refusedFor;
    if (getStore().callbacks !== undefined)
      throw refused("a transform would change what is registered after it was compared");
  };
  /** Everything on AWS is made by the one provider that knows the account, everything at Auth0 by the default one. */
  const isElsewhere = ({ type, opts }: Registered): boolean => {
    if (isComponent(type)) return false;
    const its = opts.parent?.getProvider(type);
    return type.startsWith("aws:") ? !its || its !== made.get(keyOf(AWS_PROVIDER)) : its !== undefined;
  };
  /** Below something else it has another URN: it would be deleted, and made anew. */
  const isMisplaced = ({ opts }: Registered, { parent }: Expected): boolean =>
    opts.parent !== (parent && made.get(keyOf(parent)));
  if (childrenOfStack().size > 0) throw refused("something is registered before there is a plan");
  const compare: pulumi.ResourceTransformation = (args) => {
    refuseGoingOn();
    const key = keyOf(args);
    if (transformationsOf(args.resource).at(-1) !== compare)
      throw refused(`a transformation would change ${key} after it was compared`);
    const wanted = expected.get(key);
    expected.delete(key);
    made.set(key, args.resource);
    if (wanted === undefined) throw refused(`${key} is in no plan`);
    if (isElsewhere(args)) throw refused(`${key} is made by another provider`);
    const [wrong] = wrongWith(args, wanted, given);
    const refuse = (what: string) => refused(`${key}: ${what}`);
    if (wrong !== undefined) throw refuse(wrong);
    if (isMisplaced(args, wanted)) throw refuse("it is made below something else, and would be replaced");
    if (isComponent(args.type)) return undefined;
    const props = whenKnown(args.props, inputsOf(args, wanted), "", given, refuse);
    return { props: props as pulumi.Inputs, opts: args.opts };
  };
  pulumi.runtime.registerStackTransformation(compare);
  function close<T extends object>(outputs?: T): T | undefined {
    refuseGoingOn();
    const [missing] = expected.keys();
    if (missing !== undefined) throw refused(`${missing} is missing, and would be deleted`);
    const wanted = outputs && plan ? outputsOf(plan) : undefined;
    plan = undefined;
    if (wanted === undefined) return outputs;
    const [wrong] = differences(outputs, wanted, "outputs", given);
    if (wrong !== undefined) throw refused(wrong);
    return whenKnown(outputs, wanted, "outputs", given, refused) as T;
  }
  return {
    expect(its, connectionIds, takenOver = NOTHING, more = []) {
      plan = its;
      where = its.part ?? its.stack;
      const onAws = expectedOnAws(its, pulumi.getOrganization());
      const all = [...expectedOf(its, connectionIds, takenOver), ...onAws, ...more];
      expected = new Map(all.map((one) => [keyOf(one), one]));
    },
    close: close as Seal["close"],
  };
}
