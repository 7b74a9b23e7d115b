// Two states of the files, and what the rules that compare them say.
import { expect } from "vitest";
import { COMPARED_RULES } from "../../../src/rules/compared.ts";
import { type World, workspaceOf, world } from "../../support/workspace.ts";

export type Edit = (world: World) => void;

export const betweenWorlds = (before: World, after: World) =>
  COMPARED_RULES.flatMap(({ id, compare }) =>
    [...compare(workspaceOf(before), workspaceOf(after))].map((one) => ({ rule: id, ...one })),
  );

export function compared(prepare: Edit, change: Edit) {
  const before = world();
  prepare(before);
  const after = structuredClone(before);
  change(after);
  return betweenWorlds(before, after);
}

export const nothing: Edit = () => undefined;
export const found = <T>(value: T | undefined): T => value ?? expect.fail("not in this world");
export const acme = (w: World) => found(w.partners["acme-cms"]);
export const move = (record: Record<string, unknown>, from: string, to: string, more: object = {}) => {
  record[to] = { ...(record[from] as object), ...more };
  delete record[from];
};
export const renameApi = (w: World, to: string, more: object = {}) => {
  move(w.apis, "contacts", to, more);
  for (const partner of Object.values(w.partners)) for (const grant of partner.grants) grant.api = to;
};
export const inPart: Edit = (w) => {
  w.parts["prod-1"] = {
    config: { "auth0:domain": "our-app.auth0.example", "partner-access:part_of": "prod" },
  };
  found(acme(w).stacks.prod).part = "prod-1";
};
