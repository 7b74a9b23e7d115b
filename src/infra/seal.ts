// Each resource that a program is about to register, and the plan → a refusal of whatever the plan does not say.
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../plan/types.ts";
import { ANY, ANY_OUTPUT, type Expected, expectedOf, OneOf, OutputOf, outputsOf } from "./expected.ts";
import { expectedOnAws, isBesideOnAws } from "./expected-aws.ts";

type Registered = pulumi.ResourceTransformationArgs;

/** Options that a resource at Auth0 may have: any other could keep an old value, keep what was deleted, or go elsewhere. */
const OPTIONS = new Set([
  ...["parent", "protect", "import", "aliases", "dependsOn", "deleteBeforeReplace", "replaceOnChanges"],
  // The SDK's own.
  ...["version", "pluginDownloadURL", "additionalSecretOutputs"],
]);

const keyOf = ({ type, name }: { readonly type: string; readonly name: string }) => `${type} ${name}`;

/** Compared with no plan: what lives on AWS and decides nothing about who gets in, and where a part reads its stack's outputs. */
const isBeside = (type: string): boolean =>
  isComponent(type) || isBesideOnAws(type) || /^pulumi:(providers:aws|pulumi:StackReference)$/.test(type);
const isComponent = (type: string) => type.startsWith("partner-access:");

const shown = (value: unknown): string => {
  if (pulumi.Output.isInstance(value) || value instanceof OutputOf || value === ANY_OUTPUT)
    return "a value that another resource gives";
  return JSON.stringify(value instanceof OneOf ? value.values[0] : value) ?? "nothing";
};

const entriesOf = (value: object) => Object.entries(value).filter(([, inner]) => inner !== undefined);

/** Where two values differ, as `at is …, and the plan says …`. `given` has the resources' own properties. */
function* differences(
  found: unknown,
  wanted: unknown,
  at: string,
  given: (output: OutputOf) => unknown,
): Generator<string> {
  const told = `${at} is ${shown(found)}, and the plan says ${shown(wanted)}`;
  if (wanted instanceof OneOf) {
    if (wanted.values.some((one) => differences(found, one, at, given).next().done)) return;
    yield told;
  } else if (wanted instanceof OutputOf) {
    const output = given(wanted);
    if (output === undefined || output !== found) yield told;
  } else if (wanted === ANY) {
    if (typeof found !== "string" && typeof found !== "number") yield told;
  } else if (wanted === ANY_OUTPUT) {
    if (!pulumi.Output.isInstance(found)) yield told;
    // What is only known later is none of the plan's values.
  } else if (pulumi.Output.isInstance(found)) yield told;
  else if (Array.isArray(found) && Array.isArray(wanted)) {
    if (found.length !== wanted.length) yield told;
    else for (const [i, one] of found.entries()) yield* differences(one, wanted[i], at, given);
  } else if (typeof found === "object" && found !== null && typeof wanted === "object" && wanted !== null) {
    const [a, b] = [new Map(entriesOf(found)), new Map(entriesOf(wanted))];
    for (const key of new Set([...a.keys(), ...b.keys()]))
      yield* differences(a.get(key), b.get(key), at === "" ? key : `${at}.${key}`, given);
  } else if (!Object.is(found, wanted)) yield told;
}

/** What is wrong with one resource, as far as it is the plan's to say. */
function* wrongWith(
  { type, props, opts }: Registered,
  wanted: Expected,
  given: (output: OutputOf) => unknown,
): Generator<string> {
  if (isComponent(type)) return;
  yield* differences(props, wanted.inputs, "", given);
  for (const [option] of entriesOf(opts).filter(
    ([one]) => !OPTIONS.has(one) && !wanted.options?.includes(one),
  ))
    yield `it has the option ${option}`;
}

const refusal = (where: string, wrong: string): pulumi.RunError =>
  new pulumi.RunError(
    `nothing more is changed in stack ${where}: the code would make something else than its plan says, which is what was reviewed:\n` +
      `  - ${wrong}\nlook for what changed in src/infra since it was right`,
  );

export interface Seal {
  /** From now on what this plan says may be registered, each once. @param more what is registered beside it */
  expect(plan: Plan, connectionIds: Readonly<Record<string, string>>, more?: readonly Expected[]): void;
  /**
   * @param outputs of the whole stack, where all of it is deployed
   * @throws RunError where something of the plan was not registered: it would be deleted; or outputs say something else
   */
  close(outputs?: object): void;
}

/** The SDK keeps to itself what it hung below the stack. */
const childrenOfStack = (): ReadonlySet<unknown> =>
  (globalThis as { stackResource?: { __childResources?: ReadonlySet<unknown> } }).stackResource
    ?.__childResources ?? new Set();

/**
 * Watches every resource from now on. One that differs from the plan ends the program before the engine hears of it:
 * in the preview that an update begins with, so that nothing is changed. The code that makes resources is checked by
 * other code: to escape both, a change has to touch both.
 *
 * @throws RunError, here and where a resource is made
 */
export function seal(): Seal {
  let expected = new Map<string, Expected>();
  let plan: Plan | undefined;
  let where = pulumi.getStack();
  const made = new Map<string, pulumi.Resource>();
  const given = (output: OutputOf) =>
    (made.get(keyOf(output)) as unknown as Record<string, unknown> | undefined)?.[output.property];
  if (childrenOfStack().size > 0) throw refusal(where, "something is registered before there is a plan");
  pulumi.runtime.registerStackTransformation((args) => {
    const key = keyOf(args);
    const wanted = expected.get(key);
    expected.delete(key);
    made.set(key, args.resource);
    if (wanted === undefined) {
      if (plan?.aws && isBeside(args.type)) return undefined;
      throw refusal(where, `${key} is in no plan`);
    }
    const [wrong] = wrongWith(args, wanted, given);
    if (wrong !== undefined) throw refusal(where, `${key}: ${wrong}`);
    return undefined;
  });
  return {
    expect(its, connectionIds, more = []) {
      plan = its;
      where = its.part ?? its.stack;
      const all = [...expectedOf(its, connectionIds), ...expectedOnAws(its), ...more];
      expected = new Map(all.map((one) => [keyOf(one), one]));
    },
    close(outputs) {
      const [missing] = expected.keys();
      if (missing !== undefined) throw refusal(where, `${missing} is missing, and would be deleted`);
      const [wrong] = outputs && plan ? differences(outputs, outputsOf(plan), "outputs", given) : [];
      if (wrong !== undefined) throw refusal(where, wrong);
      plan = undefined;
    },
  };
}
