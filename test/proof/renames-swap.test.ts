// Two partners that swap ids, or one that takes the id of another that goes, keep their applications, or the run stops before it begins.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Ids,
  idsIn,
  kept,
  livingStack,
  nameFormer,
  refusedUpdate,
  renamePartner,
} from "../e2e/support/renaming.ts";
import { unwrapped } from "../support/command.ts";

const living = livingStack();

// Each test goes on from what the one before it left.
describe("two partners that swap ids", () => {
  const swap = () => {
    renamePartner(living.stack, "acme-cms", "between");
    renamePartner(living.stack, "beacon-crm", "acme-cms");
    renamePartner(living.stack, "between", "beacon-crm");
  };

  test("are refused by check --base and by the program, each with the way to do it", async () => {
    living.commit("src", "engine");
    swap();
    const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
    expect(exit).toBe(1);
    expect(unwrapped(out)).toContain(
      "rename to an id that is free, with former_ids: [beacon-crm], one at a time",
    );
    expect(await living.refused()).toContain("give each the name that it had, and rename one at a time");
    swap();
  });

  test("can, one at a time, by an id that is free", async () => {
    renamePartner(living.stack, "acme-cms", "between");
    nameFormer(living.stack, "partners/between.yaml", "acme-cms");
    await living.keeps();
    nameFormer(living.stack, "partners/between.yaml");
    renamePartner(living.stack, "beacon-crm", "acme-cms");
    nameFormer(living.stack, "partners/acme-cms.yaml", "beacon-crm");
    await living.keeps();
    nameFormer(living.stack, "partners/acme-cms.yaml");
    renamePartner(living.stack, "between", "beacon-crm");
    nameFormer(living.stack, "partners/beacon-crm.yaml", "between");
    await living.keeps();
    expect(living.stack.read("partners/beacon-crm.yaml")).toContain("name: Acme CMS");
  });
});

test("a rename onto the id of a partner that goes in the same change is refused, with and without a former id", async () => {
  // Beacon CRM is acme-cms by now.
  living.commit("src", "engine");
  const [beacon, acme] = ["partners/acme-cms.yaml", "partners/beacon-crm.yaml"].map((file) => [
    file,
    living.stack.read(file),
  ]) as [[string, string], [string, string]];
  rmSync(join(living.stack.root, beacon[0]));
  renamePartner(living.stack, "beacon-crm", "acme-cms");
  expect(await living.refused()).toContain("give each the name that it had, and rename one at a time");
  nameFormer(living.stack, "partners/acme-cms.yaml", "beacon-crm");
  expect(await living.refused()).toContain("give each the name that it had, and rename one at a time");
  const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
  expect({ exit, out: unwrapped(out) }).toEqual({
    exit: 1,
    out: expect.stringContaining("which was another one, claims"),
  });
  for (const [file, text] of [beacon, acme]) living.stack.write(file, text);
  await living.keeps();
});

describe("two APIs that swap", () => {
  const apiOf = (name: string) => `apis/${name}.yaml`;
  const [tickets, orders] = [apiOf("tickets"), apiOf("orders")];
  const text = (name: string) => `name: ${name}
identifier: https://api.our-app.example/${name.toLowerCase()}
owner: contacts-team@our-app.example
token_lifetime: 1h
token_lifetime_for_web: 1h
allow_offline_access: true
skip_consent_for_verifiable_first_party_clients: true
subject_type_authorization:
  user: { policy: require_client_grant }
  client: { policy: require_client_grant }
scopes:
  read:things:
    description: See ${name.toLowerCase()}
    sensitivity: low
routes:
  GET /things: [read:things]
`;
  const grantOf = (api: string) =>
    `  - api: ${api}\n    subject_type: user\n    scopes: [read:things]\n    reason: Shows them beside contacts\n`;
  let before: Ids;

  beforeAll(async () => {
    living.stack.write(tickets, text("Tickets"));
    living.stack.write(orders, text("Orders"));
    living.stack.edit("partners/beacon-crm.yaml", (file) =>
      file.replace("grants:\n", `grants:\n${grantOf("tickets")}${grantOf("orders")}`),
    );
    await living.stack.up("--skip-preview");
    before = await idsIn(living.stack.tenant);
  });

  test.for([
    {
      what: "files",
      change: () => {
        living.stack.write(tickets, text("Orders"));
        living.stack.write(orders, text("Tickets"));
      },
    },
    {
      what: "identifiers",
      change: () => {
        living.stack.edit(tickets, (file) => file.replace("example/tickets", "example/orders"));
        living.stack.edit(orders, (file) => file.replace("example/orders", "example/tickets"));
      },
    },
  ])("$what are refused by check --base and by the program, and nothing is changed", async ({ change }) => {
    living.commit("src", "engine");
    change();
    const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
    expect({ exit, out: unwrapped(out) }).toEqual({
      exit: 1,
      out: expect.stringContaining("rename to an id that is free, with former_ids: [orders], one at a time"),
    });
    const said = await refusedUpdate(living.stack, before);
    for (const [identifier, was, is] of [
      ["tickets", "tickets", "orders"],
      ["orders", "orders", "tickets"],
    ])
      expect(said).toContain(
        `the API "https://api.our-app.example/${identifier}" was deployed as "${was}", and apis/${is}.yaml declares it now, while both names are in use: put apis/${was}.yaml back as it was, with the identifier https://api.our-app.example/${identifier}, and rename one at a time, by an id that is free`,
      );
    living.stack.write(tickets, text("Tickets"));
    living.stack.write(orders, text("Orders"));
    expect(await kept(living.stack, before)).toEqual([]);
  });
});
