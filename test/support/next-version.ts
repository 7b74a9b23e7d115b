// The packed package → a next version of it, as a tarball and in a registry of one's own, for a company that takes it.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { green, type Packed, runIn } from "./packed.ts";

const VERSION = "0.2.0";
/** As the company calls it in its registry. */
const NAME = "@globex/partner-access";

/** The same with another number, and with an option of a resource, a key of a schema and a line of a pipeline. */
async function changed({ folder, file }: Packed): Promise<string> {
  const source = join(folder.root, "next");
  const tarball = join(folder.root, `partner-access-${VERSION}.tgz`);
  mkdirSync(source);
  await green(runIn(source, "tar", ["-xzf", join(folder.root, file.filename)]));
  const replace = (name: string, from: string | RegExp, to: string) =>
    folder.edit(`next/package/${name}`, (text) => text.replace(from, to));
  replace("package.json", /"version": ".*"/, `"version": "${VERSION}"`);
  replace("dist/src/infra/options.js", "deleteBeforeReplace: true", "deleteBeforeReplace: false");
  replace(
    "dist/src/model/partner.js",
    "z.strictObject({",
    "z.strictObject({ nickname: z.string().optional(),",
  );
  replace("dist/.github/workflows/check.yml", "timeout-minutes: 45", "timeout-minutes: 46");
  await green(runIn(folder.root, "tar", ["-czf", tarball, "-C", source, "package"]));
  return tarball;
}

const integrityOf = (file: string): string =>
  `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;

/** Answers as npm's registry does, of one package that has versions. */
async function serve(tarballs: ReadonlyMap<string, string>, manifest: object): Promise<Server> {
  const server = createServer(({ url = "", headers: { host } }, response) => {
    const tarball = tarballs.get(url.slice(1));
    if (tarball !== undefined) return response.end(readFileSync(tarball));
    const versions = [...tarballs.keys()].map((version) => {
      const integrity = integrityOf(tarballs.get(version) ?? "");
      const dist = { tarball: `http://${host}/${version}`, integrity };
      return [version, { ...manifest, name: NAME, version, dist }] as const;
    });
    response.setHeader("content-type", "application/json");
    return response.end(JSON.stringify({ name: NAME, versions: Object.fromEntries(versions) }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

export class NextVersion {
  readonly tarball: string;
  private readonly server: Server;
  /** Where npm finds the company's packages: a shell would lose the variable that could say so. */
  private readonly settings: string;

  private constructor(tarball: string, server: Server) {
    this.tarball = tarball;
    this.server = server;
    this.settings = join(dirname(tarball), "npmrc");
    const { port } = server.address() as AddressInfo;
    writeFileSync(this.settings, `@globex:registry=http://127.0.0.1:${port}/\n`);
  }

  static async of(packed: Packed): Promise<NextVersion> {
    const tarball = await changed(packed);
    const first = join(packed.folder.root, packed.file.filename);
    const manifest = JSON.parse(readFileSync(join(packed.installed, "package.json"), "utf8"));
    const tarballs = new Map([
      [manifest.version, first],
      [VERSION, tarball],
    ]);
    return new NextVersion(tarball, await serve(tarballs, manifest));
  }

  /** Of anyone who takes the version: npm's settings, and who commits. */
  get env(): Readonly<Record<string, string>> {
    return {
      npm_config_userconfig: this.settings,
      ...Object.fromEntries(
        ["AUTHOR", "COMMITTER"].flatMap((who) => [
          [`GIT_${who}_NAME`, "A"],
          [`GIT_${who}_EMAIL`, "a@globex.example"],
        ]),
      ),
    };
  }

  /** The commands of a repository's README, with the version in the place of VERSION. */
  async followReadme(repository: string): Promise<string> {
    const readme = readFileSync(join(repository, "README.md"), "utf8");
    const [, commands] = /```sh\n(git switch.*?)```/s.exec(readme) ?? [];
    if (commands === undefined) throw new Error(`the README names no commands:\n${readme}`);
    const script = commands.replaceAll("VERSION", VERSION);
    return await green(runIn(repository, "sh", ["-ec", script], this.env));
  }

  close(): void {
    this.server.close();
  }
}
