// What a pipeline's host knows and keeps, of both hosts, behind one interface.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hostFrom } from "../../scripts/host.ts";

const SHA = "c".repeat(40);
const OTHER = "d".repeat(40);
/** What the job that records a deployment of prod makes. */
const record = (more: object = {}) => ({
  sha: SHA,
  deployable: { name: "deployed:prod", ref: "main", status: "success", pipeline: { sha: SHA }, ...more },
});
const REVIEWED = { checksum: "0123456789abcdef".repeat(4), base: SHA, parts: ["prod-1"] };

let server: Server;
let api: string;
let asked: { url: string; token: string | undefined }[];
let deployments: unknown;
let status: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", token: request.headers["job-token"]?.toString() });
    response.statusCode = status;
    response.end(JSON.stringify(deployments));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "host-"));
  asked = [];
  status = 200;
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("GitLab", () => {
  const env = (): Record<string, string> => ({
    GITLAB_CI: "true",
    CI_API_V4_URL: api,
    CI_PROJECT_ID: "7",
    CI_JOB_TOKEN: "the-token",
    CI_DEFAULT_BRANCH: "main",
  });

  test("tells the newest deployment that succeeded, asked with the job's token", async () => {
    const forged = [
      { sha: OTHER },
      { sha: OTHER, deployable: null },
      record({ name: "other" }),
      record({ ref: "topic" }),
    ];
    deployments = [...forged, record({ pipeline: { sha: OTHER } }), record()];
    expect(await hostFrom(env(), folder).lastDeployed("prod-deployed")).toBe(SHA);
    expect(asked).toEqual([
      {
        url: "/projects/7/deployments?environment=prod-deployed&status=success&order_by=id&sort=desc&per_page=100",
        token: "the-token",
      },
    ]);
  });

  test("tells that there was none", async () => {
    deployments = [];
    expect(await hostFrom(env(), folder).lastDeployed("prod-deployed")).toBeUndefined();
  });

  test("is believed only when it names a commit", async () => {
    deployments = [{ ...record({ pipeline: { sha: "main" } }), sha: "main" }];
    await expect(hostFrom(env(), folder).lastDeployed("prod-deployed")).rejects.toThrow(
      "not a commit's full SHA",
    );
  });

  test("refuses: the request is named, and nothing of the token", async () => {
    status = 403;
    await expect(hostFrom(env(), folder).lastDeployed("prod")).rejects.toThrow(
      /^GET \/deployments\?environment=prod\S*: GitLab answered 403$/,
    );
  });

  test.for(["CI_API_V4_URL", "CI_PROJECT_ID", "CI_JOB_TOKEN"])("is not asked without %s", (name) => {
    expect(() => hostFrom({ ...env(), [name]: "" })).toThrow(`${name} is not set`);
  });

  test("keeps review, checksum and base in files of the stack, for the artifact", () => {
    hostFrom(env(), folder).keep("prod", "# prod\n", REVIEWED);
    const read = (name: string) => readFileSync(join(folder, "reviewed", name), "utf8");
    expect([read("prod.md"), read("prod.checksum"), read("prod.base")]).toEqual([
      "# prod\n",
      REVIEWED.checksum,
      SHA,
    ]);
  });
});

describe("GitHub", () => {
  const env = () => ({
    GITHUB_REPOSITORY: "our-app/partner-access",
    GH_TOKEN: "the-token",
    GITHUB_API_URL: api,
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  });

  test("keeps the reviews in the run's summary, and the rest as outputs", () => {
    writeFileSync(join(folder, "summary"), "");
    const host = hostFrom(env(), folder);
    host.keep("dev", "# dev\n", { ...REVIEWED, parts: [] });
    host.keep("prod", "# prod\n", REVIEWED);
    expect(readFileSync(join(folder, "summary"), "utf8")).toBe("# dev\n# prod\n");
    expect(readFileSync(join(folder, "output"), "utf8").split("\n")[1]).toBe(
      `prod=${JSON.stringify(REVIEWED)}`,
    );
  });

  test("names an output as deploy.yml reads it, whatever the stack is called", () => {
    hostFrom(env(), folder).keep("null", "", REVIEWED);
    expect(readFileSync(join(folder, "output"), "utf8")).toBe(`stack_null=${JSON.stringify(REVIEWED)}\n`);
  });

  test("refuses reviews that do not fit into one summary", () => {
    const host = hostFrom(env(), folder);
    host.keep("dev", "x".repeat(600_000), REVIEWED);
    expect(() => host.keep("prod", "x".repeat(600_000), REVIEWED)).toThrow("too long for a summary");
  });
});
