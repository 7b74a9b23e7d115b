// Around merge and deployment: check, review, preview, drift, recover and the next update say the same of each rename, and lose nothing.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkedIn, driftedIn, reviewedIn } from "../e2e/support/gates.ts";
import { idsIn, livingStack, nameFormer, renameApi, renamePartner } from "../e2e/support/renaming.ts";

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
beforeAll(() => living.commit());

const rename = (to: string, ...former: string[]) => {
  renamePartner(living.stack, "acme-cms", to);
  if (former.length > 0) nameFormer(living.stack, `partners/${to}.yaml`, ...former);
};
const otherIdentifier = (file: string) =>
  living.stack.edit(file, (text) => text.replace(/identifier: .*/, "$&/v2"));
/** What another identifier changes beside the API itself. */
const FOLLOWING = [
  "note change-not-deployed action account-claim",
  "note change-not-deployed partner acme-cms",
  "note change-not-deployed partner beacon-crm",
];
const UNUSABLE = "finding connection-unusable connection google";
const BOTH = "while both names are in use: give each the name that it had, and rename one at a time";

/** Puts the files back as they are now. */
function remembered(): () => void {
  const as = FILES.map((file) => [file, living.stack.read(file)] as const);
  return () => {
    for (const file of NEW.filter((one) => existsSync(join(living.stack.root, one))))
      rmSync(join(living.stack.root, file));
    for (const [file, text] of as) living.stack.write(file, text);
  };
}

const brand = (name: string) =>
  living.stack.edit("partners/acme.yaml", (text) => text.replace(/^name: .*/m, `name: ${name}`));
test.for<{
  name: string;
  change: () => void;
  /** What `check` refuses beside the files that were deployed; nothing where it is left out. */
  check?: readonly string[];
  /** What the review says of it: `!` where no update does it. */
  review: readonly string[];
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
    review: ["partner-renamed"],
    drift: ["note rename-not-deployed partner acme"],
  },
  {
    name: "a partner that does not say so",
    change: () => rename("acme"),
    check: ["partner-vanished"],
    review: ["partner-vanished!"],
    drift: ["finding update-refused partner acme"],
    refused: "write former_ids: [acme-cms] into partners/acme.yaml",
  },
  {
    name: "a partner that does not say so, and has another name",
    change: () => {
      rename("acme");
      brand("Acme Suite");
    },
    check: ["partner-vanished"],
    review: ["partner-vanished"],
    drift: ["alarm application-without-file application acme-cms", "note not-deployed-yet partner acme"],
    ends: "if it was renamed, write former_ids: [acme-cms] into its new file",
  },
  {
    name: "an API",
    change: () => {
      renameApi(living.stack, "contacts", "crm");
      nameFormer(living.stack, "apis/crm.yaml", "contacts");
    },
    review: ["api-renamed"],
    drift: [],
  },
  {
    name: "an API that does not say so",
    change: () => renameApi(living.stack, "contacts", "crm"),
    check: ["vanished"],
    review: ["api-removed!"],
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
    check: ["id-taken"],
    review: ["applications-exchanged!", "applications-exchanged!"],
    drift: ["finding update-refused partner acme-cms", "finding update-refused partner beacon-crm"],
    refused: BOTH,
  },
  {
    name: "a partner, beside one that is removed and was not retired",
    change: () => {
      living.stack.delete(BEACON);
      rename("acme", "acme-cms");
    },
    check: ["partner-vanished"],
    review: ["partner-renamed", "partner-vanished"],
    drift: ["alarm application-without-file application beacon-crm", "note rename-not-deployed partner acme"],
    ends: "bring it back into partners/beacon-crm.yaml with status: retired",
  },
  {
    name: "a partner that meets the id of one that goes",
    change: () => {
      living.stack.delete(BEACON);
      rename("beacon-crm", "acme-cms");
    },
    check: ["id-taken", "partner-vanished"],
    review: ["partner-takes-over", "partner-vanished!"],
    drift: ["finding update-refused partner beacon-crm"],
    refused: BOTH,
  },
  {
    name: "a partner that claims another one beside its own",
    change: () => {
      living.stack.delete(BEACON);
      nameFormer(living.stack, ACME, "beacon-crm");
    },
    check: ["id-taken", "partner-vanished"],
    review: ["partner-takes-over", "partner-vanished"],
    drift: ["note update-unreviewed partner acme-cms"],
    ends: 'that of "beacon-crm" would be deleted. Remove the former id',
  },
  {
    name: "a partner that says what it was, and has another name",
    change: () => {
      rename("acme", "acme-cms");
      brand("Acme Suite");
    },
    review: ["partner-renamed", "partner-renamed"],
    drift: ["note update-unreviewed partner acme"],
    ends: 'which says that it was that, is "Acme Suite": it would get what the other has. If it is the same, deploy the rename alone first; else remove the former id',
  },
  {
    name: "an API that says what it was, and has another identifier",
    change: () => {
      renameApi(living.stack, "contacts", "crm");
      nameFormer(living.stack, "apis/crm.yaml", "contacts");
      otherIdentifier("apis/crm.yaml");
    },
    review: ["api-renamed", "api-replaced"],
    drift: ["note update-unreviewed api crm", ...FOLLOWING],
    ends: "which says that it was that, is",
  },
  {
    name: "an API that has another identifier",
    change: () => otherIdentifier(API),
    review: ["api-replaced"],
    drift: ["note update-unreviewed api contacts", ...FOLLOWING],
    ends: "would be deleted for another one: apis/contacts.yaml says the identifier",
  },
  {
    name: "a partner of another kind",
    change: () => living.stack.edit(ACME, (text) => text.replace("mode: strict", "mode: permissive")),
    review: ["application-replaced"],
    drift: ["note update-unreviewed partner acme-cms"],
    ends: "would be deleted for another one: partners/acme-cms.yaml says that it is third-party, permissive",
  },
  {
    name: "a partner that is gone and was not retired",
    change: () => living.stack.delete(BEACON),
    check: ["partner-vanished"],
    review: ["partner-vanished"],
    drift: ["alarm application-without-file application beacon-crm"],
    ends: "bring it back into partners/beacon-crm.yaml with status: retired",
  },
  {
    name: "an API that is gone and has grants, beside a new one",
    change: () => {
      renameApi(living.stack, "contacts", "crm");
      otherIdentifier("apis/crm.yaml");
    },
    check: ["vanished"],
    review: ["api-removed"],
    drift: ["note update-unreviewed api contacts", "note not-deployed-yet api crm", ...FOLLOWING],
    ends: "bring apis/contacts.yaml back",
  },
  {
    name: "a scope",
    change: () => {
      for (const file of [API, ACME, BEACON])
        living.stack.edit(file, (text) => text.replaceAll("read:contacts", "view:contacts"));
    },
    review: [],
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
    review: [],
    drift: ["alarm connection-promoted connection google-oauth2", UNUSABLE],
  },
])("$name", async ({ change, check = [], review, drift, refused, ends }) => {
  const restore = remembered();
  const { partners } = await living.stack.outputs();
  try {
    change();
    expect(await checkedIn(living)).toEqual(check);
    expect(await reviewedIn(living)).toEqual(review);
    const { drift: told } = await driftedIn(living);
    const nameOf = (id: string) =>
      Object.keys(partners).find((partner) => partners[partner]?.client_id === id) ?? id;
    const brief = told.map(({ severity, rule, subject }) =>
      [severity, rule, subject.kind, nameOf(subject.id)].join(" "),
    );
    expect(brief.sort()).toEqual([...drift].sort());
    expect(told.filter(({ todo }) => /delete (it|the|another)(?! in a later change)/.test(todo))).toEqual([]);
    const end = refused ?? ends ?? "";
    expect(told.map(({ todo }) => todo).join()).toContain(end);
    const recovered = await living.stack.verb("recover", "--stack", "dev");
    const said = refused === undefined ? { exit: 0 } : { exit: 3, err: expect.stringContaining(refused) };
    expect(recovered).toMatchObject(said);
    if (end !== "") {
      const preview = await living.stack.pulumi("preview", "--stack", "dev");
      expect(preview.output).toContain(end);
      // It shows what it replaces, and goes on.
      expect(preview.code === 0).toBe(/^(application|api)-replaced$/.test(review.join()));
      expect(await living.refused()).toContain(end);
    }
  } finally {
    restore();
  }
});

test("with the files as they were nothing was lost, and nothing is to be done", async () =>
  expect(await living.keeps()).toEqual([]));

test("a partner that has another name keeps its application where the rename alone is deployed first", async () => {
  const restore = remembered();
  rename("acme", "acme-cms");
  expect(await living.keeps()).toHaveLength(1);
  brand("Acme Suite");
  expect(await living.keeps()).toHaveLength(1);
  expect(await driftedIn(living)).toMatchObject({ drift: [] });
  restore();
});

test("or with the checksum of its review, and with no other", async () => {
  nameFormer(living.stack, ACME, "acme");
  expect(await living.refused()).toContain("If it is the same, deploy the rename alone first");
  living.commit();
  const { out } = await living.stack.verb("review", "--stack", "dev", "--base", "HEAD~1", "--format", "json");
  const { ended } = living.stack.start(["up", "--yes", "--skip-preview", "--stack", "dev"], {
    PARTNER_ACCESS_EXPECT_CHECKSUM: JSON.parse(out).checksums[0].checksum,
  });
  expect(await ended).toMatchObject({ code: 0 });
  expect(await idsIn(living.stack.tenant)).toEqual(living.before);
  expect(await driftedIn(living)).toMatchObject({ drift: [] });
});
