// A state made at one tenant's ports → the same at another's: the ports are all that tells them apart.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The ports of this machine that a stack's settings name, in their order. */
export const portsOf = (settings: string): string[] =>
  [...settings.matchAll(/\blocalhost:(\d+)/g)].map(([, port = ""]) => port);

/** Rewrites Pulumi's state below a folder. */
export function movePorts(folder: string, from: readonly string[], to: readonly string[]): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.json(\.bak)?$/.test(name)) continue;
    const file = join(folder, name);
    const moved = readFileSync(file, "utf8").replace(/\blocalhost:(\d+)/g, (all, port) => {
      const at = from.indexOf(port);
      return at < 0 ? all : `localhost:${to[at]}`;
    });
    writeFileSync(file, moved);
  }
}
