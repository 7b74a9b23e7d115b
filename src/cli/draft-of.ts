// What commander made of the flags of `new` → a draft of the partner.
import { basename, dirname, resolve } from "node:path";
import { type Draft, type DraftStack, LINES, type Line } from "../edit/draft.ts";
import { UserError } from "../finding.ts";
import { diskSource } from "../load/source.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { type DraftOptions, OFFLINE, USUAL_OFFLINE } from "./draft-options.ts";
import type { InStack } from "./options.ts";

/**
 * The text of a file that was named on the command line.
 *
 * @throws UserError when it cannot be read
 */
export function readText(cwd: string, file: string): string {
  const path = resolve(cwd, file);
  const reading = diskSource(dirname(path)).read(basename(path));
  if ("obstacle" in reading) throw new UserError(`${quote(file)} cannot be read: ${reading.obstacle}`);
  return Buffer.from(reading.bytes).toString();
}

/** `90d/30d` in its two parts. */
export function offlineOf(text: string | true): NonNullable<Draft["offline"]> {
  const [, tokenLifetime = "", idleTokenLifetime = ""] =
    OFFLINE.exec(text === true ? USUAL_OFFLINE : text) ?? [];
  return { tokenLifetime, idleTokenLifetime };
}

/** The draft that the flags make; files are read here, relative to `cwd`. */
export function draftOf(id: string, options: DraftOptions, { apis }: Workspace, cwd: string): Draft {
  const { firstParty, userScope, clientScope, connection, offlineAccess, stack, ...rest } = options;
  const { callback, enableUrl, publicKey, appType, authentication } = rest;
  const only = apis.size === 1 ? [...apis.keys()][0] : undefined;
  const api = options.api ?? only;
  const of = (pairs: readonly InStack[], name: string) =>
    pairs.flatMap(([owner, value]) => (owner === name ? [value] : []));
  const named = [...stack, ...[...callback, ...enableUrl, ...publicKey].map(([name]) => name)];
  const stacks = [...new Set(named)].map((name): readonly [string, DraftStack] => {
    const [url, file] = [of(enableUrl, name).at(-1), of(publicKey, name).at(-1)];
    return [
      name,
      {
        callbacks: of(callback, name),
        ...(url !== undefined && { enableUrl: url }),
        ...(file !== undefined && { publicKey: readText(cwd, file), publicKeyFile: file }),
      },
    ];
  });
  const lines = Object.keys(LINES).flatMap((line) => {
    const text = options[line as Line];
    return text === undefined ? [] : [[line, text] as const];
  });
  return {
    ...Object.fromEntries(lines),
    id,
    ...(firstParty !== undefined && { isFirstParty: firstParty }),
    ...(appType && { appType }),
    ...(authentication && { authentication }),
    ...(api !== undefined && { api }),
    userScopes: userScope,
    clientScopes: clientScope,
    connections: connection,
    ...(offlineAccess !== undefined && { offline: offlineOf(offlineAccess) }),
    stacks: Object.fromEntries(stacks),
  };
}
