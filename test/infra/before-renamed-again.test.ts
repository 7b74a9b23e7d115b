// Names that changed more than once since the last deployment, or changed places: told, never guessed.
import { expect, test } from "vitest";
import { stateOf } from "../support/state-of.ts";
import type { World } from "../support/workspace.ts";
import { addTickets, type Edit, found, move, planAfter, refusal } from "./support/losses.ts";

const renameApi = (w: World, to: string, formerIds: readonly string[]) => {
  move(w.apis, "contacts", to, { former_ids: formerIds });
  for (const partner of Object.values(w.partners)) for (const grant of partner.grants) grant.api = to;
};

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
    name: "a partner that was renamed twice, of which only the last rename is told",
    change: (w) => move(w.partners, "acme-cms", "acme-3", { former_ids: ["acme-2"] }),
    says: ["write former_ids: [acme-2, acme-cms] into partners/acme-3.yaml"],
  },
  {
    name: "two APIs that swap their files",
    base: addTickets,
    change: (w) => {
      addTickets(w);
      [w.apis.contacts, w.apis.tickets] = [found(w.apis.tickets), found(w.apis.contacts)];
    },
    says: [
      'the API "https://api.our-app.example/contacts" was deployed as "contacts", and apis/tickets.yaml declares it now, while both names are in use: put apis/contacts.yaml back as it was, with the identifier https://api.our-app.example/contacts, and rename one at a time, by an id that is free',
      'the API "https://api.our-app.example/tickets" was deployed as "tickets", and apis/contacts.yaml declares it now, while both names are in use: put apis/tickets.yaml back as it was, with the identifier https://api.our-app.example/tickets, and rename one at a time, by an id that is free',
    ],
  },
])("$name", async ({ base = () => undefined, change, says }) => {
  const message = await refusal(planAfter(change), { states: { prod: stateOf(planAfter(base)) } });
  if (says.length === 0) expect(message).toBe("");
  for (const line of says) expect(message).toContain(line);
});
