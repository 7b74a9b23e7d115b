// What the compiler asks of anyone who adds an authentication method: the sources with the sets one value larger.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const HOME = resolve(ROOT, "src/model/authentication.ts");

type Addition = readonly [before: string, after: string];

const METHOD: Addition = [
  '"private_key_jwt",\n] as const',
  '"private_key_jwt",\n  "tls_client_auth",\n] as const',
];
const PROOF: Addition = ['"secret", "key"] as const', '"secret", "key", "certificate"] as const'];
/** A method that proves itself with what another one has: its row in the table is all that the home asks. */
const ROW: Addition = [
  '  private_key_jwt: { proof: "key"',
  '  tls_client_auth: { proof: "key", storedIn: "client_authentication_methods" },\n  private_key_jwt: { proof: "key"',
];

const widened = (additions: readonly Addition[]) => (text: string) =>
  additions.reduce((now, [before, after]) => {
    expect(now).toContain(before);
    return now.replace(before, after);
  }, text);

/** What may differ by method: Pulumi's types and the rest of src are too large to be checked for nothing. */
const ABOUT_METHODS = /authentication|method|proof/i;

const { config } = ts.readConfigFile(resolve(ROOT, "tsconfig.json"), (file) => readFileSync(file, "utf8"));
const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include: ["src"] }, ts.sys, ROOT);
const aboutMethods = fileNames.filter(
  (file) => !/\/src\/infra\/|\.js$/.test(file) && ABOUT_METHODS.test(readFileSync(file, "utf8")),
);
const host = ts.createCompilerHost(options);
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Those of the files that have errors, sorted. */
function withErrors(files: readonly string[], change: (text: string) => string): string[] {
  const program = ts.createProgram(files, options, {
    ...host,
    getSourceFile: (file, settings, ...rest) => {
      if (file === HOME) return ts.createSourceFile(file, change(readFileSync(file, "utf8")), settings);
      if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, settings, ...rest));
      return parsed.get(file);
    },
  });
  const bad = files.filter((file) => program.getSemanticDiagnostics(program.getSourceFile(file)).length > 0);
  return bad.map((file) => relative(ROOT, file)).sort();
}

test("a new method with a new kind of proof is a compile error wherever it matters", () => {
  expect(withErrors(aboutMethods, widened([METHOD, PROOF]))).toEqual([
    "src/cli/ask.ts",
    "src/edit/draft.ts",
    "src/edit/rotation.ts",
    "src/handover/addresses.ts",
    "src/handover/examples/curl.ts",
    "src/handover/examples/example.ts",
    "src/handover/examples/node.ts",
    "src/handover/examples/ruby.ts",
    "src/model/authentication.ts",
    "src/plan/credentials.ts",
    "src/rules/credentials.ts",
  ]);
});

test("a new method with a proof that is there already is a compile error where methods differ", () => {
  const differing = ["src/edit/rotation.ts", "src/plan/credentials.ts"];
  const asked = ["src/model/authentication.ts", ...differing].map((file) => resolve(ROOT, file));
  expect(withErrors(asked, widened([METHOD, ROW]))).toEqual(differing);
});
