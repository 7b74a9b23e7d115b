// What our workflows do: all of them keep our rules, and stacks are deployed in the order that is promised.
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { recordOf } from "../scripts/deploy-review.ts";
import { lintWorkflow, workflows } from "../scripts/lint-workflows.ts";
import { deployWorkflow } from "../src/repository/deploy-workflow.ts";
import { expression } from "./scripts/support/workflow.ts";

/** Those of this repository, with that of a company that has dev and prod. */
const all = new Map([
  ...workflows({ byHand: true }),
  [
    ".github/workflows/deploy.yml",
    deployWorkflow([
      { id: "dev", approval: false, parallel: 1, parallelOfParts: 1, parts: [] },
      { id: "prod", after: "dev", approval: true, parallel: 4, parallelOfParts: 2, parts: [] },
    ]),
  ],
]);
const files = [...all];
const textOf = (name: string) => all.get(`.github/workflows/${name}.yml`) ?? "";

test.for(files)("%s has nothing that actionlint or our rules refuse", async ([file, text]) => {
  expect(await lintWorkflow(text, file)).toEqual([]);
});

test("every action's version stands beside its SHA, the same in all workflows", () => {
  const used = files.flatMap(([, text]) => [...text.matchAll(/\buses: ([^.\s]\S+)(.*)$/gm)]);
  const versions = used.map(([, action, comment]) => `${action}${comment}`);
  expect(versions.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  const names = new Set(versions.map((line) => line.split("@")[0]));
  expect(new Set(versions).size).toBe(names.size);
});

test.for(files)("%s keeps no cache that a pull request could fill", ([, text]) => {
  expect(text).not.toMatch(/actions\/cache|(?<!manager-)\bcache:|package-manager-cache: true/);
  expect(text.split("package-manager-cache: false")).toHaveLength(text.split("actions/setup-node@").length);
});

interface Job {
  needs?: string | string[];
  if?: string;
  environment?: string;
  strategy?: { "max-parallel"?: number | string; matrix: Record<string, string> };
  env?: Record<string, string>;
  uses?: string;
  with?: Record<string, unknown>;
  steps: { name?: string; run?: string; if?: string; env?: Record<string, string> }[];
}
const jobsOf = (name: string) => (parse(textOf(name)) as { jobs: Record<string, Job> }).jobs;
const like = (job: unknown, from: string, to: string) =>
  JSON.parse(JSON.stringify(job).replaceAll(new RegExp(`\\b${from}\\b`, "g"), to));

const CALL = { actions: "read", contents: "read", deployments: "read", "id-token": "write" };

describe("a deployment", () => {
  const { dev, prod } = jobsOf("deploy");
  const { stack, parts, deployed } = jobsOf("deploy-stack");
  const { deploy } = jobsOf("deploy-pulumi-stack");
  const text = JSON.stringify(deploy);

  test("deploys dev and prod in the same way, prod once all of dev is there", () => {
    expect(dev).toEqual({
      needs: "review_stacks",
      uses: "./.github/workflows/deploy-stack.yml",
      permissions: CALL,
      with: {
        stack: "dev",
        // Of a tenant that is not for production.
        parallel: 1,
        "parallel-of-parts": 1,
        reviewed: expression("needs.review_stacks.outputs.dev"),
      },
    });
    const sameAsDev = like(dev, "dev", "prod");
    expect(prod).toEqual({
      ...sameAsDev,
      with: { ...sameAsDev?.with, parallel: 4, "parallel-of-parts": 2 },
      needs: ["review_stacks", "dev"],
      if: expression("!cancelled() && needs.dev.result == 'success'"),
    });
  });

  test.for(["--expect-checksum", "--still", "run -s moved", "recover --stack"])(
    "asks for %s before it deploys",
    (question) => {
      expect(text.indexOf(question)).toBeGreaterThan(0);
      expect(text.indexOf(question)).toBeLessThan(text.indexOf("pulumi up"));
    },
  );

  test("knows that it deploys what was reviewed before it has keys", () => {
    for (const question of ["--expect-checksum", "--still"])
      expect(text.indexOf(question)).toBeLessThan(text.indexOf("configure-aws-credentials"));
    expect(deploy?.env?.PARTNER_ACCESS_EXPECT_CHECKSUM).toBe(expression("inputs.checksum"));
    expect(deploy?.environment).toBe(expression("inputs.stack"));
  });

  test("deploys parts as their stack, side by side, after it and only where there are any", () => {
    expect(parts).toEqual({
      ...stack,
      needs: "stack",
      if: expression("fromJSON(inputs.reviewed).parts[0] != null"),
      strategy: {
        "fail-fast": false,
        "max-parallel": expression("inputs.parallel"),
        matrix: { pulumi_stack: expression("fromJSON(inputs.reviewed).parts") },
      },
      with: {
        ...stack?.with,
        "pulumi-stack": expression("matrix.pulumi_stack"),
        parallel: expression("inputs.parallel-of-parts"),
      },
    });
    expect(stack).toEqual({
      uses: "./.github/workflows/deploy-pulumi-stack.yml",
      permissions: CALL,
      with: {
        stack: expression("inputs.stack"),
        "pulumi-stack": expression("inputs.stack"),
        checksum: expression("fromJSON(inputs.reviewed).checksum"),
        "reviewed-against": expression("fromJSON(inputs.reviewed).base"),
        parallel: expression("inputs.parallel"),
      },
    });
    const moved = deploy?.steps.find(({ run }) => run?.includes("run -s moved"));
    expect(moved?.if).toBe("inputs.pulumi-stack == inputs.stack");
  });

  test("records a stack as deployed only when its own Pulumi stack and every part are", () => {
    const { needs, if: condition, environment } = deployed ?? {};
    expect({ needs, environment }).toEqual({
      needs: ["stack", "parts"],
      environment: recordOf(expression("inputs.stack")),
    });
    expect(condition).toContain("needs.stack.result == 'success'");
    expect(condition).toContain(`contains(fromJSON('["success", "skipped"]'), needs.parts.result)`);
  });

  test("is not recorded once more by its last job alone, run again after a later deployment", () => {
    const last = deployed?.steps.at(-1);
    expect(last?.run).toBe('npm run -s deploy-review -- --still "$STACK"');
    expect(last?.env).toEqual({
      GH_TOKEN: expression("github.token"),
      REVIEWED_AGAINST: expression("fromJSON(inputs.reviewed).base"),
      STACK: expression("inputs.stack"),
    });
  });
});

test.for(["preview", "drift", "deploy-pulumi-stack"])(
  "%s installs Pulumi by its SHA-256 before it has credentials, and runs no other",
  (name) => {
    const [, text = ""] = files.find(([file]) => file.endsWith(`/${name}.yml`)) ?? [];
    const order = ["npm ci --ignore-scripts", "run -s install-pulumi", "configure-aws-credentials"];
    const places = order.map((one) => text.lastIndexOf(one));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(text.indexOf("with-auth0-key")).toBeGreaterThan(places[2] ?? 0);
    expect(text).not.toMatch(/npx +pulumi/);
  },
);

test("every workflow that is called is one of ours, so it is linted too", () => {
  const called = files.flatMap(([, text]) => [...text.matchAll(/uses: \.\/(\S+)/g)].map(([, path]) => path));
  expect(called.filter((path) => !all.has(path ?? ""))).toEqual([]);
  expect(called.length).toBeGreaterThan(0);
});

test.for(["preview", "drift"])("%s.yml looks at the Pulumi stacks that are declared", (name) => {
  const job = jobsOf(name)[name];
  expect(job?.strategy?.matrix).toEqual({ include: expression("fromJSON(needs.stacks.outputs.matrix)") });
  expect(JSON.stringify(job?.steps)).toContain('--stack \\"$PULUMI_STACK\\"');
});

test("drift.yml gives drift what was deployed, whose states its role may read", () => {
  const compare = jobsOf("drift").drift?.steps.find(({ run }) => run?.includes(" drift "));
  expect(compare?.run).toContain('drift --stack "$STACK" --deployed');
  expect(compare?.env?.PULUMI_BACKEND_URL).toBe(expression("vars.PULUMI_BACKEND_URL"));
  // npm puts the repository's own pulumi on the PATH.
  expect(compare?.run).toContain("npm run -s partner-access --");
});
