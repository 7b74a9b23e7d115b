// Jobs that write check out a few folders of main and install nothing: each of their scripts runs with just that.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { workflows } from "../../scripts/lint-workflows.ts";

interface Step {
  readonly run?: string;
  readonly with?: { readonly "sparse-checkout"?: string };
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>>;
}

const HEAD = "a".repeat(40);
const SPARSE = [...workflows({ byHand: true })].flatMap(([file, yaml]) =>
  Object.entries((parse(yaml) as Workflow).jobs).flatMap(([job, { steps = [] }]) => {
    const folders = steps.flatMap(
      (step) => step.with?.["sparse-checkout"]?.split(/\s+/).filter(Boolean) ?? [],
    );
    const command = steps.flatMap(({ run = [] }) => run).join(" && ");
    return folders.length > 0 ? [{ name: `${file} ${job}`, folders, command }] : [];
  }),
);

const root = realpathSync(mkdtempSync(join(tmpdir(), "sparse-")));
const posted: string[] = [];
const server = createServer(({ method, url = "" }, response) => {
  if (method === "POST") posted.push(url);
  const isPull = url.endsWith("/pulls/7");
  response.end(JSON.stringify(isPull ? { state: "open", head: { sha: HEAD } } : []));
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

/** A folder with just these of the repository, and the artifact of the job before. */
async function ran(folders: readonly string[], command: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(root, "checkout-"));
  for (const one of folders) cpSync(one, join(folder, one), { recursive: true });
  cpSync("package.json", join(folder, "package.json"));
  mkdirSync(join(folder, "artifact"));
  writeFileSync(join(folder, "artifact/comment.md"), "Nothing to review\n");
  const { port } = server.address() as AddressInfo;
  const child = spawn("bash", ["--norc", "-ec", command], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: "our-app/partner-access",
      GH_TOKEN: "a-token",
      HEAD_SHA: HEAD,
      NUMBER: "7",
      RUN_URL: "https://github.example/run",
      ...env,
    },
  });
  const [[code], stderr] = await Promise.all([once(child, "close"), text(child.stderr)]);
  return { code, stderr };
}

test("are known", () => {
  expect(SPARSE.map(({ name }) => name)).toEqual([
    ".github/workflows/review.yml comment",
    ".github/workflows/review.yml queued",
  ]);
});

describe.for(SPARSE)("$name", ({ folders, command }) => {
  test("does what it is for", async () => {
    posted.length = 0;
    expect(await ran(folders, command)).toEqual({ code: 0, stderr: "" });
    expect(posted).toContain(`/repos/our-app/partner-access/statuses/${HEAD}`);
  });

  test("says in one line what is wrong", async () => {
    const { code, stderr } = await ran(folders, command, { HEAD_SHA: "main" });
    expect({ code, stderr }).toEqual({ code: 3, stderr: `error: "main" is not a commit's full SHA\n` });
  });
});
