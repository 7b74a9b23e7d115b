// Whatever starts first → one sentence about what is missing, where else a stack trace would be. Loaded before any
// TypeScript, by a Node.js that may be too old for it: so it is JavaScript, and uses nothing that is installed.
import { existsSync, readFileSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

/** The folder of the nearest package.json: of compiled code it is a folder further up. */
function packageFolder(folder = new URL("../", import.meta.url)) {
  const above = new URL("../", folder);
  return existsSync(new URL("package.json", folder)) || above.href === folder.href
    ? folder
    : packageFolder(above);
}

const ROOT = packageFolder();

/** Beside the package or further up, as npm puts it. */
function isInstalled() {
  try {
    // What every entry needs.
    nodeModule.createRequire(import.meta.url).resolve("zod/package.json");
    return true;
  } catch {
    return false;
  }
}

/**
 * What is missing, or undefined.
 *
 * @param {{ version: string, least: string, installed: boolean, folder: string, hasOwn?: boolean }} machine the version of Node.js that
 * runs and the least one, both as x.y; whether `npm ci` was run in the folder, and
 * whether it brought a Node.js for npm's scripts
 * @returns {string | undefined}
 */
export function missing({ version, least, installed, folder, hasOwn = true }) {
  if (!installed) return `nothing is installed yet: run \`npm ci\` in ${folder}`;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return (
    `Node.js ${version} cannot run this: it needs ${least} or newer. ` +
    (hasOwn
      ? "npm's scripts have their own (`npm run`, `npm start`, `npm exec -- pulumi`); for anything else put a newer one on PATH"
      : "Put a newer one on PATH")
  );
}

/**
 * In lines that fit a terminal; what does so for all else may not be installed.
 *
 * @param {string} sentence
 */
export const laidOut = (sentence) => `error: ${sentence.replace(/(?<=[.;]) /g, "\n  ")}`;

const { engines } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8"));
const sentence = missing({
  version: process.versions.node,
  least: engines.node.replace(">=", ""),
  installed: isInstalled(),
  hasOwn: existsSync(new URL("node_modules/node/package.json", ROOT)),
  folder: fileURLToPath(ROOT),
});
if (sentence !== undefined) {
  process.stderr.write(`${laidOut(sentence)}\n`);
  process.exit(3);
}

// Halves the time to start. Not in the machine's shared temporary folder, where others could change the code.
nodeModule.enableCompileCache(fileURLToPath(new URL(".local/compile-cache", ROOT)));

// Zod's messages in sixty languages are half of its loading time, and ours are our own.
nodeModule.registerHooks({
  load: (url, context, next) =>
    url.endsWith("/node_modules/zod/v4/locales/index.js")
      ? { format: "module", source: "", shortCircuit: true }
      : next(url, context),
});
