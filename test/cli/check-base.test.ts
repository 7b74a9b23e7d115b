import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";

let repository: Repository;

beforeEach(() => {
  repository = createRepository(validFiles());
  repository.commit();
});
afterEach(() => repository.remove());

const FILE = "partners/acme-cms.yaml";
const text = () => Buffer.from(validFiles()[FILE] ?? "").toString();
const path = (file: string) => join(repository.folder, file);
const check = (...argv: string[]) =>
  runCommand(["check", "--root", repository.folder, ...argv], { cwd: repository.folder });

/** Commits what a partner's file said before the change that is checked. */
const before = (file: string) => {
  repository.write({ [FILE]: file });
  repository.commit();
};

test("a partner's file that just vanishes is refused, and says how to do it", async () => {
  rmSync(path(FILE));
  expect((await check()).exit).toBe(0);
  const { exit, out } = await check("--base", "HEAD");
  expect(exit).toBe(1);
  await expect(out).toMatchFileSnapshot("../golden/edit/vanished.txt");
});

test("an annotation names the file that is gone", async () => {
  rmSync(path(FILE));
  const { out } = await check("--base", "HEAD", "--format", "github");
  expect(out).toMatch(
    /^::error file=partners\/acme-cms\.yaml,line=1,col=1,endColumn=2,title=partner-vanished::/,
  );
});

test.for<{ name: string; prepare: () => void; change: () => void }>([
  {
    name: "a retired partner's file is deleted",
    prepare: () => before(`${text()}status: retired\n`),
    change: () => rmSync(path(FILE)),
  },
  {
    name: "a partner's file is renamed and names its former id",
    prepare: () => undefined,
    change: () => {
      renameSync(path(FILE), path("partners/acme.yaml"));
      repository.write({ "partners/acme.yaml": `${text()}former_ids: [acme-cms]\n` });
    },
  },
  {
    name: "others have added a partner since",
    prepare: () => {
      repository.git("checkout", "--quiet", "-b", "theirs");
      repository.write({ "partners/theirs.yaml": text() });
      repository.commit();
      repository.git("checkout", "--quiet", "-b", "ours", "HEAD~1");
      repository.git("branch", "--force", "main", "theirs");
    },
    change: () => undefined,
  },
])("nothing is wrong when $name", async ({ prepare, change }) => {
  prepare();
  change();
  const { exit, out } = await check("--base", repository.git("rev-parse", "main"));
  expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining("no findings") });
});

test.for<{ name: string; file: string; said: RegExp }>([
  { name: "only suspended", file: `${text()}status: suspended\n`, said: /nobody had retired it/ },
  { name: "unreadable", file: "name: [\n", said: /what its file said could not be read/ },
])("a file that was $name before is not gone by right", async ({ file, said }) => {
  before(file);
  rmSync(path(FILE));
  const { exit, out } = await check("--base", "HEAD");
  expect(exit).toBe(1);
  expect(unwrapped(out)).toMatch(said);
});

test("retiring and deleting in one change is refused", async () => {
  repository.git("checkout", "--quiet", "-b", "change");
  repository.write({ [FILE]: `${text()}status: retired\n` });
  repository.commit();
  rmSync(path(FILE));
  repository.commit();
  expect((await check("--base", "main")).exit).toBe(1);
});

test("3 and what to do when the base does not exist", async () => {
  const { exit, out, err } = await check("--base", "no-such-branch");
  expect({ exit, out }).toEqual({ exit: 3, out: "" });
  expect(err).toContain("no-such-branch");
});
