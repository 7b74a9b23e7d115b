// Keys of Pulumi's own files that Pulumi and its providers obey, and that no rule or review knows.
import type { Finding } from "../finding.ts";
import { nearest } from "../model/nearest.ts";
import { PART_KEYS, PART_OF, STACK_KEYS } from "../model/stack.ts";
import type { Path } from "../model/workspace.ts";
import { quote } from "../text.ts";
import type { FileDocument } from "./document.ts";
import { type LoadRuleId, whyOf } from "./load-rules.ts";

const STACK_NAMESPACE = "partner-access:";

/** Keys beside `config`. Source: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ (read 2026-11) */
const SETTINGS = ["config", "secretsprovider", "encryptedkey", "encryptionsalt", "environment"];

/** What says whom the provider is, and comes from the environment: no file may hold it. */
const CREDENTIAL = /token|secret|password|client_?id|access_?key|private_?key|profile|assume/i;

const recordOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
const configOf = ({ value }: FileDocument): object => recordOf(recordOf(value)["config" as never]);

/** Whether a file is the settings of a part rather than of a stack. */
export const isPart = (document: FileDocument): boolean => Object.hasOwn(configOf(document), PART_OF);

function found(document: FileDocument, rule: LoadRuleId, at: Path, what: string, fix: string): Finding {
  return { ...document.locate(at, "key"), rule, what, why: whyOf(rule), fix };
}

/** What to do with a key that none of the known ones is. */
function hintFor(known: readonly string[], key: string): string {
  const meant = nearest(known, key);
  return meant ? `did you mean ${quote(meant)}?` : `remove it; known are ${known.join(", ")}`;
}

const unknownToUs = (document: FileDocument, at: Path, fix: string): Finding =>
  found(document, "stack-key", at, `${quote(String(at.at(-1)))} is not a key that we know`, fix);

function ofOurs(document: FileDocument, key: string, known: readonly string[]): Finding {
  const ours = known.filter((one) => one.startsWith(STACK_NAMESPACE));
  const fix = STACK_KEYS.includes(key)
    ? "write it into the file of the stack that this is part of"
    : hintFor(ours, key);
  return found(document, "unknown-key", ["config", key], `unknown key ${quote(key)}`, fix);
}

/** Pulumi reads `auth0:config:domain` as `auth0:domain`. Source: https://github.com/pulumi/pulumi, sdk/go/common/resource/config/key.go (read 2026-11) */
const shortOf = (key: string) => key.replace(/^([^:]+):config:/, "$1:");

function fixOfOthers(document: FileDocument, key: string, known: readonly string[]): string {
  const short = shortOf(key);
  const others = known.filter((one) => !one.startsWith(STACK_NAMESPACE));
  if (short !== key && Object.hasOwn(configOf(document), short))
    return `remove it: Pulumi reads it as ${short}, which is here as well`;
  if (others.includes(short)) return `write ${short}`;
  if (CREDENTIAL.test(short)) return "remove it; credentials come from the environment of the deployment";
  return hintFor(others, short);
}

/**
 * Environments of Pulumi ESC are named only: what one holds is read when Pulumi runs, and never instead of a key that the
 * file has. Written into the file, its values would be configuration that nothing here looks at.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ (read 2026-11)
 */
function environmentOf(document: FileDocument): Finding[] {
  const environment: unknown = recordOf(document.value)["environment" as never];
  const isNames = Array.isArray(environment) && environment.every((name) => typeof name === "string");
  if (environment === undefined || isNames) return [];
  const what = '"environment" is not a list of names';
  return [
    found(document, "stack-key", ["environment"], what, "name the environments; values belong into config"),
  ];
}

/**
 * The finding of a file that says only how secrets are kept: `pulumi` writes one where a stack has none, with
 * `pulumi stack init` or because its own is gone.
 */
export function bareSettings(document: FileDocument): Finding | undefined {
  const keys = Object.keys(recordOf(document.value));
  if (keys.length === 0 || keys.some((key) => key === "config" || !SETTINGS.includes(key))) return undefined;
  return {
    ...document.locate([]),
    rule: "missing-key",
    what: 'the file has no "config": Pulumi wrote it, for a stack without a file',
    why: whyOf("missing-key"),
    fix: `was the stack's or part's own file lost, bring it back (git log -- ${document.file}); is the stack new, add config as another stack's file has it; else delete this one`,
  };
}

/** A finding for each key of a stack's or part's settings that is none of those it may have. */
export function unknownStackKeys(document: FileDocument): Finding[] {
  const known = isPart(document) ? PART_KEYS : STACK_KEYS;
  const beside = Object.keys(recordOf(document.value)).filter((key) => !SETTINGS.includes(key));
  const inside = Object.keys(configOf(document)).filter((key) => !known.includes(key));
  return [
    ...beside.map((key) => unknownToUs(document, [key], hintFor(SETTINGS, key))),
    ...environmentOf(document),
    ...inside.map((key) =>
      shortOf(key) === key && key.startsWith(STACK_NAMESPACE)
        ? ofOurs(document, key, known)
        : unknownToUs(document, ["config", key], fixOfOthers(document, key, known)),
    ),
  ];
}

/** What Pulumi.yaml may say, and where only some values are right, those. */
const PROJECT: Readonly<Record<string, unknown>> = {
  name: undefined,
  description: undefined,
  author: undefined,
  website: undefined,
  license: undefined,
  runtime: { name: "nodejs", options: { typescript: false } },
  // Beside this code, or the package's: Node.js strips no types there.
  main: ["src/infra/main.mjs", "node_modules/partner-access/dist/src/infra/main.mjs"],
};

interface Difference {
  readonly at: Path;
  readonly what: string;
  readonly fix: string;
}

function* differing(value: unknown, known: unknown, at: Path): Generator<Difference> {
  if (known === undefined) return;
  const name = quote(at.join("."));
  if (Array.isArray(known)) {
    if (known.includes(value)) return;
    const [here, installed] = known.map((one) => JSON.stringify(one));
    const fix = `write ${here}, or with the package installed in this folder ${installed}`;
    yield { at, what: `${name} has another value`, fix };
    return;
  }
  if (typeof known !== "object" || known === null || typeof value !== "object" || value === null) {
    if (value !== known)
      yield { at, what: `${name} has another value`, fix: `write ${JSON.stringify(known)}` };
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const inside = [...at, key];
    if (Object.hasOwn(known, key)) yield* differing(inner, known[key as never], inside);
    else yield { at: inside, what: `${quote(inside.join("."))} is not a key that we know`, fix: "remove it" };
  }
  // Without it Pulumi has a default of its own: without main the package's entry is the program.
  for (const [key, wanted] of Object.entries(known))
    if (wanted !== undefined && !Object.hasOwn(value, key)) {
      const missing = [...at, key].join(".");
      yield {
        at,
        what: `${quote(missing)} is missing`,
        fix: `add ${key}: ${JSON.stringify(Array.isArray(wanted) ? wanted[0] : wanted)}`,
      };
    }
}

/**
 * A finding for whatever makes Pulumi run another program, or run it in another way.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/ (read 2026-11)
 */
export const projectFindings = (document: FileDocument): Finding[] =>
  document.value === undefined
    ? []
    : [...differing(document.value, PROJECT, [])].map(({ at, what, fix }) =>
        found(document, "project-file", at, what, fix),
      );
