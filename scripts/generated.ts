// The files that are made from the code and the declarations: where each stands and what it must contain.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isCodeFolder } from "../src/load/project.ts";
import { MADE_FROM_DECLARATIONS, type MadeFile } from "../src/repository/generated.ts";
import { SCHEMAS } from "../src/repository/schemas.ts";
import { architecturePage } from "./architecture-page.ts";
import { consequencesPage } from "./consequences-page.ts";
import { declaredIn } from "./pulumi-stacks.ts";
import { rulesPage } from "./rules-page.ts";

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

const SCHEMA_FILES: readonly Generated[] = [...SCHEMAS].map(([path, content]) => ({ path, content }));

/** From the code alone. */
export const CODED: readonly Generated[] = [
  ...SCHEMA_FILES,
  { path: "ARCHITECTURE.md", content: architecturePage },
  { path: "docs/rules.md", content: rulesPage },
  { path: "docs/consequences.md", content: consequencesPage },
];

/** `npm run generate` writes them, `npm run generate -- --check` compares. The pages are about the code, and are there with it. */
export const generatedFiles = (root: string): readonly Generated[] => [
  ...(isCodeFolder(root) ? CODED : SCHEMA_FILES),
  ...declaredFiles(root),
];
