// Which files of a source are declarations, and what is wrong with the names of the others.
import type { Finding, Place } from "../finding.ts";
import { idSchema } from "../model/units.ts";
import { quote } from "../text.ts";
import { type LoadRuleId, whyOf } from "./load-rules.ts";
import { MAX_FILE_BYTES, MAX_FOLDER_ENTRIES, MAX_TOTAL_BYTES, type Obstacle, type Source } from "./source.ts";

/** A file that declares something, by its name. */
export interface Declaration {
  readonly id: string;
  readonly file: string;
}

export interface Files {
  readonly partners: readonly Declaration[];
  readonly apis: readonly Declaration[];
  readonly stacks: readonly Declaration[];
  /** Pulumi.yaml, where it is there. */
  readonly project?: string;
  /** Declarations that a misnamed file was probably meant to be. */
  readonly hidden: readonly string[];
  readonly findings: readonly Finding[];
}

const startOf = (file: string): Place => ({ file, line: 1, column: 1, endColumn: 2 });

function finding(rule: LoadRuleId, file: string, what: string, fix: string): Finding {
  return { rule, ...startOf(file), what, why: whyOf(rule), fix };
}

const OBSTACLES: Readonly<Record<Obstacle, { what: string; fix: string }>> = {
  missing: { what: "is missing", fix: "restore it from version control" },
  "not-a-file": { what: "is not a regular file", fix: "replace it by a file" },
  "not-a-folder": { what: "is not a folder", fix: "replace it by a folder" },
  "symbolic-link": { what: "is a symbolic link", fix: "replace the link by the file or folder itself" },
  "too-large": { what: `is larger than ${MAX_FILE_BYTES / 1024} KiB`, fix: "shorten it" },
  "too-much": {
    what: `does not fit into the ${MAX_TOTAL_BYTES / 1024 / 1024} MiB of all declarations together`,
    fix: "shorten the largest files, or remove what does not belong there",
  },
  "too-many-files": {
    what: `holds more than ${MAX_FOLDER_ENTRIES} files`,
    fix: "remove what does not belong there",
  },
  unreadable: { what: "cannot be read", fix: "check its permissions" },
};

/** Git keeps no empty folder. */
const KEPT: Readonly<Record<string, string>> = {
  partners: "; as long as there is no partner, keep the folder by an empty file partners/.gitkeep",
  apis: "; as long as there is no API, keep the folder by an empty file apis/.gitkeep",
};

/** The finding for a file or folder that cannot be used. */
export function unreadable(file: string, obstacle: Obstacle): Finding {
  const { what, fix } = OBSTACLES[obstacle];
  return finding(
    obstacle === "missing" ? "file-missing" : "file-unreadable",
    file,
    `${quote(file)} ${what}`,
    fix + ((obstacle === "missing" && KEPT[file]) || ""),
  );
}

const isId = (text: string) => idSchema.safeParse(text).success;

/** The name a misnamed file should have: `Acme_CMS.yml` is meant as `acme-cms.yaml`. */
function properName(name: string, prefix: string): string | undefined {
  const [, stem] = /^(.*)\.ya?ml$/is.exec(name.slice(prefix.length)) ?? [];
  const id = stem
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return id !== undefined && isId(id) ? `${prefix}${id}.yaml` : undefined;
}

interface Kind {
  readonly folder: string;
  /** What is before the id in a file's name. */
  readonly prefix: string;
}

/** Sorts names into declarations and findings; the second also tell which declaration they hide. */
function sortNames(names: readonly string[], { folder, prefix }: Kind) {
  const declarations: Declaration[] = [];
  const findings: Finding[] = [];
  const hidden: string[] = [];
  for (const name of names) {
    const file = `${folder}${name}`;
    const id = name.endsWith(".yaml") ? name.slice(prefix.length, -".yaml".length) : "";
    if (name.startsWith(prefix) && isId(id)) {
      declarations.push({ id, file });
      continue;
    }
    const proper = properName(name, prefix);
    const isFree = proper !== undefined && !names.includes(proper);
    if (isFree) hidden.push(`${folder}${proper}`);
    const what = `${quote(name)} is not called ${prefix}<id>.yaml, with a lower-case id of at most 40 characters`;
    const fix = `${isFree ? `rename it to ${proper}, or ` : ""}move it out of ${folder || "this folder"}`;
    findings.push(finding("file-name", file, what, fix));
  }
  return { declarations, findings, hidden };
}

/** Files of the root that mean to be stack settings; Pulumi.yaml itself is the project's. */
const isStackFile = (name: string) => /^pulumi\..+\.ya?ml$/is.test(name);

/** What Pulumi takes for the project's file: all but our own would run something else. */
const isOtherProject = (name: string) => /^pulumi\.(ya?ml|json)$/i.test(name) && name !== PROJECT_FILE;
const PROJECT_FILE = "Pulumi.yaml";

/** Where ours is missing, a file in YAML is meant as it; the program of any other is not known. */
function otherProject(name: string, top: readonly string[]): Finding {
  const isMeant = !top.includes(PROJECT_FILE) && !name.toLowerCase().endsWith(".json");
  return finding(
    "project-file",
    name,
    isMeant
      ? `${quote(name)} is not called ${PROJECT_FILE}`
      : `${quote(name)} is a project file beside ${PROJECT_FILE}`,
    isMeant ? `rename it to ${PROJECT_FILE}` : "remove it",
  );
}

/** Every file that declares something, and a finding for whatever else would be ignored or is missing. */
export function findFiles(source: Source): Files {
  const findings: Finding[] = [];
  const hidden: string[] = [];
  const namesIn = (folder: string): readonly string[] => {
    const listing = source.list(folder);
    if ("names" in listing) return listing.names;
    findings.push(unreadable(folder === "" ? "." : folder, listing.obstacle));
    return [];
  };
  const sorted = (names: readonly string[], kind: Kind): readonly Declaration[] => {
    const result = sortNames(names, kind);
    findings.push(...result.findings);
    hidden.push(...result.hidden);
    return result.declarations;
  };
  const partners = sorted(namesIn("partners"), { folder: "partners/", prefix: "" });
  const apis = sorted(namesIn("apis"), { folder: "apis/", prefix: "" });
  const top = namesIn("");
  for (const name of top.filter(isOtherProject)) {
    findings.push(otherProject(name, top));
  }
  const stacks = sorted(top.filter(isStackFile), { folder: "", prefix: "Pulumi." });
  if (stacks.length === 0) {
    const what = "no stack is declared: there is no Pulumi.<stack>.yaml";
    findings.push(
      finding("file-missing", "Pulumi.yaml", what, "add one for each environment, such as Pulumi.dev.yaml"),
    );
  }
  const project = top.includes(PROJECT_FILE) ? { project: PROJECT_FILE } : {};
  return { partners, apis, stacks, ...project, findings, hidden };
}
