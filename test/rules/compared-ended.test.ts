// What had ended before a change, in one stack or in all, and what had not: partners that were retired, applications of ours.
import { expect, test } from "vitest";
import type { OwnApplication } from "../../src/model/tenant.ts";
import { acme, compared, type Edit, found, move, nothing } from "./support/compared.ts";

const REUSED =
  'id-taken partners/acme-cms.yaml: give "Newcomer" a file with another id; if it is the same company, bring it back as "Acme CMS" and rename it later';
const OWN_GONE =
  "vanished tenant.yaml: bring it back with grants: [], deploy that once nobody uses it, and take it out in a later change";

const own = (client_id: string): OwnApplication => ({
  name: "Our app",
  stacks: { prod: { client_id } },
  grants: [{ api: "contacts", subject_type: "user", scopes: ["read:contacts"] }],
});
const ours =
  (client_id: string): Edit =>
  (w) =>
    (found(w.tenant).own_applications = { "our-app": own(client_id) });

const named: Edit = (w) => (found(acme(w).stacks.prod).client_id = "Theirs");
const moved: Edit = (w) => {
  ours("Theirs")(w);
  delete w.partners["acme-cms"];
};
/** What the fix says of a partner whose client ID no file names. */
const NAME_IT =
  "if tenant.yaml has its application as ours now, write its client_id below its stack first, and move it in a later change";

test.for<{ name: string; prepare?: Edit; change: Edit; lines: readonly string[] }>([
  {
    name: "a partner that was retired in each of its stacks",
    prepare: (w) => {
      for (const stack of Object.values(acme(w).stacks)) stack.status = "retired";
    },
    change: (w) => delete w.partners["acme-cms"],
    lines: [],
  },
  {
    name: "a partner whose application is ours now: a client ID of which no file said whose it was",
    change: moved,
    lines: [
      `partner-vanished partners/acme-cms.yaml: bring the file back and \`retire acme-cms\` first; ${NAME_IT}; if it was renamed, write former_ids: [acme-cms] into the new file`,
    ],
  },
  { name: "the same, once a change before it says so", prepare: named, change: moved, lines: [] },
  { name: "a change before it that says so", change: named, lines: [] },
  {
    name: "one that becomes ours in one stack and stays a partner's in others",
    prepare: named,
    change: (w) => {
      ours("Theirs")(w);
      delete acme(w).stacks.prod;
    },
    lines: [],
  },
  {
    name: "a partner whose application is ours in one stack only",
    prepare: (w) => {
      named(w);
      w.stacks.dev = found(w.stacks.prod);
      acme(w).stacks.dev = { ...found(acme(w).stacks.local) };
    },
    change: moved,
    lines: [
      "partner-vanished partners/acme-cms.yaml: bring the file back and `retire acme-cms` first; if it was renamed, write former_ids: [acme-cms] into the new file",
    ],
  },
  {
    name: "one that becomes ours in one stack of which no file named its client ID",
    change: (w) => {
      ours("Theirs")(w);
      delete acme(w).stacks.prod;
    },
    lines: [
      `partner-vanished partners/acme-cms.yaml: bring the stack back with status: retired, and remove it in a later change; ${NAME_IT}`,
    ],
  },
  {
    name: "a partner that was retired, beside a new one of its name: every update takes that for a rename",
    prepare: (w) => (acme(w).status = "retired"),
    change: (w) => {
      move(w.partners, "acme-cms", "acme");
      delete found(w.partners.acme).status;
    },
    lines: [
      'partner-vanished partners/acme-cms.yaml: it is declared as "acme" now: write former_ids: [acme-cms] into partners/acme.yaml; for an application of its own, deploy first that partners/acme-cms.yaml is gone',
    ],
  },
  {
    name: "a partner that was retired, beside a new one that only has its callbacks",
    prepare: (w) => (acme(w).status = "retired"),
    change: (w) => {
      move(w.partners, "acme-cms", "newcomer", { name: "Newcomer" });
      delete found(w.partners.newcomer).status;
    },
    lines: [],
  },
  {
    name: "a partner that was retired in one of its stacks only",
    prepare: (w) => (found(acme(w).stacks.prod).status = "retired"),
    change: (w) => delete w.partners["acme-cms"],
    lines: [
      "partner-vanished partners/acme-cms.yaml: bring the file back and `retire acme-cms` first; if it was renamed, write former_ids: [acme-cms] into the new file",
    ],
  },
  {
    name: "a partner that comes back in the stack where another one was retired",
    prepare: (w) => (found(acme(w).stacks.prod).status = "retired"),
    change: (w) => {
      acme(w).name = "Newcomer";
      delete found(acme(w).stacks.prod).status;
    },
    lines: [REUSED],
  },
  {
    name: "a partner that takes the place of a retired one by its former id",
    prepare: (w) => (acme(w).status = "retired"),
    change: (w) => {
      move(w.partners, "acme-cms", "newcomer", { name: "Newcomer", former_ids: ["acme-cms"] });
      delete found(w.partners.newcomer).status;
    },
    lines: [REUSED.replace("acme-cms.yaml", "newcomer.yaml")],
  },
  {
    name: "a partner that comes back where it was retired, and is the same",
    prepare: (w) => (found(acme(w).stacks.prod).status = "retired"),
    change: (w) => delete found(acme(w).stacks.prod).status,
    lines: [],
  },
  {
    name: "an application of ours",
    prepare: ours("OurApp"),
    change: (w) => delete found(w.tenant).own_applications,
    lines: [OWN_GONE],
  },
  {
    name: "an application of ours that leaves a stack, or gets another client ID there",
    prepare: ours("OurApp"),
    change: ours("Another"),
    lines: [OWN_GONE],
  },
  {
    name: "an application of ours without grants, under another key, or as a partner's",
    prepare: (w) => {
      ours("OurApp")(w);
      found(w.tenant).own_applications = {
        ...found(w.tenant).own_applications,
        ...{ idle: { name: "Idle", stacks: { prod: { client_id: "Idle" } }, grants: [] } },
        theirs: { ...own("Theirs"), name: "Theirs" },
      };
    },
    change: (w) => {
      found(w.tenant).own_applications = { web: own("OurApp") };
      found(acme(w).stacks.prod).client_id = "Theirs";
    },
    lines: [],
  },
])("$name", ({ prepare = nothing, change, lines }) => {
  expect(compared(prepare, change).map(({ rule, file, fix }) => `${rule} ${file}: ${fix}`)).toEqual(lines);
});
