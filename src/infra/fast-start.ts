// Makes Pulumi's SDK start and run fast: imported first by whatever runs a Pulumi program of ours.
import { createRequire, registerHooks } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** What the SDK needs only to turn functions into text, which no program of ours asks of it. */
const SERIALIZERS = new Set(["@npmcli/arborist", "normalize-package-data", "../../typescript-shim"]);
const SERIALIZER_HOME = "/@pulumi/pulumi/runtime/closure/";
/** Files by the address of what loads them later. No file has such an address. */
const later = new Map<string, string>();

/** A module that is loaded when it is first used: half of the SDK's loading time goes into code that never is. */
const loadLater = (file: string): string => `
let real;
const load = () => (real ??= require(${JSON.stringify(file)}));
module.exports = new Proxy(function () {}, {
  // To TypeScript's helpers it is an ES module, whose default is the module itself: they copy nothing, and wait.
  get: (_, key) => (key === "__esModule" ? true : key === "default" ? load() : load()[key]),
  has: (_, key) => key in load(),
  apply: (_, self, args) => Reflect.apply(load(), self, args),
  construct: (_, args) => Reflect.construct(load(), args),
});`;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    if (!SERIALIZERS.has(specifier) || !context.parentURL?.includes(SERIALIZER_HOME)) return resolved;
    const file = fileURLToPath(resolved.url);
    const url = `${import.meta.url}/${later.size}-${basename(file)}`;
    later.set(url, file);
    return { ...resolved, url, format: "commonjs" };
  },
  load(url, context, next) {
    const file = later.get(url);
    if (file === undefined) return next(url, context);
    return { format: "commonjs", source: loadLater(file), shortCircuit: true };
  },
});

// The SDK keeps the stack of every property and resource as text, through source maps that it has not got for our
// files. The place of an error is enough; `NODE_OPTIONS=--stack-trace-limit=50` gives the whole stack back.
// Source: https://github.com/pulumi/pulumi, sdk/nodejs/runtime/debuggable.ts and resource.ts (read 2026-11)
Reflect.deleteProperty(Error, "prepareStackTrace");
const require = createRequire(import.meta.url);
const NODE_DEFAULT = 10;
if (Error.stackTraceLimit === NODE_DEFAULT) {
  Error.stackTraceLimit = 1;
  withoutPlaces();
}

/**
 * Half of the program's own time went into stacks that nobody reads: of each promise, in case it never ends (which is
 * found out as before), and of each resource, which the engine keeps in the state: a quarter of it, with the paths of
 * the machine that deployed, and another one after each change of our code.
 */
function withoutPlaces(): void {
  require("@pulumi/pulumi/resource.js").Resource.callsites = () => [];
  const debuggable = require("@pulumi/pulumi/runtime/debuggable.js");
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (...of: unknown[]) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...of);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

// The SDK sends the engine five messages for each resource, one after another, to be thrown away there unless the CLI
// debugs: an eighth of a run's processor time. `PULUMI_OPTION_DEBUG=true` is its `--debug`, of which a program knows.
// Source: https://github.com/pulumi/pulumi, sdk/nodejs/log/index.ts and runtime/resource.ts (read 2026-11)
if (!process.env.PULUMI_OPTION_DEBUG) require("@pulumi/pulumi/log/index.js").debug = () => Promise.resolve();
