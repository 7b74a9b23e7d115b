// What a program gives for a resource, and what the plan says → where the two differ, at once or once values are known.
import * as pulumi from "@pulumi/pulumi";
import { ANY, MadeOf, OneOf, OutputOf } from "./expected.ts";

/** The resources' own properties, of those that are registered. */
export type Given = (output: OutputOf) => unknown;

const shown = (value: unknown): string => {
  if (pulumi.Output.isInstance(value) || value instanceof OutputOf || value instanceof MadeOf)
    return "a value that another resource gives";
  return JSON.stringify(value instanceof OneOf ? value.values[0] : value) ?? "nothing";
};

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

export const entriesOf = (value: object) => Object.entries(value).filter(([, inner]) => inner !== undefined);

const below = (at: string, key: string): string => (at === "" ? key : `${at}.${key}`);

/** Where two values differ, as `at is …, and the plan says …`. What is made of others is compared by `whenKnown`. */
export function* differences(found: unknown, wanted: unknown, at: string, given: Given): Generator<string> {
  const told = `${at} is ${shown(found)}, and the plan says ${shown(wanted)}`;
  if (wanted instanceof OneOf) {
    if (wanted.values.some((one) => differences(found, one, at, given).next().done)) return;
    yield told;
  } else if (wanted instanceof OutputOf) {
    const output = given(wanted);
    if (output === undefined || output !== found) yield told;
  } else if (wanted instanceof MadeOf) {
    if (found === undefined || wanted.from.some((one) => given(one) === undefined)) yield told;
  } else if (wanted === ANY) {
    if (typeof found !== "string" && typeof found !== "number") yield told;
    // What is only known later is none of the plan's values.
  } else if (pulumi.Output.isInstance(found)) yield told;
  else if (Array.isArray(found) && Array.isArray(wanted)) {
    if (found.length !== wanted.length) yield told;
    else for (const [i, one] of found.entries()) yield* differences(one, wanted[i], at, given);
  } else if (isObject(found) && isObject(wanted)) {
    const [a, b] = [new Map(entriesOf(found)), new Map(entriesOf(wanted))];
    for (const key of new Set([...a.keys(), ...b.keys()]))
      yield* differences(a.get(key), b.get(key), below(at, key), given);
  } else if (!Object.is(found, wanted)) yield told;
}

/**
 * The same value, which nobody gets before what it is made of is known and compared. A text that differs may be a
 * secret: it is not shown.
 *
 * @param refuse makes the error that it ends with otherwise
 */
export function whenKnown(
  found: unknown,
  wanted: unknown,
  at: string,
  given: Given,
  refuse: (wrong: string) => Error,
): unknown {
  if (wanted instanceof MadeOf)
    return pulumi.all([found, ...wanted.from.map(given)]).apply(([value, ...from]) => {
      if (!Object.is(value, wanted.make(from)))
        throw refuse(`${at} is not what the plan makes of the resources that it names`);
      return value;
    });
  if (pulumi.Output.isInstance(found)) return found;
  if (Array.isArray(found) && Array.isArray(wanted))
    return found.map((one, i) => whenKnown(one, wanted[i], at, given, refuse));
  if (!isObject(found) || !isObject(wanted) || wanted instanceof OneOf || wanted instanceof OutputOf)
    return found;
  const says = new Map(Object.entries(wanted));
  return Object.fromEntries(
    Object.entries(found).map(([key, one]) => [
      key,
      whenKnown(one, says.get(key), below(at, key), given, refuse),
    ]),
  );
}
