/** What the engine is, what it says while it is set up, and how it says that it cannot be had. */

/** One thing to tell the person who waits: a line, or how far a build has come (in Go packages). */
export type EngineEvent =
  | { kind: "step"; text: string }
  | { kind: "build"; what: string; done: number; total: number };

/** A Pulumi CLI that works, with the Auth0 plugin installed where that CLI looks for it. */
export interface Engine {
  /** Absolute path of the pulumi executable. */
  readonly pulumi: string;
  /** Its version, without "v". */
  readonly version: string;
  readonly origin: "path" | "npm" | "built";
  /** Where it keeps its plugins. */
  readonly home: string;
  /** Environment variables that every pulumi run of the local stack needs on top of the caller's. */
  readonly env: Readonly<Record<string, string>>;
}

/** What every part of the set-up is given. */
export interface EngineOptions {
  env: NodeJS.ProcessEnv;
  onEvent: (event: EngineEvent) => void;
  /** When it aborts, all children are ended and the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Time without progress after which a download is given up, in milliseconds; 60 s by default. */
  quietMs?: number;
}

/** The engine cannot be had on this machine: the message is for the user and needs no stack. */
export class EngineError extends Error {
  override name = "EngineError";
}

/** One way that was tried, and why it did not lead to an engine. */
export interface FailedWay {
  way: string;
  why: string;
}

/** Formats the ways as a numbered list, further lines of a reason indented below it. */
export function listWays(ways: readonly FailedWay[]): string {
  return ways.map(({ way, why }, i) => `  ${i + 1}. ${way}: ${why.replaceAll("\n", "\n     ")}`).join("\n");
}
