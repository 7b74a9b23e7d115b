// What a stack was deployed with and its declarations of now → what the run says before it registers anything.
import { RunError } from "@pulumi/pulumi";
import { expect } from "vitest";
import { refuseEarlyPart, refuseLosses, refuseSecond } from "../../../src/infra/before.ts";
import { partOf } from "../../../src/plan/part.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import type { StackState } from "../../../src/pulumi/state.ts";
import { NOTHING_HELD, stateOf } from "../../support/state-of.ts";
import { type World, workspaceOf, world } from "../../support/workspace.ts";

export type Edit = (world: World) => void;
export const found = <T>(value: T | undefined): T => value ?? expect.fail("not in this world");
export const acme = (w: World) => found(w.partners["acme-cms"]);
export const move = (record: Record<string, unknown>, from: string, to: string, more: object = {}) => {
  record[to] = { ...(record[from] as object), ...more };
  delete record[from];
};

/** Acme has a web application, and a program without callbacks. */
export const several: Edit = (w) => {
  const single = structuredClone(acme(w));
  move(w.partners, "acme-cms", "acme-cms.web");
  const program = { ...single.application, app_type: "non_interactive" as const };
  delete program.refresh_token;
  const grants = [
    { api: "contacts", subject_type: "client" as const, scopes: ["read:contacts"], reason: "Learns" },
  ];
  w.partners["acme-cms.backup"] = { ...single, application: program, grants, stacks: { prod: {} } };
};

export const planAfter = (change: Edit): Plan => {
  const w = world();
  change(w);
  return planStack(workspaceOf(w), "prod");
};

export const before = planAfter(() => undefined);

interface Run {
  /** By Pulumi stack. */
  readonly states: Readonly<Record<string, StackState>>;
  readonly stack: string;
  readonly isReviewed: boolean;
  readonly only: string;
}

/** What the run says, and nothing where it goes on. */
export async function refusal(
  whole: Plan,
  { states = { prod: stateOf(before) }, stack = "prod", isReviewed = false, only }: Partial<Run> = {},
): Promise<string> {
  const plan = partOf(whole, stack);
  const read = async (one: string) => states[one] ?? NOTHING_HELD;
  try {
    const others = ["prod", "prod-1"].filter((one) => one !== stack);
    const update = { whole, plan, state: await read(stack), others, read };
    await refuseEarlyPart(plan, update.state, read);
    await refuseLosses(update, { isReviewed, only });
    await refuseSecond(update);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(RunError);
    return (error as RunError).message;
  }
}

export const addTickets = (w: World) => {
  const { contacts } = w.apis;
  w.apis.tickets = { ...found(contacts), name: "Tickets", identifier: "https://api.our-app.example/tickets" };
};
