// What the compiler asks of whoever adds an authentication method: the sources with the sets one value larger.
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

/** The files of src with errors, sorted. What names nothing of a method is left out: Pulumi's types are large. */
function filesWithErrors(change: (text: string) => string): string[] {
  const { config } = ts.readConfigFile(resolve(ROOT, "tsconfig.json"), (file) => readFileSync(file, "utf8"));
  const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include: ["src"] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, settings, ...rest) =>
    file === HOME
      ? ts.createSourceFile(file, change(readFileSync(file, "utf8")), settings)
      : getSourceFile(file, settings, ...rest);
  const files = fileNames.filter((file) => !/\/src\/infra\/|\.js$/.test(file));
  const program = ts.createProgram(files, options, host);
  const bad = files.filter((file) => program.getSemanticDiagnostics(program.getSourceFile(file)).length > 0);
  return bad.map((file) => relative(ROOT, file)).sort();
}

test("a new method with a new kind of proof is a compile error wherever it matters", () => {
  expect(filesWithErrors(widened([METHOD, PROOF]))).toEqual([
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
  const files = filesWithErrors(widened([METHOD, ROW]));
  expect(files).toEqual(expect.arrayContaining(["src/edit/rotation.ts", "src/plan/credentials.ts"]));
  expect(files).not.toContain("src/model/authentication.ts");
});
