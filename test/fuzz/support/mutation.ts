// One mutation of declarations: what it changes, and which part of it.
import type { Obstacle } from "../../../src/load/source.ts";

/** What a file holds: text, bytes, or why it cannot be read although it is listed. */
export type Content = string | Uint8Array | { readonly obstacle: Obstacle };
export type World = Map<string, Content>;

export const KINDS = ["bytes", "lines", "nodes", "names", "files"] as const;
export type Kind = (typeof KINDS)[number];

/** One mutation; numbers are taken modulo whatever there is to choose from, so that each is always possible. */
export interface Change {
  readonly kind: Kind;
  readonly op: number;
  readonly file: number;
  readonly at: number;
  readonly to: number;
  readonly text: string;
}

export const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(all.length, 1)];
export const bytesOf = (content: string | Uint8Array) => Buffer.from(content);
export const isReadable = (content: Content | undefined): content is string | Uint8Array =>
  typeof content === "string" || content instanceof Uint8Array;

export type Step = (world: World, change: Change) => void;

/** A step that changes the text of one file. */
export const inFile =
  (edit: (text: string, change: Change, world: World) => string | Uint8Array): Step =>
  (world, change) => {
    const file = pick([...world.keys()], change.file);
    const content = file === undefined ? undefined : world.get(file);
    if (file !== undefined && isReadable(content))
      world.set(file, edit(bytesOf(content).toString(), change, world));
  };
