// What the rules say of a change, and the parts of the usual world that changes are made to.
import { consequencesOf } from "../../../../src/review/consequences/index.ts";
import type { Consequence } from "../../../../src/review/review.ts";
import { type Example, plansAround, TODAY } from "../../../support/consequences.ts";
import { acme, type World } from "../../../support/workspace.ts";

export const found = (example: Example): Consequence[] => {
  const { base, head } = plansAround(example);
  return consequencesOf(base, head, TODAY);
};

/** `severity rule [stacks] sentence`, for what one rule says. */
export const said = (example: Example, rule: string): string[] =>
  found(example)
    .filter((c) => c.rule === rule)
    .map(({ severity, stacks, what }) => `${severity} [${stacks.join(" ")}] ${what}`);

export const partner = (w: World) => w.partners["acme-cms"] ?? acme();
export const contacts = (w: World) => {
  const { contacts: api } = w.apis;
  if (!api) throw new Error("no API contacts");
  return api;
};
