/** Gives a built engine what it lacks to run TypeScript programs by plain `pulumi preview`. */
import { delimiter, dirname, join } from "node:path";
import type { Engine } from "./event.ts";
import { findOnPath, isExecutable } from "./on-path.ts";

const NAME = "pulumi-language-nodejs";

/**
 * The same engine with a language host for Node.js on its PATH: the official one where there is one,
 * otherwise ours. The Automation API with an inline program does without.
 *
 * Ours runs programs with the `node` on PATH, which must be new enough to strip types.
 */
export function ensureLanguageHost(engine: Engine): Engine {
  const { PATH = "" } = engine.env;
  if (isExecutable(join(dirname(engine.pulumi), NAME)) || findOnPath(NAME, { PATH })) return engine;
  const ours = join(import.meta.dirname, "language-host");
  return { ...engine, env: { ...engine.env, PATH: [PATH, ours].join(delimiter) } };
}
