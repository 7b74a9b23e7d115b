// `init` writes what check accepts, from any answers, and never over anything.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lintWorkflow } from "../../scripts/lint-workflows.ts";
import { updateSection } from "../../src/repository/update-section.ts";
import { runCommand, unwrapped } from "../support/command.ts";
import { dialogOf, instead } from "../support/dialog.ts";
import { Folder } from "../support/folder.ts";
import { WITHOUT_NPM } from "../support/without-npm.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder(realpathSync(mkdtempSync(join(tmpdir(), "partner-access-init-"))));
});
afterEach(() => folder.remove());

const init = (...argv: string[]) =>
  runCommand(["init", ...argv, "--package", "0.1.0"], {
    cwd: folder.root,
    env: WITHOUT_NPM,
    now: new Date().toISOString(),
  });
const check = (name: string) =>
  runCommand(["check"], { cwd: join(folder.root, name), now: new Date().toISOString() });

const MANY = [
  ...["--company", "Quay & Söhne: #1", "--domain", "quay.example", "--ci", "github"],
  ...["--tenant", "dev=quay-dev.auth0.example", "--tenant", "staging=quay-staging.auth0.example"],
  ...["--tenant", "prod=quay.auth0.example"],
  ...["--owner", "@quay/integrations", "--security", "risk@quay.example"],
  ...["--api", "orders", "meter-readings", "--partner", "harbor-sync", "--aws-account", "prod=111122223333"],
];

test.for([
  { name: "the example's answers", argv: ["--yes"] },
  { name: "three shared stacks, two APIs and AWS", argv: MANY },
  { name: "no partner, on GitLab", argv: ["--yes", "--no-partner", "--ci", "gitlab"] },
  {
    name: "ids that YAML and some of its readers take for something else",
    argv: [
      ...["--yes", "--api", "null", "true", "--partner", "no", "--company", "123", "--domain", "1.example"],
      ...["yes", "null", "true"].flatMap((name) => ["--tenant", `${name}=t${name}.auth0.example`]),
    ],
  },
  { name: "no API, for a tenant in use,", argv: ["--yes", "--no-api"] },
  { name: "no pipelines", argv: ["--yes", "--ci", "none"] },
])("$name give a repository without findings", async ({ argv }) => {
  const { exit, err } = await init("globex", ...argv);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  const { exit: checked, out, err: findings } = await check("globex");
  expect({ checked, findings }).toEqual({ checked: 0, findings: "" });
  expect(out).toContain("no findings");
});

test("the repository has one dependency, exact, and deploys its stacks in order, the last one with approval", async () => {
  await init("globex", ...MANY);
  const { dependencies, devDependencies } = JSON.parse(folder.read("globex/package.json"));
  expect({ dependencies, devDependencies }).toEqual({ dependencies: { "partner-access": "0.1.0" } });
  expect(folder.read("globex/.github/workflows/deploy.yml")).toContain("deploy-review -- dev staging prod");
  expect(folder.read("globex/Pulumi.staging.yaml")).toContain("{ after: dev, approval: false }");
  expect(folder.read("globex/Pulumi.prod.yaml")).toContain("{ after: staging, approval: true }");
  expect(folder.read("globex/README.md")).toContain("On AWS, the state's bucket and the roles that");
});

test("without AWS none of it is in the README; with Node.js 20 `npm ci` warns of no package that needs a newer one", async () => {
  await init("globex", "--yes");
  expect(folder.read("globex/README.md")).not.toContain("AWS");
  expect(folder.read("globex/.npmrc")).toMatch(/^loglevel=error$/m);
});

test("what npm says where it writes no lock file is told in lines of its own", async () => {
  mkdirSync(join(folder.root, "bin"));
  folder.write(
    "bin/npm",
    "#!/bin/sh\necho 'npm error code E404' >&2\necho 'npm error 404 no such package' >&2\nexit 1\n",
  );
  chmodSync(join(folder.root, "bin/npm"), 0o755);
  const { exit, err } = await runCommand(["init", "globex", "--yes", "--package", "0.1.0"], {
    cwd: folder.root,
    env: { PATH: `${join(folder.root, "bin")}:/bin:/usr/bin` },
  });
  expect(exit).toBe(0);
  expect(err).toBe(
    "package-lock.json is not written: `npm install` writes it. npm said:\n" +
      "npm error code E404\nnpm error 404 no such package\n",
  );
});

test("its workflows are what actionlint and our rules accept, and need no script of ours beside them", async () => {
  await init("globex", "--yes");
  const workflows = join(folder.root, "globex/.github/workflows");
  const { scripts } = JSON.parse(folder.read("globex/package.json"));
  for (const name of readdirSync(workflows)) {
    const text = readFileSync(join(workflows, name), "utf8");
    expect(await lintWorkflow(text, name)).toEqual([]);
    expect(text).not.toMatch(/node scripts\/|sparse-checkout/);
    // Of comments none is about files that are not here.
    expect(text).not.toMatch(/#.*(?:scripts\/|docs\/|release\.sha256|without libraries)/);
    for (const [, script = ""] of text.matchAll(/npm run (?:-s )?([a-z0-9-]+)/g))
      expect(scripts).toHaveProperty(script);
  }
});

test("on a terminal each answer is checked when it is given, and what was answered is kept", async () => {
  const { unasked, exit, err } = await dialogOf(
    ["init", "globex", "--package", "0.1.0"],
    [
      [/company's name/, "Globex\r"],
      [/domain of its product/, "\r"],
      [/Who answers/, "us\r"],
      [/cannot own files/, instead("@globex/integrations")],
      [/Who reviews/, "\r"],
      [/Tenants by stack/, "prod\r"],
      [/Write <stack>=<value>/, instead("dev=globex-dev.auth0.example prod=globex.auth0.example")],
      [/Where do pipelines run/, "\r"],
      [/AWS accounts/, "\r"],
    ],
    { cwd: folder.root, env: WITHOUT_NPM, now: new Date().toISOString() },
  );
  expect({ unasked, exit, err }).toEqual({ unasked: [], exit: 0, err: "" });
  expect(folder.read("globex/partners/first-partner.yaml")).toContain("@globex/integrations");
  expect(folder.read("globex/Pulumi.dev.yaml")).toContain("globex-dev.auth0.example");
});

describe("nothing is written", () => {
  test("into a folder that is not empty", async () => {
    mkdirSync(join(folder.root, "there"));
    writeFileSync(join(folder.root, "there/notes.txt"), "mine");
    const { exit, err } = await init("there", "--yes");
    expect(exit).toBe(2);
    expect(err).toContain("there is there and not empty");
    expect(readdirSync(join(folder.root, "there"))).toEqual(["notes.txt"]);
  });

  test("where something is missing: all of it is named", async () => {
    const { exit, err } = await init("globex", "--company", "Globex");
    expect(exit).toBe(2);
    for (const flag of ["--domain", "--owner", "--security", "--ci", "--tenant"]) expect(err).toContain(flag);
    expect(existsSync(join(folder.root, "globex"))).toBe(false);
  });

  test("for an owner whom nobody can ask, or an account of a stack that there is not", async () => {
    const { exit, err } = await init(
      "globex",
      "--yes",
      "--owner",
      "us",
      "--aws-account",
      "live=111122223333",
    );
    expect(exit).toBe(2);
    expect(err).toContain('"us" cannot own files');
    expect(err).toContain("--aws-account names stack live, which has no --tenant");
    expect(existsSync(join(folder.root, "globex"))).toBe(false);
  });

  test.for([
    { answers: ["--partner", "../../evil"], says: '--partner "../../evil": write lower-case letters' },
    { answers: ["--api", "../../evil"], says: '--api "../../evil": write lower-case letters' },
    { answers: ["--api", "a", "a"], says: '--api names "a" twice' },
    { answers: ["--tenant", "../../evil=a.auth0.example"], says: '--tenant "../../evil": write lower-case' },
    { answers: ["--tenant", "local=a.auth0.example"], says: "--tenant names stack local" },
    {
      answers: ["--tenant", "prod=a.auth0.example", "--tenant", "prod=b.auth0.example"],
      says: "Stack prod is named twice",
    },
    { answers: ["--domain", "https://globex.example/"], says: "write one such as globex.example" },
    { answers: ["--domain", "globex.example # x"], says: "write one such as globex.example" },
    { answers: ["--company", ""], says: '"" cannot be a name' },
    { answers: ["--company", "A\n## B"], says: "write one line" },
  ])("for $answers, here or elsewhere", async ({ answers, says }) => {
    const { exit, err } = await init("globex", "--yes", ...answers);
    expect(unwrapped(err)).toContain(says);
    expect(exit).toBe(2);
    expect(readdirSync(folder.root)).toEqual([]);
  });
});

test("what check refuses is said with all that makes the repository whole", async () => {
  const twice = ["--tenant", "dev=a.auth0.example", "--tenant", "prod=a.auth0.example"];
  const { exit, err } = await init("globex", "--yes", "--ci", "gitlab", ...twice);
  expect(exit).toBe(1);
  expect(unwrapped(err)).toContain("correct the files, then `npm install && npm run generate -- --gitlab`\n");
});

test("the next commands are what a shell takes, on the branch that pipelines deploy", async () => {
  const { out } = await init("it's ours", "--yes", "--company", "株式会社");
  expect(out).toContain("cd 'it'\\''s ours' && git init -b main && npm ci && npm start\n");
  expect(JSON.parse(folder.read("it's ours/package.json")).name).toBe("our-partner-access");
});

test("what is not given is named after the company, else the folder; letters with marks are letters", async () => {
  await init("odd-name-2", "--yes", "--company", "Müller & Söhne");
  expect(JSON.parse(folder.read("odd-name-2/package.json")).name).toBe("muller-sohne-partner-access");
  expect(folder.read("odd-name-2/tenant.yaml")).toContain("https://muller-sohne.example/account");
  await init("Ärzte", "--yes");
  expect(folder.read("Ärzte/README.md")).toContain("# Integration partners of Arzte\n");
});

test("a checkout, which npm did not install, asks where the package is, and writes nothing", async () => {
  const { exit, err } = await runCommand(["init", "globex", "--yes"], {
    cwd: folder.root,
    env: WITHOUT_NPM,
    now: new Date().toISOString(),
  });
  expect(exit).toBe(2);
  expect(err).toContain("--package is missing");
  expect(existsSync(join(folder.root, "globex"))).toBe(false);
});

test.for(["latest", "^0.1.0", "github:globex/partner-access", "npm:@globex/partner-access@^1", "../p.tgz"])(
  "--package %s, which is another version on another day, is refused",
  async (spec) => {
    const { exit, err } = await runCommand(["init", "globex", "--yes", "--package", spec], {
      cwd: folder.root,
      env: WITHOUT_NPM,
    });
    expect({ exit, err: unwrapped(err) }).toEqual({
      exit: 2,
      err: expect.stringContaining(`--package "${spec}" names no one version`),
    });
  },
);

test("on GitLab owners and pipeline are where GitLab reads them, and nothing is for GitHub", async () => {
  await init("globex", "--yes", "--ci", "gitlab");
  expect(folder.read("globex/.gitlab/CODEOWNERS")).toContain("* security@globex.example\n");
  expect(existsSync(join(folder.root, "globex/.gitlab-ci.yml"))).toBe(true);
  expect(existsSync(join(folder.root, "globex/.github"))).toBe(false);
});

describe("below another package.json", () => {
  const beside = (text: string) => writeFileSync(join(folder.root, "package.json"), text);

  test.for([
    { name: "without workspaces", text: "{}" },
    { name: "with others", text: '{"workspaces":["packages/*"]}' },
    { name: "that leaves it out", text: '{"workspaces":["*","!globex"]}' },
    { name: "that nobody can read", text: "{" },
  ])("$name it is a repository like any other", async ({ text }) => {
    beside(text);
    const { exit } = await init("globex", "--yes");
    expect({ exit, checked: (await check("globex")).exit }).toEqual({ exit: 0, checked: 0 });
  });

  test.for(['{"workspaces":["globex"]}', '{"workspaces":{"packages":["./glo*/"]}}'])(
    "of whose workspaces it would be one, nothing is written: %s",
    async (text) => {
      beside(text);
      const { exit, err } = await init("globex", "--yes");
      expect(unwrapped(err)).toContain("package.json makes this folder one of its npm workspaces");
      expect(exit).toBe(2);
      expect(existsSync(join(folder.root, "globex"))).toBe(false);
      // Followed: a folder that they leave out.
      expect((await init("elsewhere", "--yes")).exit).toBe(0);
    },
  );
});

test.for([
  { spec: "0.1.0", ci: "github", says: "npm install --ignore-scripts --save-exact partner-access@VERSION\n" },
  {
    spec: "npm:@globex/partner-access@0.1.0",
    ci: "gitlab",
    says: "npm install --ignore-scripts --save-exact partner-access@npm:@globex/partner-access@VERSION\n",
  },
  {
    spec: "https://files.globex.example/0.1.0/partner-access-0.1.0.tgz",
    ci: "none",
    says: "--save-exact partner-access@'https://files.globex.example/VERSION/partner-access-VERSION.tgz'\n",
  },
  {
    spec: `git+ssh://git@git.globex.example/p.git#${"0".repeat(40)}`,
    ci: "none",
    says: "--save-exact partner-access@'git+ssh://git@git.globex.example/p.git#VERSION'\n",
  },
  {
    spec: "file:vendor/partner-access-0.1.0.tgz",
    ci: "none",
    says: "npm install --ignore-scripts ./vendor/partner-access-VERSION.tgz\n",
  },
] as const)("the README says how $spec is updated", ({ spec, ci, says }) => {
  const text = updateSection(spec, ci);
  expect(text).toContain(says);
  expect(text.includes("vendor")).toBe(spec.startsWith("file:"));
});
