// `partner-access test`: what must hold for any company's declarations, each said in a line; no test runner is needed.
import "../../src/infra/fast-start.ts";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { parse, parseDocument, stringify } from "yaml";
import { EXIT } from "../../src/cli/exit-code.ts";
import { main } from "../../src/cli/main.ts";
import { planAll } from "../../src/cli/plans.ts";
import { UserError } from "../../src/finding.ts";
import { projectFolder } from "../../src/load/project.ts";
import { declaredSource } from "../../src/load/source.ts";
import { LOCAL_STACK, PART_OF } from "../../src/model/stack.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { failureText } from "../../src/text.ts";
import { explainFailure } from "../failure.ts";
import { localPaths } from "../paths.ts";
import { type Run, run } from "../run.ts";
import { type PartnerPromise, partnerPromises, type Told } from "./partners.ts";
import { standIn } from "./stand-in.ts";

/** What must hold, and what is said where it does not. */
type Promised = readonly [sentence: string, problem: () => Promise<string | undefined>];

const FORMATS = ["text", "markdown", "json", "html"];

/** A verb on a folder, as anybody runs it; what it said where it did not end with 0. */
async function fails(root: string, ...argv: string[]): Promise<string | undefined> {
  let said = "";
  const output = { write: (text: string) => (said += text) };
  const exit = await main([...argv, "--root", root], {
    stdout: output,
    stderr: output,
    cwd: root,
    env: process.env,
    now: () => new Date(),
    writeFile: writeFileSync,
  });
  return exit === 0 ? undefined : said;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** A copy of the declarations whose stack `local` has ports and a tenant of its own. */
async function copyOf(root: string): Promise<string> {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "partner-access-test-")));
  const isDeclaration = (name: string) => /^(partners|apis|tenant\.yaml|Pulumi(\..+)?\.yaml)$/.test(name);
  for (const name of readdirSync(root).filter(isDeclaration))
    cpSync(join(root, name), join(copy, name), { recursive: true });
  const domain = `localhost:${await freePort()}`;
  for (const name of readdirSync(copy).filter((file) => /^Pulumi\..+\.yaml$/.test(file))) {
    const file = join(copy, name);
    const settings = parseDocument(readFileSync(file, "utf8"));
    const isLocal = name === `Pulumi.${LOCAL_STACK}.yaml`;
    if (!isLocal && settings.getIn(["config", PART_OF]) !== LOCAL_STACK) continue;
    settings.setIn(["config", "auth0:domain"], domain);
    if (isLocal) settings.setIn(["config", "partner-access:issuer"], `http://localhost:${await freePort()}/`);
    writeFileSync(file, String(settings));
  }
  inspectConnections(join(copy, "tenant.yaml"));
  return copy;
}

/**
 * The local tenant's connections are made anew from the file: nobody can have edited what of them sets accounts, whether or
 * not somebody has read the shared tenants'.
 */
function inspectConnections(file: string): void {
  const { connections = [], ...others } = parse(readFileSync(file, "utf8"));
  const inspected = new Date().toISOString().slice(0, 10);
  const all = connections.map((connection: object) => ({ inspected, ...connection }));
  writeFileSync(file, stringify({ ...others, connections: all }));
}

/** What differs, case by case. */
function differenceOf({ is, declared }: Told): string | undefined {
  const cases = [...new Set([...Object.keys(is), ...Object.keys(declared)])];
  const lines = cases
    .filter((one) => !isDeepStrictEqual(is[one], declared[one]))
    .map(
      (one) => `  ${one}\n    is ${JSON.stringify(is[one])}\n    declared ${JSON.stringify(declared[one])}\n`,
    );
  return lines.length === 0 ? undefined : lines.join("");
}

const asPromised = ({ sentence, tell }: PartnerPromise): Promised => [
  sentence,
  async () => differenceOf(await tell()),
];

/** Deploys a copy, in which partners' keys are ours, to a new local tenant, and looks what is there. */
async function* ofTheLocalTenant(root: string, workspace: Workspace): AsyncGenerator<Promised> {
  const copy = await copyOf(root);
  const printed = new PassThrough();
  const stream = printed as unknown as NodeJS.WriteStream;
  const stands = standIn(copy, workspace);
  let result: Run = {};
  const deploys = async () => {
    const options = { root: copy, reset: false, env: process.env, stdout: stream, stderr: stream };
    // The copy's tenant is new: there is nothing to lose.
    const agree = async () => "nobody asked" as const;
    try {
      result = await run({ ...options, agree, signal: new AbortController().signal });
    } catch (error) {
      return explainFailure(error, { stopping: false, folder: localPaths(copy).folder }).text;
    }
    return result.tenant ? await fails(copy, "drift", "--stack", LOCAL_STACK) : String(printed.read() ?? "");
  };
  try {
    yield ["a new local tenant has just what the files say", deploys];
    const { tenant, outcome } = result;
    if (tenant === undefined) return;
    const deployed = { tenant, clientIds: outcome?.clientIds ?? {}, stands };
    yield* partnerPromises(workspace, () => deployed).map(asPromised);
  } finally {
    await result.tenant?.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Every promise, in the order in which they are looked at. */
async function* promisesOf(root: string): AsyncGenerator<Promised> {
  yield ["check refuses nothing today", () => fails(root, "check")];
  const { workspace, findings } = checkDeclarations(declaredSource(root));
  if (findings.length > 0) return;
  for (const [stack, { partners }] of planAll(workspace)) {
    for (const format of FORMATS)
      yield [
        `the review of stack ${stack} renders as ${format}`,
        () => fails(root, "review", "--stack", stack, "--format", format),
      ];
    for (const [id, { grants, adopts }] of Object.entries(partners)) {
      // A partner that is suspended or retired gets no guide.
      if (Object.keys(grants).length === 0) continue;
      const clientId = adopts === undefined ? ["--client-id", "tpc_YGaN39zaDeAUw5znXlU2vM"] : [];
      yield [
        `the guide of ${id} renders for stack ${stack}`,
        () => fails(root, "handover", id, "--stack", stack, ...clientId),
      ];
    }
  }
  if (workspace.stacks.has(LOCAL_STACK)) yield* ofTheLocalTenant(root, workspace);
}

/** Says how each promise is kept. */
async function verify(): Promise<number> {
  let code: number = EXIT.clean;
  for await (const [sentence, problem] of promisesOf(projectFolder(process.cwd()))) {
    const said = await problem();
    process.stdout.write(`${said === undefined ? "ok    " : "failed"} ${sentence}\n`);
    if (said === undefined) continue;
    code = EXIT.findings;
    process.stdout.write(`${said.trimEnd()}\n`);
  }
  return code;
}

try {
  process.exitCode = await verify();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${failureText(`error: ${error.message}`)}\n`);
  process.exitCode = EXIT.environment;
}
