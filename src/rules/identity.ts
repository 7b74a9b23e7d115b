// Rules about who a partner is: its name, its ids over time, its stacks, and lists without repetitions.

import { stemOf } from "../model/applications.ts";
import { oneOf } from "../model/nearest.ts";
import type { Partner } from "../model/partner.ts";
import { PART_OF } from "../model/stack.ts";
import { URL_ROWS, urlsIn } from "../model/url-properties.ts";
import type { Path } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { nameUniqueRule } from "./repeats.ts";
import { partnerRule, type Rule, workspaceRule } from "./rule.ts";
import { APPLICATION_SETTINGS, CREATE_APPLICATION, PULUMI_ALIASES, PULUMI_STACKS } from "./sources.ts";

const partnerNameUnique = nameUniqueRule({
  id: "partner-name-unique",
  title: "No two partners have the same name, nor that of our own application",
  why: "the consent page shows users the name, and nothing else tells them whom they let in",
  source: APPLICATION_SETTINGS,
  folder: "partners",
  noun: "partner",
  taken: ({ tenant }) =>
    Object.entries(tenant?.value.own_applications ?? {}).map(([id, { name }]) => ({
      ...{ name, file: tenant?.file ?? "", at: ["own_applications", id, "name"] },
      what: `our own application ${quote(id)}`,
    })),
});

/** What has a file of its own and can be renamed. */
type Renamed = Pick<Rule, "id" | "title" | "why"> & {
  readonly folder: "partners" | "apis";
  readonly noun: string;
};

/** Of one kind: what a former id may not be. */
const formerIdRule = ({ folder, noun, ...said }: Renamed): Rule =>
  workspaceRule({
    ...said,
    source: PULUMI_ALIASES,
    *check({ [folder]: declared, unreadable }) {
      const first = new Map<string, { id: string; file: string; at: Path }>();
      for (const { id, file, value } of declared.values())
        for (const [i, former] of (value.former_ids ?? []).entries()) {
          const at = ["former_ids", i];
          const found = { file, at, fix: "remove it" };
          const earlier = first.get(former);
          if (former === id) yield { ...found, what: `former id ${quote(former)} is the ${noun}'s own id` };
          else if (declared.has(former) || unreadable.has(`${folder}/${stemOf(former)}.yaml`))
            yield { ...found, what: `former id ${quote(former)} is the id of another ${noun}` };
          else if (earlier)
            yield {
              ...found,
              what: `former id ${quote(former)} is ${earlier.id === id ? "listed twice" : `also a former id of ${noun} ${quote(earlier.id)}`}`,
              also: [
                { file: earlier.file, at: earlier.at, what: `${noun} ${quote(earlier.id)} lists it here` },
              ],
            };
          else first.set(former, { id, file, at });
        }
    },
  });

const formerIdFree = formerIdRule({
  id: "former-id-free",
  title: "A former id is not a partner's id, and one partner's former id only",
  why: "Pulumi keeps the application of a renamed partner by its former name, and two cannot keep the same one",
  folder: "partners",
  noun: "partner",
});

export const apiFormerIdFree = formerIdRule({
  id: "api-former-id-free",
  title: "A former id of an API is not an API's id, and one API's former id only",
  why: "Pulumi keeps the API and every grant for it by its former name, and two cannot keep the same ones",
  folder: "apis",
  noun: "API",
});

const partnerStackKnown = partnerRule({
  id: "partner-stack-known",
  title: "A partner's stack has a Pulumi.<stack>.yaml",
  why: "the file says which Auth0 tenant the stack is",
  source: PULUMI_STACKS,
  *check({ value }, { stacks, parts, unreadable }) {
    for (const stack of Object.keys(value.stacks)) {
      if (stacks.has(stack) || unreadable.has(`Pulumi.${stack}.yaml`)) continue;
      const known = writeOneOf(stacks.keys(), stack, `add Pulumi.${stack}.yaml`);
      const whole = parts.get(stack)?.value.config[PART_OF];
      yield {
        at: ["stacks", stack],
        on: "key",
        what: `stack ${quote(stack)} ${whole === undefined ? "does not exist" : "is a part, not a stack"}`,
        fix: whole === undefined ? known : `write ${quote(whole)}, and below it part: ${stack}`,
      };
    }
  },
});

const partnerStackAny = partnerRule({
  id: "partner-stack-any",
  title: "A partner has at least one stack",
  why: "applications are created stack by stack; without a stack there is none",
  source: PULUMI_STACKS,
  *check({ value }, { stacks }) {
    if (Object.keys(value.stacks).length > 0) return;
    yield {
      at: ["stacks"],
      on: "key",
      what: "the partner is in no stack",
      fix: stacks.size > 0 ? `add one of ${oneOf(stacks.keys(), "")}` : "add a stack",
    };
  },
});

const listedOnce = partnerRule({
  id: "listed-once",
  title: "A value is in a list once",
  why: "a repeated value changes nothing at Auth0, and hides from a review what does",
  source: CREATE_APPLICATION,
  *check({ file, value }) {
    for (const { at, list } of listsOf(value)) {
      const first = new Map<string, number>();
      for (const [i, text] of list.entries()) {
        const earlier = first.get(text);
        if (earlier === undefined) first.set(text, i);
        else
          yield {
            at: [...at, i],
            what: `${quote(text)} is listed twice`,
            fix: "remove one of the two",
            also: [{ file, at: [...at, earlier], what: "the first is here" }],
          };
      }
    }
  },
});

function* listsOf({ application, grants, stacks }: Partner): Generator<{
  at: Path;
  list: readonly string[];
}> {
  for (const key of ["grant_types", "oidc_scopes", "connections"] as const)
    yield { at: ["application", key], list: application[key] ?? [] };
  for (const [i, grant] of grants.entries())
    for (const key of ["scopes", "optional_scopes", "stacks"] as const)
      yield { at: ["grants", i, key], list: grant[key] ?? [] };
  for (const [stack, urls] of Object.entries(stacks))
    for (const { name } of URL_ROWS) yield { at: ["stacks", stack, name], list: urlsIn(urls[name]) };
}

/** In the order of docs/rules.md. */
export const IDENTITY: readonly Rule[] = [
  partnerNameUnique,
  formerIdFree,
  partnerStackKnown,
  partnerStackAny,
  listedOnce,
];
