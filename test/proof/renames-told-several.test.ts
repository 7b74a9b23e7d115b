// Applications of one file that change places: check, review, drift, recover, preview and update say the same, and lose nothing.
import { beforeAll, describe, expect, test } from "vitest";
import { checkedIn, driftedIn, reviewedIn } from "../e2e/support/gates.ts";
import { idsIn, livingStack, refusedUpdate } from "../e2e/support/renaming.ts";
import { belowKey, machine } from "../support/several.ts";

const ACME = "partners/acme-cms.yaml";
const TAKEN = "while both names are in use: give each the name that it had, and rename one at a time";
const living = livingStack();

const programOf = (key: string) => machine("dev").replace("  machine:", `  ${key}:`);

/** The file with `web` and `machine`, or with each under the other one's key. */
const withBoth = (single: string, web = "web", program = "machine") =>
  `${belowKey(single, web)}${programOf(program)}`;
const formerOf = (text: string, key: string, id: string) =>
  text.replace(`\n  ${key}:\n`, `\n  ${key}:\n    former_ids: [${id}]\n`);

async function refusedByAll(change: () => void, drift: readonly string[], said: string): Promise<void> {
  const as = living.stack.read(ACME);
  const before = await idsIn(living.stack.tenant);
  try {
    change();
    expect(await checkedIn(living)).toContain("id-taken");
    expect(new Set(await reviewedIn(living))).toContain("applications-exchanged!");
    const { drift: told } = await driftedIn(living);
    expect(told.map(({ rule, subject }) => `${rule} ${subject.id}`).sort()).toEqual(drift);
    for (const { todo } of told) expect(todo).toContain(said);
    expect(await living.stack.verb("recover", "--stack", "dev")).toMatchObject({
      exit: 3,
      err: expect.stringContaining(said),
    });
    const preview = await living.stack.pulumi("preview", "--stack", "dev");
    expect(preview).toMatchObject({ code: expect.any(Number), output: expect.stringContaining(said) });
    expect(preview.code).not.toBe(0);
    expect(await refusedUpdate(living.stack, before)).toContain(said);
  } finally {
    living.stack.write(ACME, as);
  }
}

let single: string;
beforeAll(() => {
  living.commit();
  single = living.stack.read(ACME);
});

test("one application becomes two, and the wrong one says what it was", () =>
  refusedByAll(
    () => living.stack.write(ACME, formerOf(withBoth(single), "machine", "acme-cms")),
    ["update-refused acme-cms.web"],
    "take former_ids: [acme-cms] out of applications.machine of partners/acme-cms.yaml, and write it there",
  ));

describe("of two that are deployed", () => {
  beforeAll(async () => {
    living.stack.write(ACME, formerOf(withBoth(single), "web", "acme-cms"));
    await living.stack.up("--skip-preview");
    living.stack.write(ACME, withBoth(single));
    living.commit();
  });

  test.for([
    {
      name: "a new one gets the key of one that has another key now",
      text: () =>
        `${withBoth(single, "browser")}${programOf("web").replaceAll("read:contact-changes", "delete:contacts")}`,
      drift: ["update-refused acme-cms.browser"],
    },
    {
      name: "the keys are swapped, and the company has another name",
      text: () => withBoth(single, "machine", "web").replace("name: Acme CMS", "name: Acme Suite"),
      drift: ["update-refused acme-cms.machine", "update-refused acme-cms.web"],
    },
    {
      name: "the keys are swapped, and one gets other callbacks",
      text: () => withBoth(single, "machine", "web").replaceAll("our-app/callback", "our-app/new"),
      drift: ["update-refused acme-cms.machine", "update-refused acme-cms.web"],
    },
  ])("$name", ({ text, drift }) => refusedByAll(() => living.stack.write(ACME, text()), drift, TAKEN));

  test("with the file as it was nothing was lost", async () => {
    const { applications, grants } = await idsIn(living.stack.tenant);
    expect((await living.stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev")).code).toBe(0);
    expect(await idsIn(living.stack.tenant)).toMatchObject({ applications, grants });
  });
});
