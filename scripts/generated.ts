// The files that are made from the code and the declarations: where each is and what it must contain.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { MADE_FROM_DECLARATIONS, type MadeFile } from "../src/repository/generated.ts";
import { SCHEMAS } from "../src/repository/schemas.ts";
import { declaredIn } from "./pulumi-stacks.ts";

export interface Generated {
  /** Relative to the repository. */
  readonly path: string;
  /** Of another host than GitHub: written where it is there already, or somebody asks for it. */
  readonly host?: MadeFile["host"];
  content(): string;
}

/**
 * From the declarations of the project in `root`: the lane of the declarations is about them. A repository on another
 * host than GitHub, without a folder .github, has none of GitHub's files.
 */
export const declaredFiles = (root: string): readonly Generated[] =>
  MADE_FROM_DECLARATIONS.filter(({ host }) => host !== "github" || existsSync(join(root, ".github"))).map(
    ({ file, host, content }) => ({ path: file, host, content: () => content(declaredIn(root)) }),
  );

/** Of any project: editors and programs read them beside the declarations. */
export const SCHEMA_FILES: readonly Generated[] = [...SCHEMAS].map(([path, content]) => ({ path, content }));

/** What any project's repository keeps: what its declarations make, and the schemas of this version. */
export const projectFiles = (root: string): readonly Generated[] => [...SCHEMA_FILES, ...declaredFiles(root)];
