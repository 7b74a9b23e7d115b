/**
 * A language host for Node.js: the process that the Pulumi CLI asks to run a TypeScript program.
 *
 * Releases of Pulumi carry one; module proxies do not serve its sources, so a CLI built with Go lacks
 * it. This one does what `pulumi preview` and `pulumi up` need: it hands the program to the runner of
 * the SDK, as the official one does. It installs, generates and packs nothing.
 */
import { createRequire } from "node:module";
import {
  type ILanguageRuntimeServer,
  LanguageRuntimeService,
} from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { runProgram } from "./run-program.ts";

// The SDK's own copies: its service and messages are made with them.
const requireFromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const grpc: typeof import("@grpc/grpc-js") = requireFromSdk("@grpc/grpc-js");
const { Empty } = requireFromSdk("google-protobuf/google/protobuf/empty_pb.js");

const engine = process.argv.at(-1) ?? "";
const cancelled = new AbortController();

const handlers = {
  handshake: (_call, done) => done(null, new language.LanguageHandshakeResponse()),
  getPluginInfo: (_call, done) => done(null, new plugin.PluginInfo()),
  // The plugins are there already: see engine.ts.
  getRequiredPlugins: (_call, done) => done(null, new language.GetRequiredPluginsResponse()),
  getRequiredPackages: (_call, done) => done(null, new language.GetRequiredPackagesResponse()),
  run: async ({ request }, done) => {
    const { bail, error } = await runProgram(request, engine, cancelled.signal);
    const response = new language.RunResponse();
    response.setBail(bail);
    response.setError(error);
    done(null, response);
  },
  cancel: (_call, done) => {
    cancelled.abort();
    done(null, new Empty());
  },
} satisfies Partial<ILanguageRuntimeServer>;

// The CLI holds the other end: it closes when the CLI ends, also by a kill, which tells nobody.
// Source: https://github.com/pulumi/pulumi, sdk/go/common/resource/plugin/plugin.go (read 2026-11)
process.stdin.resume().once("end", () => process.exit());

const server = new grpc.Server();
server.addService(LanguageRuntimeService, handlers);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
