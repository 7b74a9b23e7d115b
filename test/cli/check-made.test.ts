// `check` says of everything that is made from declarations when it is stale, and what to do.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { load } from "../../src/load/load.ts";
import { diskSource } from "../../src/load/source.ts";
import { MADE_FROM_DECLARATIONS } from "../../src/repository/generated.ts";
import { SCHEMAS } from "../../src/repository/schemas.ts";
import { runCommand, unwrapped } from "../support/command.ts";

let root: string;
const at = (file: string) => join(root, file);
const write = (file: string, text: string) => {
  mkdirSync(dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
};
const edit = (file: string, from: string, to: string) => {
  const text = readFileSync(at(file), "utf8");
  expect(text).toContain(from);
  write(file, text.replace(from, to));
};
const check = () => runCommand(["check", "--root", root], { cwd: root });

/** As `npm run generate` writes them. */
function generate(): void {
  const { workspace } = load(diskSource(root));
  for (const { file, content } of MADE_FROM_DECLARATIONS) write(file, content(workspace));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "made-"));
  cpSync("test/support/workspace", root, { recursive: true });
  generate();
});
afterEach(() => rmSync(root, { recursive: true }));

const STAGING = `config:
  auth0:domain: our-app-staging.auth0.example
  partner-access:protect: false
  partner-access:deployment: { after: dev, approval: false }
`;

test("nothing is said when everything is as generated", async () => {
  expect(unwrapped((await check()).out)).toMatch(
    /^(note: .*\n)*7 partners, 2 APIs, 3 stacks: no findings\n$/,
  );
});

test("a changed owner is told at its line of CODEOWNERS", async () => {
  edit("partners/acme-cms.yaml", "owner: integrations@our-app.example", 'owner: "@our-app/integrations"');
  const { exit, out } = await check();
  expect(exit).toBe(1);
  await expect(out).toMatchFileSnapshot("../golden/repository/stale-codeowners.txt");
});

test("a line too many and a line that is missing are told as that", async () => {
  edit(
    ".github/CODEOWNERS",
    "/partners/acme-cms.yaml",
    "/partners/gone.yaml a@our-app.example\n/partners/acme-cms.yaml",
  );
  expect(unwrapped((await check()).out)).toContain(
    'writes: "/partners/gone.yaml a@our-app.example" does not belong here [made-stale]',
  );
  generate();
  edit(".github/CODEOWNERS", "/partners/acme-cms.yaml integrations@our-app.example\n", "");
  expect(unwrapped((await check()).out)).toContain(
    'writes: "/partners/acme-cms.yaml integrations@our-app.example" is missing here [made-stale]',
  );
});

test("while a declaration is wrong, only that is told", async () => {
  edit("partners/acme-cms.yaml", "[read:contacts]", "[raed:contacts]");
  const { out } = await check();
  expect(out).toContain("[grant-scope-declared]");
  expect(out).toMatch(/1 finding in 1 file\n$/);
});

test("a stack that no workflow deploys is told, where it is declared", async () => {
  write("Pulumi.staging.yaml", STAGING);
  const { exit, out } = await check();
  expect(exit).toBe(1);
  await expect(out).toMatchFileSnapshot("../golden/repository/stack-not-deployed.txt");
  generate();
  expect((await check()).exit).toBe(0);
});

test("another order is told at the job that has the old one", async () => {
  write("Pulumi.staging.yaml", STAGING);
  generate();
  edit("Pulumi.prod.yaml", "after: dev", "after: staging");
  const { out } = await check();
  expect(unwrapped(out)).toMatch(/^\.github\/workflows\/deploy\.yml:\d+:1: error: .* \[made-stale\]$/m);
  expect(out).toContain("fix: npm run generate");
});

test("a stack that is gone is told at the workflow that still deploys it", async () => {
  write("Pulumi.staging.yaml", STAGING);
  generate();
  rmSync(at("Pulumi.staging.yaml"));
  expect(unwrapped((await check()).out)).toMatch(
    /^\.github\/workflows\/deploy\.yml:\d+:1: error: .* \[made-stale\]$/m,
  );
});

describe("a file that is made from declarations", () => {
  test.for(MADE_FROM_DECLARATIONS.map(({ file }) => ({ file })))(
    "$file is stale when it is changed by hand or cut off",
    async ({ file }) => {
      const text = readFileSync(at(file), "utf8");
      for (const stale of [`${text}\n# more\n`, text.split("\n").slice(0, -2).join("\n"), ""]) {
        write(file, stale);
        const { exit, out } = await check();
        expect({ exit, out }).toEqual({ exit: 1, out: expect.stringMatching(/made-stale|stack-deployed/) });
      }
    },
  );

  test("is not asked for where it is not there: other hosts need none of GitHub's", async () => {
    rmSync(at(".github"), { recursive: true });
    expect((await check()).exit).toBe(0);
  });

  test.for([
    { owners: ".github/CODEOWNERS", pipeline: ".github/workflows/deploy.yml" },
    { owners: ".gitlab/CODEOWNERS", pipeline: ".gitlab-ci.yml" },
  ])("is missed where its host's pipeline is there: $owners", async ({ owners, pipeline }) => {
    rmSync(at(owners));
    const { exit, out } = await check();
    expect({ exit, out: unwrapped(out) }).toEqual({
      exit: 1,
      out: expect.stringContaining(
        `${pipeline}:1:1: error: ${owners} is not there, and ${pipeline} is [made-stale]`,
      ),
    });
    // Followed: what the finding says.
    const said = execFileSync(process.execPath, [resolve("scripts/generate-project.ts")], {
      cwd: root,
      encoding: "utf8",
    });
    expect(said).toContain(`${owners} written`);
    expect((await check()).exit).toBe(0);
  });

  test("is not judged while what it is made from cannot be read", async () => {
    write("partners/acme-cms.yaml", "name: [\n");
    expect((await check()).out).not.toMatch(/made-stale|stack-deployed/);
  });
});

describe("schemas", () => {
  test("are judged where they are", async () => {
    for (const [file, content] of SCHEMAS) write(file, content());
    expect((await check()).exit).toBe(0);
    edit("schema/review.schema.json", '"partners"', '"others"');
    expect(unwrapped((await check()).out)).toMatch(
      /^schema\/review\.schema\.json:\d+:1: error: .* \[made-stale\]$/m,
    );
  });
});
