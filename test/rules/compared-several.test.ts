// Renames that say too little, of files with several applications: one finding each, whose line is all that has to be written.
import { expect, test } from "vitest";
import { misnamedIn } from "../../src/identity/held.ts";
import { bearerOf } from "../../src/identity/names.ts";
import { vanishedIn } from "../../src/identity/undeclared.ts";
import { planStack } from "../../src/plan/plan.ts";
import { heldIn } from "../../src/pulumi/held.ts";
import { stateOf } from "../support/state-of.ts";
import { placesOf, ruleNamed, type World, workspaceOf, world } from "../support/workspace.ts";
import { acme, betweenWorlds, type Edit, found, move, nothing } from "./support/compared.ts";

const grant = (...scopes: string[]) => ({
  api: "contacts",
  subject_type: "client" as const,
  scopes,
  reason: "Learns what changed",
});

/** Acme's single application becomes `web`, with a program and an app for phones beside it. */
const several: Edit = (w) => {
  const single = structuredClone(acme(w));
  move(w.partners, "acme-cms", "acme-cms.web", { former_ids: ["acme-cms"] });
  const program = { ...single.application, app_type: "non_interactive" as const };
  delete program.refresh_token;
  w.partners["acme-cms.machine"] = {
    ...structuredClone(single),
    application: program,
    grants: [grant("read:contacts")],
    stacks: { prod: {} },
  };
  w.partners["acme-cms.backup"] = {
    ...structuredClone(single),
    application: program,
    grants: [grant("read:contacts", "delete:contacts")],
    stacks: { prod: {} },
  };
};

const renameFile = (w: World, to: string) => {
  for (const id of Object.keys(w.partners))
    if (id === "acme-cms" || id.startsWith("acme-cms.")) move(w.partners, id, id.replace("acme-cms", to));
};

const LINE = /write former_ids: \[(.*?)\] into (?:applications\.([\w-]+) of )?partners\/([\w-]+)\.yaml/;

/** Writes each line that the findings say, once. */
function write(w: World, fixes: readonly string[]): void {
  for (const fix of fixes) {
    const [, list = "", key, stem = ""] = LINE.exec(fix) ?? expect.fail(`nothing to write: ${fix}`);
    found(w.partners[key === undefined ? stem : `${stem}.${key}`]).former_ids = list.split(", ");
  }
}

test.for<{ name: string; prepare?: Edit; change: Edit; lines: readonly string[] }>([
  {
    name: "another key",
    prepare: several,
    change: (w) => move(w.partners, "acme-cms.web", "acme-cms.browser"),
    lines: [
      'application "web" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme-cms.browser" now: write former_ids: [acme-cms, acme-cms.web] into applications.browser of partners/acme-cms.yaml; if that is another one, bring applications.web back and `retire acme-cms.web` first',
    ],
  },
  {
    name: "another key, with a client ID",
    prepare: (w) => {
      several(w);
      found(found(w.partners["acme-cms.machine"]).stacks.prod).client_id = "A";
    },
    change: (w) => {
      move(w.partners, "acme-cms.machine", "acme-cms.nightly", { grants: [] });
    },
    lines: [
      'application "machine" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme-cms.nightly" now: write former_ids: [acme-cms.machine] into applications.nightly of partners/acme-cms.yaml; if that is another one, bring applications.machine back and `retire acme-cms.machine` first',
    ],
  },
  {
    name: "another key for each of two programs",
    prepare: several,
    change: (w) => {
      move(w.partners, "acme-cms.machine", "acme-cms.a-program");
      move(w.partners, "acme-cms.backup", "acme-cms.b-program");
    },
    lines: [
      'application "backup" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme-cms.b-program" now: write former_ids: [acme-cms.backup] into applications.b-program of partners/acme-cms.yaml; if that is another one, bring applications.backup back and `retire acme-cms.backup` first',
      'application "machine" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme-cms.a-program" now: write former_ids: [acme-cms.machine] into applications.a-program of partners/acme-cms.yaml; if that is another one, bring applications.machine back and `retire acme-cms.machine` first',
    ],
  },
  {
    name: "another name of the file",
    prepare: several,
    change: (w) => renameFile(w, "acme"),
    lines: [
      'application "backup" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.backup" now: write former_ids: [acme-cms.backup] into applications.backup of partners/acme.yaml',
      'application "machine" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.machine" now: write former_ids: [acme-cms.machine] into applications.machine of partners/acme.yaml',
      'application "web" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.web" now: write former_ids: [acme-cms, acme-cms.web] into applications.web of partners/acme.yaml',
    ],
  },
  {
    name: "another name of the file and another key",
    prepare: several,
    change: (w) => {
      renameFile(w, "acme");
      move(w.partners, "acme.web", "acme.browser");
    },
    lines: [
      'application "backup" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.backup" now: write former_ids: [acme-cms.backup] into applications.backup of partners/acme.yaml',
      'application "machine" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.machine" now: write former_ids: [acme-cms.machine] into applications.machine of partners/acme.yaml',
      'application "web" of partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.browser" now: write former_ids: [acme-cms, acme-cms.web] into applications.browser of partners/acme.yaml',
    ],
  },
  {
    name: "another name of the file, which becomes one with several",
    change: (w) => {
      several(w);
      renameFile(w, "acme");
      delete found(w.partners["acme.web"]).former_ids;
    },
    lines: [
      'partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme.web" now: write former_ids: [acme-cms] into applications.web of partners/acme.yaml',
    ],
  },
  {
    name: "a second name of a file with one application",
    prepare: (w) => (acme(w).former_ids = ["acme-old"]),
    change: (w) => renameFile(w, "acme"),
    lines: [
      'partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme" now: write former_ids: [acme-old, acme-cms] into partners/acme.yaml',
    ],
  },
  {
    name: "another name, with a client ID",
    prepare: (w) => (found(acme(w).stacks.prod).client_id = "A"),
    change: (w) => renameFile(w, "acme"),
    lines: [
      'partner "Acme CMS" is gone, and nobody had retired it: it is declared as "acme" now: write former_ids: [acme-cms] into partners/acme.yaml',
    ],
  },
])("$name: what is written then is all, and the client ID stays", ({ prepare = nothing, change, lines }) => {
  const before = world();
  prepare(before);
  const after = structuredClone(before);
  change(after);
  const first = betweenWorlds(before, after);
  expect(first.map(({ what, fix }) => `${what}: ${fix}`)).toEqual(lines);
  const was = planStack(workspaceOf(before), "prod");
  write(
    after,
    first.map(({ fix }) => fix),
  );
  expect(betweenWorlds(before, after)).toEqual([]);
  expect(placesOf(ruleNamed("former-id-free"), workspaceOf(after))).toEqual([]);
  const plan = planStack(workspaceOf(after), "prod");
  const held = heldIn(stateOf(was));
  expect([...misnamedIn(plan, held), ...vanishedIn(plan, held)]).toEqual([]);
  const partners = held.filter(({ kind }) => kind === "partner");
  for (const { name } of partners) {
    const bearer = found(plan.partners[bearerOf(plan.partners, name) ?? ""]);
    expect(bearer.application.callbacks).toEqual(was.partners[name]?.application.callbacks);
  }
});

test("two applications that look alike are not heirs: nothing is guessed", () => {
  const before = world();
  several(before);
  const after = structuredClone(before);
  for (const key of ["one", "two"])
    after.partners[`acme-cms.${key}`] = structuredClone(found(after.partners["acme-cms.machine"]));
  delete after.partners["acme-cms.machine"];
  expect(betweenWorlds(before, after).map(({ fix }) => fix)).toEqual([
    "bring applications.machine back and `retire acme-cms.machine` first; if it was renamed, write former_ids: [acme-cms.machine] below its new key, or into its new file",
  ]);
});

test("another company that takes a client ID and nothing else over is not an heir", () => {
  const before = world();
  found(acme(before).stacks.prod).client_id = "A";
  const after = structuredClone(before);
  delete after.partners["acme-cms"];
  after.partners.newcomer = structuredClone(found(after.partners.fieldbook));
  Object.assign(after.partners.newcomer, {
    name: "Newcomer",
    stacks: { prod: { client_id: "A", callbacks: ["https://newcomer.example/callback"] } },
  });
  expect(betweenWorlds(before, after).map(({ fix }) => fix)).toEqual([
    expect.stringMatching(/^bring the file back/),
    expect.stringMatching(
      /^leave it in partners\/acme-cms\.yaml: its users allowed "acme-cms", and nobody else/,
    ),
  ]);
});

/** As one that never had a single application. */
const alwaysSeveral: Edit = (w) => {
  several(w);
  delete found(w.partners["acme-cms.web"]).former_ids;
};

test.for<{ name: string; prepare?: Edit; change: Edit; lines?: readonly string[] }>([
  { name: "a file that can be read again", prepare: alwaysSeveral, change: nothing },
  {
    name: "keys that say what they were",
    prepare: alwaysSeveral,
    change: (w) => {
      move(w.partners, "acme-cms.machine", "acme-cms.nightly", { former_ids: ["acme-cms.machine"] });
    },
  },
  {
    name: "a file that says what its applications were",
    prepare: alwaysSeveral,
    change: (w) => {
      for (const key of ["web", "machine", "backup"])
        move(w.partners, `acme-cms.${key}`, `acme.${key}`, { former_ids: [`acme-cms.${key}`] });
    },
  },
  { name: "a file that becomes one with several, and says so", change: several },
  {
    name: "a file that becomes one with several, under another name",
    change: (w) => {
      several(w);
      renameFile(w, "acme");
      found(w.partners["acme.web"]).former_ids = ["acme-cms"];
    },
  },
  {
    name: "a file that is gone",
    prepare: alwaysSeveral,
    change: (w) => renameFile(w, "acme"),
    lines: [
      "partners/acme-cms.yaml: bring the file back and `retire acme-cms` first; if it was renamed, write former_ids: [acme-cms] into the new file",
    ],
  },
])(
  "nobody knows what the base's file said, and nothing is guessed: $name",
  ({ prepare = nothing, change, lines = [] }) => {
    const before = world();
    prepare(before);
    const after = structuredClone(before);
    change(after);
    for (const id of Object.keys(before.partners).filter((one) => one.startsWith("acme-cms")))
      delete before.partners[id];
    before.unreadable.push("partners/acme-cms.yaml");
    expect(betweenWorlds(before, after).map(({ file, fix }) => `${file}: ${fix}`)).toEqual(lines);
  },
);
