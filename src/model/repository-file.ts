// A file's path → what kind of file it is to a deployment: one closed table, for reviews and for the checksum.

/** What npm installs by, in its order. Source: https://docs.npmjs.com/cli/v11/configuring-npm/npm-shrinkwrap-json (read 2026-11) */
export const LOCK_FILES = ["npm-shrinkwrap.json", "package-lock.json"] as const;

/**
 * Kinds of files beside the declarations that have a say in what is deployed, each with its paths from the folder of
 * the declarations. The first that matches counts. Letters match in either case, as on disks that do not tell them apart.
 */
const DEPLOYING = [
  ["attributes", /(^|\/)\.(gitattributes|gitmodules)$/i],
  ["owners", /^((\.github|\.gitlab|docs)\/)?CODEOWNERS$/i],
  ["pipeline", /^(\.github|\.gitlab|\.ci|\.gitlab-ci\.yml)(\/|$)/i],
  ["project", /^Pulumi\.(ya?ml|json)$/i],
  ["settings", /^Pulumi\..+\.(ya?ml|json)$/i],
  [
    "libraries",
    /^(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-.*|\.npmrc|\.nvmrc|node_modules|vendor)(\/|$)/i,
  ],
  ["engine", /^engine(\/|$)/i],
  ["scripts", /^scripts(\/|$)/i],
  ["program", /^src(\/|$)/i],
] as const;

/** A kind of file that a deployment reads or runs. */
export type DeployingKind = (typeof DEPLOYING)[number][0];

/** The kinds, in the order of the table. */
export const DEPLOYING_KINDS: readonly DeployingKind[] = DEPLOYING.map(([kind]) => kind);

/** What a checksum covers beside the plan. */
export type SealedPart = "code" | "settings";

/** Who approves changes is asked before they are merged: a deployment does not ask it. */
const SEALED: Readonly<Record<DeployingKind, SealedPart | undefined>> = {
  attributes: "code",
  owners: undefined,
  pipeline: "code",
  project: "settings",
  settings: "settings",
  libraries: "code",
  engine: "code",
  scripts: "code",
  program: "code",
};

/** The part of a checksum that a file belongs to: no file of a folder that is not part of a deployment itself. */
export function sealedPartOf(path: string): SealedPart | undefined {
  const [top, ...below] = path.split("/");
  if (top === "node_modules" || (below.length > 0 && !isSealedFolder(top ?? ""))) return undefined;
  const kind = kindOfFile(path);
  return (DEPLOYING_KINDS as readonly string[]).includes(kind) ? SEALED[kind as DeployingKind] : undefined;
}

/** Whether a folder beside the declarations is a part of a deployment. What npm installed is judged by npm, with the lock file. */
export const isSealedFolder = (name: string): boolean =>
  name !== "node_modules" &&
  DEPLOYING.some(([kind, paths]) => SEALED[kind] !== undefined && paths.test(`${name}/`));

/** The plan shows what they say. */
const DECLARATIONS = /^((partners|apis)\/[^./][^/]*\.yaml|tenant\.yaml)$/;

/** Neither deployed nor run by a deployment. */
const HARMLESS = [
  /^(bench|demo|docs|emulator|local|schema|test|\.vscode)\//,
  /^[^/]+\.md$/,
  /^(LICENSE|\.gitignore|\.pre-commit-hooks\.yaml|\.dependency-cruiser\.mjs|biome\.json|tsconfig\.json|vitest\.config\.ts)$/,
  // What keeps a folder without a declaration.
  /^(partners|apis)\/\.gitkeep$/,
];

export const FILE_KINDS = [...DEPLOYING_KINDS, "declaration", "harmless", "unknown"] as const;
/** What a file of the repository is to a deployment. */
export type FileKind = (typeof FILE_KINDS)[number];

/** What a path is; `unknown` for what no entry of the table knows. */
export function kindOfFile(path: string): FileKind {
  const deploying = DEPLOYING.find(([, paths]) => paths.test(path))?.[0];
  if (deploying !== undefined) return deploying;
  if (DECLARATIONS.test(path)) return "declaration";
  return HARMLESS.some((paths) => paths.test(path)) ? "harmless" : "unknown";
}

/** A file that two trees have otherwise. */
export interface ChangedFile {
  /** From the folder of the declarations; outside of it, from that of the repository. */
  readonly path: string;
  readonly change: "added" | "changed" | "removed";
  /** Of a file of settings, of Pulumi or npm: the keys that differ and that no plan shows. */
  readonly keys?: readonly string[];
}

/** What a change does outside of the declarations. */
export interface RepositoryChange {
  /** Sorted by path. */
  readonly files: readonly ChangedFile[];
  /** Who approves all that has no owner of its own; absent where no declaration says so. */
  readonly owner?: string;
}
