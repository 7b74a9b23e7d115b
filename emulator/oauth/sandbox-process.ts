import { text } from "node:stream/consumers";
import vm from "node:vm";
import type { SandboxInput } from "./sandbox.ts";

// Everything an Action can touch is made inside its own context, and only text crosses the border: an object
// from out here would be a way out.
const PRELUDE = `
const commands = [];
const command = (name) => (...values) => { commands.push([name, ...values]); return api; };
const tokenApi = (name) => ({
  setCustomClaim: command(name + ".setCustomClaim"),
  addScope: command(name + ".addScope"),
  removeScope: command(name + ".removeScope"),
});
const api = {
  accessToken: tokenApi("accessToken"),
  idToken: { setCustomClaim: command("idToken.setCustomClaim") },
  access: { deny: command("access.deny") },
  authentication: { setUserById: command("authentication.setUserById") },
};
const quiet = () => {};
globalThis.console = { log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet };
globalThis.require = (name) => { throw new Error("Cannot find module '" + name + "'"); };
globalThis.exports = {};
globalThis.module = { exports: globalThis.exports };
`;

const EPILOGUE = `
let failure = null;
const handler = module.exports[HANDLER] ?? exports[HANDLER];
const run = async () => {
  if (typeof handler !== "function") throw new Error("the Action exports no " + HANDLER);
  await handler(JSON.parse(EVENT), api);
};
let finished = false;
run()
  .catch((error) => { failure = String(error?.message ?? error); })
  .finally(() => { finished = true; });
`;

function run({ code, handler, event, timeoutMs }: SandboxInput): string {
  // Microtasks run before the evaluation ends and count against its time: an Action that waits for anything
  // else never finishes.
  const context = vm.createContext(Object.create(null), {
    microtaskMode: "afterEvaluate",
    codeGeneration: { strings: false, wasm: false },
  });
  const constants = `const HANDLER = ${JSON.stringify(handler)}; const EVENT = ${JSON.stringify(JSON.stringify(event))};`;
  vm.runInContext(`${constants}${PRELUDE}`, context);
  vm.runInContext(`{${code}\n}`, context, { filename: "action.js", timeout: timeoutMs });
  vm.runInContext(EPILOGUE, context, { timeout: timeoutMs });
  const result = "JSON.stringify({ commands, failure: finished ? failure : 'the Action did not finish' })";
  return String(vm.runInContext(result, context, { timeout: timeoutMs }));
}

function outcome(input: SandboxInput): string {
  try {
    return run(input);
  } catch (error) {
    return JSON.stringify({ commands: [], failure: error instanceof Error ? error.message : "it threw" });
  }
}

process.stdout.write(outcome(JSON.parse(await text(process.stdin)) as SandboxInput));
