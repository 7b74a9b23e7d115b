// Declarations → every file that is made from them, and how to tell which stacks a pipeline deploys.
import type { Workspace } from "../model/workspace.ts";
import { codeowners, gitlabCodeowners } from "./codeowners.ts";
import { deployWorkflow } from "./deploy-workflow.ts";
import { gitlabPipeline } from "./gitlab-pipeline.ts";
import { sharedStacks } from "./stacks.ts";

export interface MadeFile {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** Whose host reads it: what only another one reads is made where somebody asked for it, and kept from then on. */
  readonly host: "github" | "gitlab";
  /** Why a stale one is wrong, as a finding says it. */
  readonly why: string;
  /** Throws UserError when a declaration that it needs cannot be read. */
  content(workspace: Workspace): string;
  /** Pulumi stacks that a pipeline must deploy; undefined where the file is not a pipeline. */
  readonly deploys?: {
    wanted(workspace: Workspace): readonly string[];
    named(text: string): readonly string[];
  };
}

const namesIn = (pattern: RegExp) => (text: string) =>
  [...text.matchAll(pattern)].map(([, name = ""]) => name);

/** What is made from declarations alone, in the order of their files. */
export const MADE_FROM_DECLARATIONS: readonly MadeFile[] = [
  {
    file: ".github/CODEOWNERS",
    host: "github",
    why: "GitHub asks the owners in this file for approval, whatever the declarations say",
    content: codeowners,
  },
  {
    file: ".github/workflows/deploy.yml",
    host: "github",
    why: "GitHub deploys the stacks in this file and no others, whatever stacks are declared",
    content: (workspace) => deployWorkflow(sharedStacks(workspace)),
    deploys: {
      wanted: (workspace) => sharedStacks(workspace).map(({ id }) => id),
      named: namesIn(/^ {6}stack: "?([a-z0-9-]+)"?$/gm),
    },
  },
  {
    file: ".gitlab/CODEOWNERS",
    host: "gitlab",
    why: "GitLab asks the owners in this file for approval, whatever the declarations say",
    content: gitlabCodeowners,
  },
  {
    file: ".gitlab-ci.yml",
    host: "gitlab",
    why: "GitLab deploys the stacks and parts in this file and no others, whatever is declared",
    content: (workspace) => gitlabPipeline(sharedStacks(workspace)),
    deploys: {
      wanted: (workspace) => sharedStacks(workspace).flatMap(({ id, parts }) => [id, ...parts]),
      named: namesIn(/^ {6}- \{ STACK: "?[a-z0-9-]+"?, PULUMI_STACK: "?([a-z0-9-]+)"? \}$/gm),
    },
  },
];
