/** A made-up machine: a PATH with fake executables, a home and a cache, all in one temporary folder. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { ensureEngine } from "../../../engine/engine.ts";
import type { EngineEvent, EngineOptions } from "../../../engine/event.ts";
import { type Place, placeFor } from "../../../engine/place.ts";

export const NPM_VERSION = "3.265.0";

export class Machine {
  readonly root = mkdtempSync(join(tmpdir(), "engine-test-"));
  readonly bin = join(this.root, "bin");
  readonly pulumiHome = join(this.root, "home", ".pulumi");
  readonly env: NodeJS.ProcessEnv = {
    PATH: this.bin,
    HOME: join(this.root, "home"),
    XDG_CACHE_HOME: join(this.root, "cache"),
    LOG: join(this.root, "log"),
  };
  readonly place: Place = { ...placeFor(this.env), npmPackage: undefined };
  readonly events: EngineEvent[] = [];

  constructor() {
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
  }

  /** Writes an executable shell script; `$0 $*` of every start goes to the log. */
  script(file: string, body: string): string {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, scriptText(body));
    chmodSync(file, 0o755);
    return file;
  }

  pulumi(version: string, file = join(this.bin, "pulumi"), install = INSTALL): string {
    return this.script(file, pulumiBody(version, install));
  }

  /** A Go whose `build` does that, after which it writes a program that states the right version. */
  go(build = ":", version = "go1.26.8"): string {
    return this.script(
      join(this.bin, "go"),
      `case "$1" in
version) echo "go version ${version} linux/amd64" ;;
list) echo "go: downloading example.test/module v1.0.0" >&2; printf 'true\\nfalse\\ntrue\\n' ;;
build)
  for last; do if [ "$before" = -o ]; then out="$last"; fi; before="$last"; done
  printf 'example.test/a\\nexample.test/b\\nmain\\n' >&2
  ${build}
  case "$out" in
  *resource-auth0*) cat >"$out" <<'END'
${scriptText("echo 3.49.0")}END
    ;;
  *) cat >"$out" <<'END'
${scriptText(pulumiBody("3.253.0", INSTALL))}END
    ;;
  esac
  chmod +x "$out" ;;
esac`,
    );
  }

  /** The npm package, whose run.js does that first. */
  npm(script: string): void {
    const npmPackage = join(this.root, "npm", "pulumi");
    mkdirSync(npmPackage, { recursive: true });
    writeFileSync(join(npmPackage, "package.json"), JSON.stringify({ version: NPM_VERSION }));
    writeFileSync(join(npmPackage, "run.js"), script);
    this.place.npmPackage = npmPackage;
  }

  /** Where the npm package leaves its download. */
  get npmDownload(): string {
    return join(this.pulumiHome, "versions", NPM_VERSION, "bin", "pulumi");
  }

  ensure(options: Partial<EngineOptions> = {}) {
    return ensureEngine(
      { env: this.env, onEvent: (event) => this.events.push(event), ...options },
      this.place,
    );
  }

  /** The lines told so far. */
  get steps(): string[] {
    return this.events.flatMap((event) => (event.kind === "step" ? [this.withoutRoot(event.text)] : []));
  }

  /** One line for each start of a script: its name and arguments. */
  get starts(): string[] {
    const { LOG = "" } = this.env;
    if (!existsSync(LOG)) return [];
    return readFileSync(LOG, "utf8")
      .trim()
      .split("\n")
      .map((line) => this.withoutRoot(line));
  }

  withoutRoot(text: string): string {
    return text
      .replaceAll(this.place.built, "BUILT")
      .replaceAll(this.root, "")
      .replace(/\.\d+\.tmp/g, ".tmp");
  }
}

/** What a fake `pulumi plugin install` does when it succeeds. */
export const INSTALL = `
folder="$PULUMI_HOME/plugins/resource-auth0-v3.49.0"
mkdir -p "$folder"; echo plugin >"$folder/pulumi-resource-auth0"; chmod +x "$folder/pulumi-resource-auth0"`;

function pulumiBody(version: string, install: string): string {
  return `case "$1" in\nversion) echo v${version} ;;\nplugin) ${install} ;;\nesac`;
}

function scriptText(body: string): string {
  return `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$0 $*" >>"$LOG"\n${body}\n`;
}
