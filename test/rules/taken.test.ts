// What client IDs, tenants and parts belong to does not change hands.
import { expect, test } from "vitest";
import { acme, compared, type Edit, found, inPart, move, nothing } from "./support/compared.ts";

test.for<{ name: string; prepare?: Edit; change: Edit; lines: readonly string[] }>([
  {
    name: "two partners that swap their client IDs",
    prepare: (w) => {
      found(acme(w).stacks.prod).client_id = "A";
      found(found(w.partners.fieldbook).stacks.prod).client_id = "Z";
    },
    change: (w) => {
      found(acme(w).stacks.prod).client_id = "Z";
      found(found(w.partners.fieldbook).stacks.prod).client_id = "A";
    },
    lines: [
      'id-taken partners/acme-cms.yaml: leave it in partners/fieldbook.yaml: its users allowed "fieldbook", and nobody else; if that was renamed to "acme-cms", write former_ids: [fieldbook]',
      'id-taken partners/fieldbook.yaml: leave it in partners/acme-cms.yaml: its users allowed "acme-cms", and nobody else; if that was renamed to "fieldbook", write former_ids: [acme-cms]',
    ],
  },
  {
    name: "a partner that takes a client ID over that another one gives up",
    prepare: (w) => (found(acme(w).stacks.prod).client_id = "A"),
    change: (w) => {
      delete found(acme(w).stacks.prod).client_id;
      found(found(w.partners.fieldbook).stacks.prod).client_id = "A";
    },
    lines: [
      'id-taken partners/fieldbook.yaml: leave it in partners/acme-cms.yaml: its users allowed "acme-cms", and nobody else; if that was renamed to "fieldbook", write former_ids: [acme-cms]',
    ],
  },
  {
    name: "a partner that is renamed with its client ID",
    prepare: (w) => (found(acme(w).stacks.prod).client_id = "A"),
    change: (w) => move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"] }),
    lines: [],
  },
  {
    name: "a retired partner's file that is given to another one",
    prepare: (w) => (acme(w).status = "retired"),
    change: (w) => Object.assign(acme(w), { status: "active", name: "Newcomer" }),
    lines: [
      'id-taken partners/acme-cms.yaml: give "Newcomer" a file with another id; if it is the same company, bring it back as "Acme CMS" and rename it later',
    ],
  },
  {
    name: "a retired partner that comes back, and one that is only called otherwise",
    prepare: (w) => (acme(w).status = "retired"),
    change: (w) => {
      acme(w).status = "active";
      found(w.partners.fieldbook).name = "Field Book";
    },
    lines: [],
  },
  {
    name: "two stacks that swap their tenants",
    change: (w) => {
      const [local, prod] = [found(w.stacks.local).config, found(w.stacks.prod).config];
      [local["auth0:domain"], prod["auth0:domain"]] = [prod["auth0:domain"], local["auth0:domain"]];
    },
    lines: [
      "id-taken Pulumi.local.yaml: write localhost:8443 again: what each stack made is in its own tenant",
      "id-taken Pulumi.prod.yaml: write our-app.auth0.example again: what each stack made is in its own tenant",
    ],
  },
  {
    name: "a part that becomes one of another stack",
    prepare: inPart,
    change: (w) => {
      found(w.parts["prod-1"]).config["partner-access:part_of"] = "dev";
    },
    lines: [
      'vanished Pulumi.prod-1.yaml: write partner-access:part_of: prod again, and make another part for "dev"',
    ],
  },
])("$name", ({ prepare = nothing, change, lines }) => {
  expect(compared(prepare, change).map(({ rule, file, fix }) => `${rule} ${file}: ${fix}`)).toEqual(lines);
});
