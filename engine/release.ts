/**
 * Pulumi's own releases by version and SHA-256: what is not as noted is not unpacked. For pipelines, before they have
 * credentials: the npm package `pulumi` runs a script that it downloads without a sum.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EngineError } from "./event.ts";
import { isExecutable } from "./on-path.ts";
import { pulumiHome } from "./place.ts";

/** Lines as `sha256sum` writes them: a project's own, and those that come with the package. */
const SUMS = "engine/release.sha256";
const OF_PACKAGE = new URL("release.sha256", import.meta.url);
const COMMAND = "npm run -s install-pulumi";
const PATIENCE_MS = 300_000;

/** Which of Pulumi's packages stand for a release, so that an update of them asks for new lines. */
const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

interface Archive {
  /** Of a plugin, its name. */
  readonly plugin?: "auth0" | "aws";
  readonly version: string;
  readonly file: string;
  readonly url: string;
}

/**
 * Where the vendor has them.
 * Source: https://github.com/NixOS/nixpkgs, pkgs/by-name/pu/pulumi-bin/data.nix (read 2026-11)
 */
const SDK = "https://get.pulumi.com/releases/sdk/";
const PLUGINS = "https://api.pulumi.com/releases/plugins/";

/** The command line, then the plugins, for one machine; `arch` as Node.js calls it. */
export function archivesFor(platform: string, arch: string): readonly Archive[] {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(arch))
    throw new EngineError(`no release of Pulumi is known for ${platform} on ${arch}: use Linux or macOS`);
  const version = versionOf("pulumi");
  const cli = `pulumi-v${version}-${platform}-${arch}.tar.gz`;
  const plugins = (["auth0", "aws"] as const).map((plugin) => {
    const its = versionOf(`@pulumi/${plugin}`);
    const file = `pulumi-resource-${plugin}-v${its}-${platform}-${arch === "x64" ? "amd64" : arch}.tar.gz`;
    return { plugin, version: its, file, url: `${PLUGINS}${file}` };
  });
  return [{ version, file: cli, url: `${SDK}${cli}` }, ...plugins];
}

export type Sums = ReadonlyMap<string, string>;

/** SHA-256 by the name of the file. */
export const sumsIn = (text: string): Sums =>
  new Map([...text.matchAll(/^([0-9a-f]{64}) [ *](\S+)$/gm)].map(([, sum = "", file = ""]) => [file, sum]));

const textOf = (file: string | URL): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** @throws EngineError where a line is none of `sha256sum`, or one file has two sums: people read the first one */
function sumsOf(file: string | URL, name: string): Sums {
  const found = new Map<string, string>();
  for (const [i, line] of textOf(file).split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [[archive, sum] = []] = sumsIn(line);
    if (archive === undefined || sum === undefined)
      throw new EngineError(
        `line ${i + 1} of ${name} is not as sha256sum writes it: 64 digits and a-f, two spaces, a file`,
      );
    if ((found.get(archive) ?? sum) !== sum)
      throw new EngineError(
        `${name} has two sums for ${archive}: remove the wrong one, and ask who wrote it`,
      );
    found.set(archive, sum);
  }
  return found;
}

/** The lines of a project and those of the package. @throws EngineError where they contradict each other */
export function notedSums(root: string, packed = OF_PACKAGE): Sums {
  const [own, ofPackage] = [sumsOf(join(root, SUMS), SUMS), sumsOf(packed, `the package's ${SUMS}`)];
  for (const [file, sum] of own)
    if ((ofPackage.get(file) ?? sum) !== sum)
      throw new EngineError(
        `${SUMS} has ${sum} for ${file}, and the package has ${ofPackage.get(file)}: remove the line, and ask who wrote it`,
      );
  return new Map([...ofPackage, ...own]);
}

const without = (archives: readonly Archive[], sums: Sums): readonly string[] =>
  archives.map(({ file }) => file).filter((file) => !sums.has(file));

/** Archives for the machine of a pipeline that have no line: there it stops. */
export const unknownArchives = (sums: Sums): readonly string[] => without(archivesFor("linux", "x64"), sums);

export type Fetch = (url: string) => Promise<Pick<Response, "ok" | "status" | "arrayBuffer">>;
export const download: Fetch = (url) => fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });

async function bytesOf({ file, url }: Pick<Archive, "file" | "url">, get: Fetch): Promise<Buffer> {
  try {
    const answer = await get(url);
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    throw new EngineError(`${file} cannot be downloaded from ${url}: ${(error as Error).message}`);
  }
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly sums: Sums;
  readonly get: Fetch;
}

/**
 * Downloads all, compares all, and only then unpacks any. Gives the folder of the command line.
 *
 * @throws EngineError where an archive cannot be downloaded, has no line, or another sum
 */
export async function install({ platform, arch, env, sums, get }: Machine): Promise<string> {
  const archives = archivesFor(platform, arch);
  const unknown = without(archives, sums);
  if (unknown.length > 0)
    throw new EngineError(
      `${SUMS} has no line for ${unknown.join(", ")}: run \`${COMMAND} -- --write\` where releases can be downloaded, and have the lines reviewed`,
    );
  const folder = mkdtempSync(join(tmpdir(), "partner-access-engine-"));
  try {
    for (const archive of archives) {
      const bytes = await bytesOf(archive, get);
      const [found, expected] = [sha256(bytes), sums.get(archive.file)];
      if (found !== expected)
        throw new EngineError(
          `${archive.url} is not the file that ${SUMS} names: SHA-256 ${found} instead of ${expected}. Nothing was unpacked: do not deploy, and ask who changed it`,
        );
      writeFileSync(join(folder, archive.file), bytes);
    }
    return unpack(archives, folder, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the npm package `pulumi` looks for its release too, so that it downloads no other. Source: its lib/cache.js */
const releaseFolder = (env: NodeJS.ProcessEnv): string =>
  join(pulumiHome(env), "versions", versionOf("pulumi"));

/** What was there before does not matter: it was compared with nothing. */
function unpack(archives: readonly Archive[], folder: string, env: NodeJS.ProcessEnv): string {
  const [cli, ...plugins] = archives;
  const release = releaseFolder(env);
  const bin = join(release, "bin");
  rmSync(release, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  const run = (command: string, args: readonly string[]) =>
    // Standard output is the answer, and belongs to nobody else.
    execFileSync(command, args, { env, stdio: ["ignore", 2, "inherit"] });
  run("tar", ["-xzf", join(folder, cli?.file ?? ""), "--strip-components=1", "-C", bin]);
  for (const { plugin = "", version, file } of plugins)
    run(join(bin, "pulumi"), [
      ...["plugin", "install", "resource", plugin, version],
      ...["--reinstall", "--file", join(folder, file)],
    ]);
  return bin;
}

/** The folder of the command line that was installed. @throws EngineError where none was */
export function installedRelease(env: NodeJS.ProcessEnv): string {
  const bin = join(releaseFolder(env), "bin");
  if (!isExecutable(join(bin, "pulumi")))
    throw new EngineError(`${bin} has no pulumi: run \`${COMMAND}\` first`);
  return bin;
}

/**
 * The lines for a pipeline's machines. Those of the command line are compared with the vendor's list.
 * Source: https://github.com/pulumi/pulumi/issues/9416, which names the list's address (read 2026-11)
 *
 * @throws EngineError where the vendor's list says something else
 */
async function sumLines(get: Fetch): Promise<string> {
  const lines: string[] = [];
  const list = { file: "the list of sums", url: `${SDK}pulumi-${versionOf("pulumi")}-checksums.txt` };
  const published = sumsIn((await bytesOf(list, get)).toString());
  for (const arch of ["x64", "arm64"])
    for (const archive of archivesFor("linux", arch)) {
      const sum = sha256(await bytesOf(archive, get));
      if (archive.plugin === undefined && published.get(archive.file) !== sum)
        throw new EngineError(`${archive.file} has the SHA-256 ${sum}, and ${list.url} says another`);
      lines.push(`${sum}  ${archive.file}\n`);
    }
  return lines.join("");
}

/** Replaces a project's own lines; gives the file's path. */
export async function writeSums(root: string, get: Fetch): Promise<string> {
  const comments = textOf(join(root, SUMS)).match(/^#.*\n/gm) ?? [];
  const text = `${comments.join("")}${await sumLines(get)}`;
  mkdirSync(dirname(join(root, SUMS)), { recursive: true });
  writeFileSync(join(root, SUMS), text);
  return SUMS;
}
