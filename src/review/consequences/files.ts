// Files outside of the declarations that a change touches become what a review cannot see, and who answers for it.
import {
  type ChangedFile,
  DEPLOYING_KINDS,
  type DeployingKind,
  kindOfFile,
  type RepositoryChange,
} from "../../model/repository-file.ts";
import type { ConsequenceRule, Observed } from "./rule.ts";
import { listOf } from "./words.ts";

type Told = DeployingKind | "unknown";
type Words = Pick<ConsequenceRule, "title" | "severity" | "explanation"> & { readonly what: string };

/** Every kind that has a say in what is deployed: what changes, and what to do about it. */
const WORDS: Readonly<Record<Told, Words>> = {
  attributes: {
    title: "what git makes of files changes",
    what: "What is on disk may differ from what was reviewed",
    severity: "high",
    explanation:
      "Attributes change files when they are checked out, and a submodule brings files of another repository. Each line must be one that changes no text.",
  },
  project: {
    title: "Pulumi's project file changes",
    what: "Pulumi's project file is another one",
    severity: "high",
    explanation: "It names the program that Pulumi runs. Read the difference.",
  },
  settings: {
    title: "a setting changes that no plan shows",
    what: "Settings change that no plan shows",
    severity: "high",
    explanation:
      "They say who can decrypt the state, what further configuration is fetched, or what the provider logs. Ask who changed them, and why.",
  },
  program: {
    title: "the code that deploys changes",
    what: "The code that reads declarations and deploys them changes",
    severity: "high",
    explanation:
      "A review shows what is declared, and other code may make something else of that. Read the difference, and deploy first to a stack that nobody depends on.",
  },
  engine: {
    title: "the code that brings the engine changes",
    what: "The code that installs or builds Pulumi and its plugins changes",
    severity: "high",
    explanation: "The engine runs with the deployment's credentials. Read the difference.",
  },
  scripts: {
    title: "a script of the pipeline changes",
    what: "Scripts change that deployments run",
    severity: "high",
    explanation:
      "They hand the deployment's key on and decide what was reviewed and deployed. Read the difference.",
  },
  libraries: {
    title: "libraries or their settings change",
    what: "What npm installs or how it runs changes",
    severity: "high",
    explanation:
      "A library or an option of Node.js runs with the deployment's credentials. Each version is one that somebody chose, with a hash in the lock file.",
  },
  pipeline: {
    title: "a pipeline changes",
    what: "What CI runs, when and with which rights changes",
    severity: "high",
    explanation:
      "A pipeline can deploy without a review or hand credentials to other code. Read the difference.",
  },
  owners: {
    title: "who must approve changes is changed",
    what: "Who has to approve which file changes",
    severity: "medium",
    explanation:
      "The host takes approvals from the owners of this file. `npm run generate` makes it of the declarations, and `check` fails where it is another.",
  },
  unknown: {
    title: "a file changes that is of no known kind",
    what: "Files change of which nobody said what they are for",
    severity: "medium",
    explanation:
      "They are neither declarations nor any part of this project. If a program on the deploying machine looks for such a file, it may do something else.",
  },
};

const WORD: Readonly<Record<ChangedFile["change"], string>> = {
  added: " (added)",
  changed: "",
  removed: " (removed)",
};

const named = ({ path, change, keys = [] }: ChangedFile): string =>
  `${path}${keys.length === 0 ? WORD[change] : ` (${keys.join(", ")})`}`;

/** A stack's file is told here only for what its plan does not have: all else of it the stack's own rules tell. */
const isTold = (file: ChangedFile): boolean =>
  kindOfFile(file.path) !== "settings" || file.keys === undefined || file.keys.length > 0;

function* said(kind: Told, { files, owner }: RepositoryChange): Generator<Observed> {
  const its = files.filter((file) => kindOfFile(file.path) === kind && isTold(file));
  if (its.length === 0) return;
  const answers = owner === undefined ? "" : ` ${owner} answers for it.`;
  yield {
    what: `${WORDS[kind].what}: ${listOf(its.map(named))}.${answers}`,
    subject: { kind: "repository", id: kind },
  };
}

const TOLD: readonly Told[] = [...DEPLOYING_KINDS, "unknown"];

export const FILE_CONSEQUENCES: readonly ConsequenceRule[] = TOLD.map((kind) => {
  const { what: _, ...words } = WORDS[kind];
  return { id: `${kind}-files-changed`, ...words, ofFiles: (change) => said(kind, change) };
});
