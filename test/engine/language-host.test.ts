import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import {
  type IResourceMonitorServer,
  ResourceMonitorService,
} from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import { expect, onTestFinished, test } from "vitest";
import type { Engine } from "../../engine/event.ts";
import { ensureLanguageHost } from "../../engine/language-host.ts";
import { Machine } from "./support/machine.ts";

const requireFromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const grpc: typeof import("@grpc/grpc-js") = requireFromSdk("@grpc/grpc-js");
const { Empty } = requireFromSdk("google-protobuf/google/protobuf/empty_pb.js");

const engineOf = (machine: Machine): Engine => ({
  pulumi: machine.pulumi("3.253.0"),
  version: "3.253.0",
  origin: "built",
  home: machine.pulumiHome,
  env: { PATH: machine.bin },
});

test("a language host beside the CLI or on PATH is used as it is", () => {
  const machine = new Machine();
  const engine = engineOf(machine);
  machine.script(join(machine.bin, "pulumi-language-nodejs"), "");
  expect(ensureLanguageHost(engine)).toBe(engine);
});

test("without one, ours comes last on PATH", () => {
  const machine = new Machine();
  const { PATH } = ensureLanguageHost(engineOf(machine)).env;
  expect(PATH).toBe(`${machine.bin}:${join(machine.place.sources, "language-host")}`);
});

/** Starts our language host as the CLI does, and connects to it. */
async function startHost(engine: string) {
  const command = join(new Machine().place.sources, "language-host", "pulumi-language-nodejs");
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const child = spawn(command, [engine], { env, stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  const [port] = await once(child.stdout, "data");
  const address = `127.0.0.1:${`${port}`.trim()}`;
  const client = new LanguageRuntimeClient(address, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  return { client, child };
}

test("asks first whether the Node.js on PATH can run it", () => {
  const machine = new Machine();
  machine.script(join(machine.bin, "node"), 'echo "$@"');
  const folder = join(machine.place.sources, "language-host");
  const env = { PATH: `${machine.bin}:/usr/bin:/bin` };
  const command = join(folder, "pulumi-language-nodejs");
  const started = execFileSync(command, ["127.0.0.1:1"], { env, encoding: "utf8", stdio: "pipe" });
  expect(started).toBe(
    `--import file://${folder}/../../src/first-contact.mjs ${folder}/main.ts 127.0.0.1:1\n`,
  );
});

test("starts below a folder whose name has what addresses have a meaning for", () => {
  const machine = new Machine();
  const root = join(machine.root, "Größe 50% %41 #1 'x'?y");
  const host = join(root, "engine/language-host");
  mkdirSync(join(root, "src"), { recursive: true });
  mkdirSync(host, { recursive: true });
  writeFileSync(join(root, "src/first-contact.mjs"), "");
  writeFileSync(join(host, "main.ts"), "process.stdout.write(process.argv.slice(2).join());");
  cpSync(join(machine.place.sources, "language-host/pulumi-language-nodejs"), join(host, "host"));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
  expect(execFileSync(join(host, "host"), ["127.0.0.1:1"], { env, encoding: "utf8" })).toBe("127.0.0.1:1");
});

test("tells its port, and asks for no plugins", async () => {
  const { client } = await startHost("127.0.0.1:1");
  const response = await new Promise<language.GetRequiredPackagesResponse>((resolve, reject) =>
    client.getRequiredPackages(new language.GetRequiredPackagesRequest(), (error, response) =>
      error ? reject(error) : resolve(response),
    ),
  );
  expect(response.getPackagesList()).toEqual([]);
});

test("ends with the CLI that started it, however that ended", async () => {
  const { child } = await startHost("127.0.0.1:1");
  const ended = once(child, "exit");
  child.stdin.destroy();
  expect(await ended).toEqual([0, null]);
});

/** An engine that takes every resource and log line of a program. */
async function startEngine(): Promise<string> {
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, {
    supportsFeature: (_call, done) => done(null, new resource.SupportsFeatureResponse()),
    registerResource: (_call, done) => {
      const response = new resource.RegisterResourceResponse();
      response.setUrn("urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev");
      done(null, response);
    },
    registerResourceOutputs: (_call, done) => done(null, new Empty()),
    signalAndWaitForShutdown: (_call, done) => done(null, new Empty()),
  } satisfies Partial<IResourceMonitorServer>);
  server.addService(EngineService, {
    log: (_call, done) => done(null, new Empty()),
    setRootResource: (_call, done) => done(null, new engineMessages.SetRootResourceResponse()),
    getRootResource: (_call, done) => done(null, new engineMessages.GetRootResourceResponse()),
  } satisfies Partial<IEngineServer>);
  const listen = promisify(server.bindAsync.bind(server));
  const port = await listen("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
  onTestFinished(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

test.for([
  { name: "ends well", program: "export default () => {};", bail: false, error: "" },
  { name: "throws", program: "throw new Error('x');", bail: true, error: "" },
  { name: "exits", program: "process.exit(7);", bail: false, error: "the program ended with exit code 7" },
  {
    name: "is killed",
    program: "process.kill(process.pid, 'SIGKILL');",
    bail: false,
    error: "the program ended with SIGKILL",
  },
])("a program that $name", async ({ program, bail, error }) => {
  const machine = new Machine();
  writeFileSync(join(machine.root, "package.json"), `{ "type": "module" }`);
  writeFileSync(join(machine.root, "index.ts"), `const typed: number = 1;\n${program}\n`);
  const engine = await startEngine();
  const { client } = await startHost(engine);
  const info = new language.ProgramInfo();
  info.setRootDirectory(machine.root);
  info.setProgramDirectory(machine.root);
  info.setEntryPoint("index.ts");
  const request = new language.RunRequest();
  request.setInfo(info);
  request.setPwd(machine.root);
  request.setProject("test");
  request.setStack("dev");
  request.setMonitorAddress(engine);
  const response = await new Promise<language.RunResponse>((resolve, reject) =>
    client.run(request, (failure, response) => (failure ? reject(failure) : resolve(response))),
  );
  expect({ bail: response.getBail(), error: response.getError() }).toEqual({ bail, error });
});
