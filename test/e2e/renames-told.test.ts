// Between merge and deployment: drift, recover and the next update say the same of each rename, and none of them loses anything.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DriftReport } from "../../src/drift/drift.ts";
import { livingStack, nameFormer, renameApi, renamePartner } from "./support/renaming.ts";

const [ACME, BEACON, API] = [
  "partners/acme-cms.yaml",
  "partners/beacon-crm.yaml",
  "apis/contacts.yaml",
] as const;
const ACTIONS = "src/plan/actions.ts";
const STACKS = ["local", "dev", "prod"].map((stack) => `Pulumi.${stack}.yaml`);
const FILES = [ACME, BEACON, API, "tenant.yaml", ACTIONS, ...STACKS];
const NEW = ["partners/acme.yaml", "apis/crm.yaml"];

const living = livingStack();

const rename = (to: string, ...former: string[]) => {
  renamePartner(living.stack, "acme-cms", to);
  if (former.length > 0) nameFormer(living.stack, `partners/${to}.yaml`, ...former);
};
const BOTH = "while both names are in use: give each the name that it had, and rename one at a time";

test.for<{
  name: string;
  change: () => void;
  /** What drift says with the state. */
  drift: readonly string[];
  /** What every one says who refuses; without it the update goes through, and recover finds nothing. */
  refused?: string;
  /** What only the update refuses. */
  ends?: string;
}>([
  {
    name: "a partner",
    change: () => rename("acme", "acme-cms"),
    drift: ["note rename-not-deployed partner acme"],
  },
  {
    name: "a partner that does not say so",
    change: () => rename("acme"),
    drift: ["finding update-refused partner acme"],
    refused: "write former_ids: [acme-cms] into partners/acme.yaml",
  },
  {
    name: "a partner that does not say so, and has another name",
    change: () => {
      rename("acme");
      living.stack.edit("partners/acme.yaml", (text) => text.replace("name: Acme CMS", "name: Acme Suite"));
    },
    drift: ["alarm application-without-file application acme-cms", "note not-deployed-yet partner acme"],
    ends: "if it was renamed, write former_ids: [acme-cms] into its new file",
  },
  {
    name: "an API",
    change: () => {
      renameApi(living.stack, "contacts", "crm");
      nameFormer(living.stack, "apis/crm.yaml", "contacts");
    },
    drift: [],
  },
  {
    name: "an API that does not say so",
    change: () => renameApi(living.stack, "contacts", "crm"),
    drift: ["finding update-refused api crm"],
    refused: "write former_ids: [contacts] into apis/crm.yaml",
  },
  {
    name: "two partners that swap their files",
    change: () => {
      const [acme, beacon] = [living.stack.read(ACME), living.stack.read(BEACON)];
      living.stack.write(ACME, beacon);
      living.stack.write(BEACON, acme);
    },
    drift: ["finding update-refused partner acme-cms", "finding update-refused partner beacon-crm"],
    refused: BOTH,
  },
  {
    name: "a partner, beside one that is removed and was not retired",
    change: () => {
      living.stack.delete(BEACON);
      rename("acme", "acme-cms");
    },
    drift: ["alarm application-without-file application beacon-crm", "note rename-not-deployed partner acme"],
    ends: "bring it back into partners/beacon-crm.yaml with status: retired",
  },
  {
    name: "a partner that meets the id of one that goes",
    change: () => {
      living.stack.delete(BEACON);
      rename("beacon-crm", "acme-cms");
    },
    drift: ["finding update-refused partner beacon-crm"],
    refused: BOTH,
  },
  {
    name: "a partner that claims another one beside its own",
    change: () => {
      living.stack.delete(BEACON);
      nameFormer(living.stack, ACME, "beacon-crm");
    },
    drift: ["finding update-refused partner acme-cms"],
    ends: 'that of "beacon-crm" would be deleted. Remove the former id',
  },
  {
    name: "a scope",
    change: () => {
      for (const file of [API, ACME, BEACON])
        living.stack.edit(file, (text) => text.replaceAll("read:contacts", "view:contacts"));
    },
    drift: [
      "note change-not-deployed api contacts",
      "note change-not-deployed partner acme-cms",
      "note change-not-deployed partner beacon-crm",
    ],
  },
  {
    name: "a connection that the tenant does not have by that name",
    change: () =>
      living.stack.edit("tenant.yaml", (text) => text.replace("name: google-oauth2", "name: google")),
    drift: [
      "alarm connection-promoted connection google-oauth2",
      "finding connection-unusable connection google",
    ],
  },
])("$name", async ({ change, drift, refused, ends }) => {
  const as = FILES.map((file) => [file, living.stack.read(file)] as const);
  const { partners } = await living.stack.outputs();
  change();
  try {
    const { out } = await living.stack.verb("drift", "--stack", "dev", "--deployed", "--format", "json");
    const told = (JSON.parse(out) as DriftReport).drift;
    const nameOf = (id: string) =>
      Object.keys(partners).find((partner) => partners[partner]?.client_id === id) ?? id;
    const brief = told.map(({ severity, rule, subject }) =>
      [severity, rule, subject.kind, nameOf(subject.id)].join(" "),
    );
    expect(brief.sort()).toEqual([...drift].sort());
    expect(told.filter(({ todo }) => /delete (it|the|another)/.test(todo))).toEqual([]);
    if (told.some(({ rule }) => rule === "update-refused"))
      expect(told.map(({ todo }) => todo).join()).toContain(refused ?? ends);
    const recovered = await living.stack.verb("recover", "--stack", "dev");
    if (refused === undefined) expect(recovered).toMatchObject({ exit: 0 });
    else expect(recovered).toMatchObject({ exit: 3, err: expect.stringContaining(refused) });
    if (refused ?? ends) expect(await living.refused()).toContain(refused ?? ends);
  } finally {
    for (const file of NEW.filter((one) => existsSync(join(living.stack.root, one))))
      rmSync(join(living.stack.root, file));
    for (const [file, text] of as) living.stack.write(file, text);
  }
});

test("with the files as they were nothing was lost, and nothing is to be done", async () => {
  expect(await living.keeps()).toEqual([]);
});
