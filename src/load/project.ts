// Where a command or Pulumi runs → the folder of the declarations: the one with Pulumi.yaml, wherever the code is.
import { existsSync, realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../finding.ts";
import { diskSource } from "./source.ts";

/** Where this code is, compiled or not: a company that uses the package has its declarations elsewhere. */
const CODE = dirname(findPackageJSON(import.meta.url) ?? "");

/** Names of a project's file. Source: https://www.pulumi.com/docs/iac/concepts/projects/ (read 2026-11) */
const PROJECT = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The texts of what is declared in a folder, by their paths. */
function textsIn(folder: string): ReadonlyMap<string, string> {
  const source = diskSource(folder);
  const namesIn = (path: string) => {
    const listing = source.list(path);
    return "names" in listing ? listing.names : [];
  };
  const files = [
    ...["partners", "apis"].flatMap((kind) => namesIn(kind).map((name) => `${kind}/${name}`)),
    ...namesIn("").filter((name) => /^(tenant|Pulumi\..+)\.yaml$/.test(name)),
  ];
  return new Map(
    files.flatMap((file) => {
      const reading = source.read(file);
      return "bytes" in reading ? [[file, Buffer.from(reading.bytes).toString("base64")] as const] : [];
    }),
  );
}

/**
 * Anyone who sets up a small repository beside a copy of this code, and forgets whose declarations are in that, may mean
 * either: nothing is guessed about what is deployed.
 *
 * @throws UserError that names both folders
 */
export function refuseOthersBesideCode(project: string, code = CODE): void {
  if (realpathSync(project) === realpathSync(code)) return;
  const beside = textsIn(code);
  if (beside.size === 0) return;
  const own = textsIn(project);
  const differing = [...new Set([...own.keys(), ...beside.keys()])].find(
    (file) => own.get(file) !== beside.get(file),
  );
  if (differing === undefined) return;
  throw new UserError(
    `two folders hold declarations, and they differ, for example in ${differing}: ${project} has the Pulumi.yaml, ` +
      `${code} the code; remove those beside the code, or say with --root which are meant`,
  );
}

function projectAbove(folder: string): string | undefined {
  if (PROJECT.some((name) => existsSync(join(folder, name)))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectAbove(parent);
}

/**
 * The nearest folder with a Pulumi.yaml, from a folder upwards.
 *
 * @throws UserError where there is none, or its declarations are not those beside the code
 */
export function projectFolder(from: string): string {
  const found = projectAbove(resolve(from));
  if (found === undefined)
    throw new UserError(
      `neither ${resolve(from)} nor a folder above it has a Pulumi.yaml: go to your repository, or name the folder of ` +
        "the declarations with --root",
    );
  refuseOthersBesideCode(found);
  return found;
}
