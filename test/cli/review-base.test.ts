// What `review` compares the declarations with.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/review/review.ts";
import { runCommand } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { openRepository } from "../support/repository.ts";
import { belowKey, machine } from "../support/several.ts";
import { CONTACTS, renameContacts } from "./support/renamed-api.ts";
import { ACME, gains, report, repository, review, text, WIDER, withRepository } from "./support/review.ts";

withRepository();

/** `+ partner scope` or `- partner scope` of every access that some stack gains or loses. */
const changesOf = ({ access }: Report): string[] =>
  access.flatMap(({ partner, scope, stacks }) => {
    const marks = new Set(stacks.map(({ change }) => change));
    return [
      ...(marks.has("added") ? [`+ ${partner} ${scope}`] : []),
      ...(marks.has("removed") ? [`- ${partner} ${scope}`] : []),
    ];
  });

const PLUS = ["+ acme-cms delete:contacts"];

describe("what is compared", () => {
  test("without a base nothing is, and git is not needed", async () => {
    rmSync(join(repository.folder, ".git"), { recursive: true });
    const { base, access, stacks } = await report();
    expect({ base, stacks }).toEqual({ base: undefined, stacks: ["dev", "local", "prod"] });
    expect(new Set(access.flatMap(({ stacks }) => stacks.map(({ change }) => change)))).toEqual(
      new Set(["kept"]),
    );
  });

  test("the files on disk, though nothing is committed", async () => {
    repository.write({ [ACME]: WIDER });
    const compared = await report("--base", "main");
    expect(compared.base).toEqual({ revision: "main", problems: [] });
    expect(changesOf(compared)).toEqual(PLUS);
  });

  test("nothing, before the first deployment: everything is new, and git is not needed", async () => {
    rmSync(join(repository.folder, ".git"), { recursive: true });
    const { access, base, consequences, partners } = await report("--against-nothing", "--stack", "prod");
    expect(base?.problems).toEqual([]);
    expect(new Set(access.flatMap(({ stacks }) => stacks.map(({ change }) => change)))).toEqual(
      new Set(["added"]),
    );
    expect(new Set(partners.map(({ change }) => change))).toEqual(new Set(["added"]));
    expect(consequences.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["stack-added", "partner-added", "sensitive-scope", "access-widened"]),
    );
    const { out } = await review(["--against-nothing", "--stack", "prod", "--format", "markdown"]);
    expect(out).not.toContain("No access changes");
    expect(out).toContain("### Access that changes");
  });

  test("one stack of several: who leaves it, or comes to it, is in the others still", async () => {
    const said = async () => {
      const { consequences } = await report("--base", "main", "--stack", "prod");
      return consequences.filter(({ subject }) => subject.id === "acme-cms").map(({ what }) => what);
    };
    const all = text(ACME);
    const withoutProd = all.replace(/^ {2}prod:\n(?: {4}.*\n)*/m, "");
    expect(withoutProd).not.toBe(all);
    repository.write({ [ACME]: withoutProd });
    const left = (await said()).join(" ");
    expect(left).toContain("Acme CMS");
    expect(left).not.toMatch(/its file is gone|is a new partner/);

    repository.commit();
    repository.write({ [ACME]: all });
    const came = (await said()).join(" ");
    expect(came).toContain("gets an application in this stack");
    expect(came).not.toContain("is a new partner");
  });

  test("nothing, and nothing else beside it", async () => {
    const { exit, err } = await review(["--against-nothing", "--base", "main"]);
    expect(exit).toBe(2);
    expect(err).toContain("--against-nothing shows the files on disk as all new");
  });

  test("a revision, whatever is on disk", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    repository.write({ [ACME]: "name: [\n" });
    expect(changesOf(await report("--base", "main", "--head", "topic"))).toEqual(PLUS);
  });

  test("nothing, where only order and formatting changed", async () => {
    const reordered = text(ACME).replace("name: Acme CMS\n", "").concat('"name":   "Acme CMS" # us\n');
    repository.write({ [ACME]: reordered });
    const { exit, out } = await review(["--base", "main"]);
    expect(exit).toBe(0);
    expect(out.split("\n")[0]).toBe("No access changes compared with main.");
  });

  test("the change alone, not what others merged since", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    repository.git("checkout", "--quiet", "main");
    repository.write({ [ACME]: gains("read:contacts, update:contacts") });
    repository.commit();
    repository.git("checkout", "--quiet", "topic");
    expect(changesOf(await report("--base", "main"))).toEqual(PLUS);
    expect(changesOf(await report("--base", "main", "--exact-base"))).toEqual([
      ...PLUS,
      "- acme-cms update:contacts",
    ]);
  });

  test("an older commit with a newer one, where it is to be deployed again", async () => {
    const old = repository.git("rev-parse", "HEAD");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    const args = ["--base", "main", "--head", old];
    expect(changesOf(await report(...args))).toEqual([]);
    expect(changesOf(await report(...args, "--exact-base"))).toEqual(["- acme-cms delete:contacts"]);
  });

  test("declarations in a subfolder of the repository", async () => {
    const files = Object.entries(validFiles()).map(([file, bytes]) => [`access/${file}`, bytes] as const);
    repository.write(Object.fromEntries(files));
    repository.commit();
    repository.write({ [`access/${ACME}`]: WIDER });
    const { out } = await runCommand([
      "review",
      "--root",
      join(repository.folder, "access"),
      "--base",
      "HEAD",
      "--format",
      "json",
    ]);
    expect(changesOf(JSON.parse(out))).toEqual(PLUS);
  });

  test("with the base itself in a clone too shallow to tell where the change left it, and says so", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    const clone = openRepository(mkdtempSync(join(tmpdir(), "clone-")));
    clone.git("clone", "--quiet", "--depth=1", "--no-single-branch", `file://${repository.folder}`, ".");
    const { out } = await runCommand([
      "review",
      "--root",
      clone.folder,
      "--base",
      "origin/main",
      "--format",
      "json",
    ]);
    clone.remove();
    expect(changesOf(JSON.parse(out))).toEqual(PLUS);
    expect(JSON.parse(out).base.problems).toEqual([
      "with where this change left origin/main: this clone is too shallow to tell; compared with origin/main " +
        "itself, so what others changed there since looks undone",
    ]);
  });

  test("only the stacks that are named", async () => {
    const { stacks, checksums, access } = await report("--stack", "prod", "--stack", "dev", "--base", "main");
    expect(stacks).toEqual(["dev", "prod"]);
    expect(checksums.map(({ stack }) => stack)).toEqual(["dev", "prod"]);
    expect(access.flatMap((one) => one.stacks).some(({ stack }) => stack === "local")).toBe(false);
  });
});

describe("a base that cannot be read as a whole", () => {
  const rewriteBase = (files: Record<string, string>) => {
    repository.write(files);
    repository.commit();
    repository.write({ ...Object.fromEntries(Object.keys(files).map((f) => [f, text(f)])), [ACME]: WIDER });
  };

  test("shows a partner as it is now where its file did not parse, and the others' changes", async () => {
    rewriteBase({ "partners/ember-mail.yaml": "name: [\n" });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual(PLUS);
    expect(compared.base?.problems).toEqual([
      "partners/ember-mail.yaml of main cannot be read, so it counts as it is now",
    ]);
  });

  test("knows a partner that was renamed since", async () => {
    repository.write({ [ACME]: "name: [\n" });
    repository.commit();
    rmSync(join(repository.folder, ACME));
    repository.write({ "partners/acme.yaml": `${text(ACME)}former_ids: [acme-cms]\n` });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.base?.problems).toHaveLength(1);
  });

  test("knows each of a partner's applications", async () => {
    const several = `${belowKey(text(ACME), "web")}${machine("local")}`;
    repository.write({ [ACME]: "name: [\n" });
    repository.commit();
    repository.write({ [ACME]: several });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.base?.problems).toEqual([
      "partners/acme-cms.yaml of main cannot be read, so it counts as it is now",
    ]);
  });

  test("knows an API that was renamed since", async () => {
    repository.write({ [CONTACTS]: "name: 7\n" });
    repository.commit();
    renameContacts(repository);
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.base?.problems).toEqual([
      "apis/contacts.yaml of main cannot be read, so it counts as it is now",
    ]);
  });

  test("says that it cannot show what a partner loses whose file did not parse and is gone", async () => {
    repository.write({ [ACME]: "name: [\n" });
    repository.commit();
    rmSync(join(repository.folder, ACME));
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.base?.problems).toEqual([
      "partners/acme-cms.yaml of main cannot be read, and it is gone now, so what it allowed is not shown as removed",
    ]);
  });

  test.for([
    { name: "an API", files: { "apis/contacts.yaml": "name: 7\n" } },
    { name: "the tenant", files: { "tenant.yaml": "connections: none\n" } },
    { name: "a stack", files: { "Pulumi.prod.yaml": "config: none\n" } },
  ])("takes $name as it is now", async ({ files }) => {
    rewriteBase(files);
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual(PLUS);
    expect(compared.base?.problems).toEqual([
      `${Object.keys(files)[0]} of main cannot be read, so it counts as it is now`,
    ]);
  });

  test("is no problem where it only breaks a rule", async () => {
    rewriteBase({ [ACME]: text(ACME).replace("https://acme.example/callback", "https://*.acme.example/") });
    const compared = await report("--base", "main");
    expect(compared.base?.problems).toEqual([]);
    expect(changesOf(compared)).toEqual(PLUS);
  });

  test("leaves the head reviewed as if without one where it cannot be planned", async () => {
    rewriteBase({ [ACME]: text(ACME).replace("api: contacts", "api: letters") });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.access.length).toBeGreaterThan(0);
    expect(compared.base?.problems).toEqual([
      "main as a whole, since it cannot be planned (no API letters); " + "this is the access as it is",
    ]);
    expect((await review(["--base", "main"])).out).not.toContain("No access changes");
  });

  test("and so where it had no declarations at all", async () => {
    repository.git("checkout", "--quiet", "--orphan", "empty");
    repository.git("rm", "-r", "--quiet", "--cached", ".");
    repository.git("commit", "--quiet", "--allow-empty", "--message", "empty");
    const { base, access } = await report("--base", "empty");
    expect(access.length).toBeGreaterThan(0);
    expect(base?.problems).toEqual([
      "empty as a whole, since it declares no stack in this folder; this is the access as it is",
    ]);
  });
});
