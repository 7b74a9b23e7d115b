// Names that changed more than once since the last deployment, or changed places: told, never guessed.
import { RunError } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { refuseLosses } from "../../src/infra/before.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { heldIn } from "../../src/pulumi/held.ts";
import { stateOf } from "../support/state-of.ts";
import { type World, workspaceOf, world } from "../support/workspace.ts";

type Edit = (world: World) => void;
const found = <T>(value: T | undefined): T => value ?? expect.fail("not in this world");
const move = (record: Record<string, unknown>, from: string, to: string, more: object = {}) => {
  record[to] = { ...(record[from] as object), ...more };
  delete record[from];
};
const renameApi = (w: World, to: string, formerIds: readonly string[]) => {
  move(w.apis, "contacts", to, { former_ids: formerIds });
  for (const partner of Object.values(w.partners)) for (const grant of partner.grants) grant.api = to;
};
const addTickets = (w: World) => {
  const { contacts } = w.apis;
  w.apis.tickets = { ...found(contacts), name: "Tickets", identifier: "https://api.our-app.example/tickets" };
};

const planAfter = (change: Edit): Plan => {
  const w = world();
  change(w);
  return planStack(workspaceOf(w), "prod");
};

/** What the run says, and nothing where it goes on. */
function refusal(deployed: Plan, plan: Plan): string {
  try {
    refuseLosses(plan, plan, heldIn(stateOf(deployed)), { isReviewed: false });
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(RunError);
    return (error as RunError).message;
  }
}

test.for<{ name: string; base?: Edit; change: Edit; says: readonly string[] }>([
  {
    name: "an API that was renamed twice, of which only the last rename is told",
    change: (w) => renameApi(w, "people", ["crm"]),
    says: ["write former_ids: [crm, contacts] into apis/people.yaml"],
  },
  {
    name: "an API that was renamed three times since the last deployment",
    change: (w) => renameApi(w, "contacts-4", ["contacts-3", "contacts-2", "contacts"]),
    says: [],
  },
  {
    name: "a partner that was renamed three times since the last deployment, and is retired with the last rename",
    change: (w) =>
      move(w.partners, "acme-cms", "acme-4", {
        status: "retired",
        former_ids: ["acme-3", "acme-2", "acme-cms"],
      }),
    says: [],
  },
  {
    name: "two APIs that swap their files",
    base: addTickets,
    change: (w) => {
      addTickets(w);
      [w.apis.contacts, w.apis.tickets] = [found(w.apis.tickets), found(w.apis.contacts)];
    },
    says: [
      'the API "https://api.our-app.example/contacts" was deployed as "contacts", and apis/tickets.yaml declares it now, while both names are in use',
      'the API "https://api.our-app.example/tickets" was deployed as "tickets", and apis/contacts.yaml declares it now, while both names are in use',
    ],
  },
])("$name", ({ base = () => undefined, change, says }) => {
  const message = refusal(planAfter(base), planAfter(change));
  if (says.length === 0) expect(message).toBe("");
  for (const line of says) expect(message).toContain(line);
});
