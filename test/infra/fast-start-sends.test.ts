// What a program with a fast start sends to the engine.
import { expect, test } from "vitest";
import { run } from "./support/own-process.ts";

test("messages for debugging are sent to an engine that debugs, and all others always", () => {
  const messages = `
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/src/infra/");
const pulumi = require("@pulumi/pulumi");
const mocks = { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) };
// Nobody is there: what would be sent is written down instead.
pulumi.runtime.resetOptions("partner-access", "dev", -1, "127.0.0.1:1", "", false, "");
await pulumi.runtime.setMocks(mocks);
const sent = [];
require("@pulumi/pulumi/runtime/settings.js").getEngine().log = (request, done) => {
  sent.push(request.getSeverity());
  done(null);
};
new pulumi.CustomResource("our:index:Resource", "one", {});
await pulumi.log.warn("two");
await pulumi.runtime.disconnect();
const { LogSeverity } = require("@pulumi/pulumi/proto/engine_pb.js");
const count = (severity) => sent.filter((one) => one === severity).length;
console.log(JSON.stringify({ debug: count(LogSeverity.DEBUG) > 0, warnings: count(LogSeverity.WARNING) }));`;
  const fast = `import "./src/infra/fast-start.ts";${messages}`;
  expect(run(messages)).toEqual({ debug: true, warnings: 1 });
  expect(run(fast)).toEqual({ debug: false, warnings: 1 });
  expect(run(fast, [], { PULUMI_OPTION_DEBUG: "true" })).toEqual({ debug: true, warnings: 1 });
});

const REGISTERED = `
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/src/infra/");
const pulumi = require("@pulumi/pulumi");
const { getMonitor } = require("@pulumi/pulumi/runtime/settings.js");
pulumi.runtime.resetOptions("partner-access", "dev", -1, "127.0.0.1:1", "", false, "");
await pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
const places = [];
const monitor = getMonitor();
const { registerResource } = monitor;
monitor.registerResource = (request, ...rest) => {
  places.push(request.getSourceposition() !== undefined || request.getStacktrace()?.getFramesList().length > 0);
  return registerResource.call(monitor, request, ...rest);
};
const make = (name) => new pulumi.CustomResource("our:index:Resource", name, {});
make("one");
await pulumi.runtime.disconnect();
console.log(JSON.stringify(places));`;

test("no resource takes paths of this machine into the state, unless somebody asks for whole stacks", () => {
  const fast = `import "./src/infra/fast-start.ts";${REGISTERED}`;
  expect(run(REGISTERED)).toEqual([true]);
  expect(run(fast)).toEqual([false]);
  expect(run(fast, ["--stack-trace-limit=15"])).toEqual([true]);
});
