/** Which executable a name means: one that this machine has before one that npm brings. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where npm links the executables of packages. Of those, `pulumi` is a downloader: it gets its release on first use.
 * npm puts these folders in front of PATH, those of all folders above included.
 * Source: https://docs.npmjs.com/cli/using-npm/scripts#path (read 2026-11)
 */
const isOfNpm = (folder: string): boolean => /(^|[\\/])node_modules[\\/]\.bin[\\/]?$/.test(folder);

const foldersOf = ({ PATH = "" }: Environment): string[] =>
  PATH.split(delimiter).filter((folder) => folder !== "");

/** Whether there is a file here that can be executed, and not an empty one as broken downloads leave. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    const stat = statSync(file);
    return stat.isFile() && stat.size > 0;
  } catch {
    return false;
  }
}

/** The first executable of that name on PATH that is installed on this machine. */
export const findOnPath = (name: string, env: Environment): string | undefined =>
  foldersOf(env)
    .filter((folder) => !isOfNpm(folder))
    .map((folder) => resolve(folder, name))
    .find(isExecutable);

/** The environment in which a command's name means what is installed, and npm's only where nothing is. */
export function installedFirst<E extends Environment>(env: E): E {
  const folders = foldersOf(env);
  const [npms, others] = [folders.filter(isOfNpm), folders.filter((folder) => !isOfNpm(folder))];
  return npms.length === 0 ? env : { ...env, PATH: [...others, ...npms].join(delimiter) };
}
