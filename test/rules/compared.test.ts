// What a change takes away, or gives to somebody else, though each state of the files is right by itself.
import { expect, test } from "vitest";
import { acme, compared, type Edit, found, inPart, move, nothing, renameApi } from "./support/compared.ts";

test.for<{ name: string; prepare?: Edit; change: Edit; lines: readonly string[] }>([
  {
    name: "an API that is declared under another name",
    change: (w) => renameApi(w, "crm"),
    lines: [
      'vanished apis/contacts.yaml: it is declared as "crm" now: write former_ids: [contacts] into apis/crm.yaml',
    ],
  },
  {
    name: "an API that names its former id",
    change: (w) => renameApi(w, "crm", { former_ids: ["contacts"] }),
    lines: [],
  },
  {
    name: "an API that partners have grants for",
    change: (w) => delete w.apis.contacts,
    lines: [
      "vanished apis/contacts.yaml: bring the file back, take its grants and its hosting away, and delete it in a later change; if it was renamed, write former_ids: [contacts] into the new file",
    ],
  },
  {
    name: "an API that an application of ours has a grant for",
    prepare: (w) => {
      w.partners = {};
      found(w.tenant).own_applications = {
        "our-app": {
          name: "Our app",
          stacks: { prod: { client_id: "OurApp" } },
          grants: [{ api: "contacts", subject_type: "user", scopes: ["read:contacts"] }],
        },
      };
    },
    change: (w) => {
      delete w.apis.contacts;
      delete found(w.tenant).own_applications;
    },
    lines: [
      "vanished apis/contacts.yaml: bring the file back, take its grants and its hosting away, and delete it in a later change; if it was renamed, write former_ids: [contacts] into the new file",
      "vanished tenant.yaml: bring it back with grants: [], deploy that once nobody uses it, and take it out in a later change",
    ],
  },
  {
    name: "an API that nobody had a grant for",
    prepare: (w) => (w.partners = {}),
    change: (w) => delete w.apis.contacts,
    lines: [],
  },
  {
    name: "a partner that has another name now",
    change: (w) => move(w.partners, "acme-cms", "acme"),
    lines: [
      'partner-vanished partners/acme-cms.yaml: it is declared as "acme" now: write former_ids: [acme-cms] into partners/acme.yaml',
    ],
  },
  {
    name: "a partner whose living neighbour claims its id",
    change: (w) => {
      delete w.partners["acme-cms"];
      found(w.partners.fieldbook).former_ids = ["acme-cms"];
    },
    lines: [
      'partner-vanished partners/acme-cms.yaml: bring the file back and `retire acme-cms` first, and take "acme-cms" out of the former_ids that name it',
      'id-taken partners/fieldbook.yaml: remove it: "fieldbook" keeps what it has, and nothing of "acme-cms" goes over to it',
    ],
  },
  {
    name: "a new partner that claims to have been two",
    change: (w) => {
      delete w.partners.fieldbook;
      move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms", "fieldbook"] });
    },
    lines: [
      'partner-vanished partners/fieldbook.yaml: bring the file back and `retire fieldbook` first, and take "fieldbook" out of the former_ids that name it',
    ],
  },
  {
    name: "a new partner that claims to have been one that nobody knows",
    change: (w) => (w.partners.acme = { ...structuredClone(acme(w)), name: "Acme", former_ids: ["gone"] }),
    lines: [
      "id-taken partners/acme.yaml: remove it; if it was renamed, bring partners/gone.yaml back as it was, and rename it in a change of its own",
    ],
  },
  {
    name: "a new API that claims to have been one that nobody knows",
    change: (w) =>
      (w.apis.people = {
        ...structuredClone(found(w.apis.contacts)),
        identifier: "https://people.our-app.example",
        former_ids: ["gone"],
      }),
    lines: [
      "id-taken apis/people.yaml: remove it; if it was renamed, bring apis/gone.yaml back as it was, and rename it in a change of its own",
    ],
  },
  {
    name: "a new partner that takes a former id over from another one",
    prepare: (w) => (acme(w).former_ids = ["acme"]),
    change: (w) => {
      delete acme(w).former_ids;
      w.partners.newcomer = { ...structuredClone(acme(w)), name: "Newcomer", former_ids: ["acme"] };
    },
    lines: [
      "id-taken partners/newcomer.yaml: remove it; if it was renamed, bring partners/acme.yaml back as it was, and rename it in a change of its own",
    ],
  },
  {
    name: "a partner that is renamed a second time",
    prepare: (w) => (acme(w).former_ids = ["acme-old"]),
    change: (w) => move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms", "acme-old"] }),
    lines: [],
  },
  {
    name: "a partner that is there and says later what it was, as a stack that stopped asks for",
    change: (w) => (acme(w).former_ids = ["acme"]),
    lines: [],
  },
  {
    name: "two partners that swap their files",
    change: (w) => {
      [w.partners["acme-cms"], w.partners.fieldbook] = [found(w.partners.fieldbook), acme(w)];
    },
    lines: [
      "id-taken partners/acme-cms.yaml: give each its own file again; rename to an id that is free, with former_ids: [fieldbook], one at a time; where it is to have that name, change partners/fieldbook.yaml first",
      "id-taken partners/fieldbook.yaml: give each its own file again; rename to an id that is free, with former_ids: [acme-cms], one at a time; where it is to have that name, change partners/acme-cms.yaml first",
    ],
  },
  {
    name: "two partners that swap their files, each with a new name",
    change: (w) => {
      const { "acme-cms": was, fieldbook } = w.partners;
      w.partners["acme-cms"] = { ...found(fieldbook), name: "Fieldbook Suite" };
      w.partners.fieldbook = { ...found(was), name: "Acme Suite" };
    },
    lines: [
      "id-taken partners/acme-cms.yaml: give each its own file again; rename to an id that is free, with former_ids: [fieldbook], one at a time",
      "id-taken partners/fieldbook.yaml: give each its own file again; rename to an id that is free, with former_ids: [acme-cms], one at a time",
    ],
  },
  {
    name: "a partner that has another id and another name now",
    change: (w) => move(w.partners, "acme-cms", "acme", { name: "Acme Suite" }),
    lines: [
      'partner-vanished partners/acme-cms.yaml: it is declared as "acme" now: write former_ids: [acme-cms] into partners/acme.yaml',
    ],
  },
  {
    name: "a partner that is renamed onto an id in use, also of a retired one",
    prepare: (w) => (found(w.partners.fieldbook).status = "retired"),
    change: (w) => move(w.partners, "acme-cms", "fieldbook", { former_ids: ["acme-cms"] }),
    lines: [
      'partner-vanished partners/acme-cms.yaml: bring the file back and `retire acme-cms` first, and take "acme-cms" out of the former_ids that name it',
      'id-taken partners/fieldbook.yaml: remove it: "fieldbook" keeps what it has, and nothing of "acme-cms" goes over to it',
      "id-taken partners/fieldbook.yaml: give each its own file again; rename to an id that is free, with former_ids: [acme-cms], one at a time",
    ],
  },
  {
    name: "a rename together with a removal of a retired partner",
    prepare: (w) => (found(w.partners.fieldbook).status = "retired"),
    change: (w) => {
      delete w.partners.fieldbook;
      move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"] });
    },
    lines: [],
  },
  {
    name: "a partner that leaves one stack",
    change: (w) => delete acme(w).stacks.prod,
    lines: [
      "partner-vanished partners/acme-cms.yaml: bring the stack back with status: retired, and remove it in a later change",
    ],
  },
  {
    name: "a partner that is renamed and leaves one stack",
    change: (w) => {
      move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"] });
      delete found(w.partners.acme).stacks.prod;
    },
    lines: [
      "partner-vanished partners/acme.yaml: bring the stack back with status: retired, and remove it in a later change",
    ],
  },
  {
    name: "a partner that was retired in the stack that it leaves",
    prepare: (w) => (found(acme(w).stacks.prod).status = "retired"),
    change: (w) => delete acme(w).stacks.prod,
    lines: [],
  },
  {
    name: "a stack that is called otherwise",
    change: (w) => {
      move(w.stacks, "prod", "production");
      for (const { stacks } of Object.values(w.partners)) move(stacks, "prod", "production");
    },
    lines: [
      "vanished Pulumi.prod.yaml: call Pulumi.production.yaml Pulumi.prod.yaml again: a stack's name is part of its state, its applications' markers and its names on AWS",
    ],
  },
  {
    name: "a stack that is given a tenant that no stack had",
    change: (w) => (found(w.stacks.prod).config["auth0:domain"] = "our-other.auth0.example"),
    lines: [
      "id-taken Pulumi.prod.yaml: write our-app.auth0.example again, unless nothing of prod was deployed; a further tenant is a stack of its own",
    ],
  },
  {
    name: "a local tenant at another port",
    change: (w) => (found(w.stacks.local).config["auth0:domain"] = "localhost:8555"),
    lines: [],
  },
  {
    name: "a stack that has partners",
    change: (w) => {
      delete w.stacks.prod;
      for (const { stacks } of Object.values(w.partners)) delete stacks.prod;
    },
    lines: [
      "vanished Pulumi.prod.yaml: bring the file back, retire its partners there, and delete it in a later change",
    ],
  },
  {
    name: "a stack without partners",
    prepare: (w) => {
      for (const { stacks } of Object.values(w.partners)) delete stacks.prod;
    },
    change: (w) => delete w.stacks.prod,
    lines: [],
  },
  {
    name: "a part that has partners",
    prepare: inPart,
    change: (w) => {
      delete w.parts["prod-1"];
      delete found(acme(w).stacks.prod).part;
    },
    lines: [
      "vanished Pulumi.prod-1.yaml: bring the file back, move its partners to another part with their state, and delete it in a later change",
    ],
  },
  {
    name: "a part whose partners had moved away",
    prepare: (w) => {
      inPart(w);
      delete found(acme(w).stacks.prod).part;
    },
    change: (w) => delete w.parts["prod-1"],
    lines: [],
  },
  {
    name: "a file that cannot be read any more",
    change: (w) => {
      delete w.partners["acme-cms"];
      w.unreadable.push("partners/acme-cms.yaml");
    },
    lines: [],
  },
])("$name", ({ prepare = nothing, change, lines }) => {
  expect(compared(prepare, change).map(({ rule, file, fix }) => `${rule} ${file}: ${fix}`)).toEqual(lines);
});
