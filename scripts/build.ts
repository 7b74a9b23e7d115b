// The sources → dist/, which `npm pack` packs: compiled code, the types that others may use, and what is not TypeScript.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

/** Files that the code reads beside itself; a test compares them with what it reads. */
export const ASSETS = [
  "demo/**/*.{css,js}",
  "engine/{auth0-provider,pulumi-cli}/**/{go.mod,go.sum,*.go}",
  "engine/language-host/pulumi-language-nodejs",
  "engine/release.sha256",
  ".github/workflows/{check,deploy-pulumi-stack,deploy-stack,drift,preview,review}.yml",
];

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** The declarations that `exports` of package.json leads to, below dist/. */
function publicTypes(): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
  return Object.values(exports).flatMap((one) =>
    typeof one === "string" ? [] : [relative("./dist", one.types)],
  );
}

const SPECIFIER = /((?:from|import\()\s*")(\.[^"]+?)\.(m?)ts(")/g;

/** Types are checked unless somebody has checked them: that takes most of the time. */
function compile(isChecked: boolean): void {
  rmSync(DIST, { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const args = [tsc, "-p", join(ROOT, "tsconfig.build.json"), ...(isChecked ? [] : ["--noCheck"])];
  execFileSync(process.execPath, args, { stdio: "inherit" });
}

/** The compiler leaves the names of sources in declarations; and only those are kept that somebody can import. */
function keepPublicTypes(): void {
  const kept = new Set<string>();
  const keep = (file: string): void => {
    if (kept.has(file)) return;
    kept.add(file);
    const path = join(DIST, file);
    const text = readFileSync(path, "utf8");
    for (const [, , specifier = "", m = ""] of text.matchAll(SPECIFIER))
      keep(join(dirname(file), `${specifier}.d.${m}ts`));
    writeFileSync(path, text.replaceAll(SPECIFIER, "$1$2.$3js$4"));
  };
  for (const file of publicTypes()) keep(file);
  for (const file of globSync("**/*.d.{ts,mts}", { cwd: DIST }))
    if (!kept.has(relative("", file))) rmSync(join(DIST, file));
}

function copyAssets(): void {
  for (const file of ASSETS.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))) {
    if (existsSync(join(DIST, file))) throw new Error(`${file} has the name of a compiled file: rename it`);
    mkdirSync(dirname(join(DIST, file)), { recursive: true });
    cpSync(join(ROOT, file), join(DIST, file));
  }
  const host = join(DIST, "engine/language-host/pulumi-language-nodejs");
  writeFileSync(host, readFileSync(host, "utf8").replaceAll(".ts", ".js"));
  chmodSync(host, 0o755);
  chmodSync(join(DIST, "scripts/partner-access.mjs"), 0o755);
}

if (import.meta.main) {
  compile(!process.argv.includes("--no-check"));
  keepPublicTypes();
  copyAssets();
}
