// The files that are made from the code and the declarations: where each stands and what it must contain.
import { existsSync } from "node:fs";
import { MADE_FROM_DECLARATIONS, type MadeFile } from "../src/repository/generated.ts";
import { SCHEMAS } from "../src/repository/schemas.ts";
import { architecturePage } from "./architecture-page.ts";
import { consequencesPage } from "./consequences-page.ts";
import { declared } from "./pulumi-stacks.ts";
import { rulesPage } from "./rules-page.ts";

export interface Generated {
  /** Relative to the repository. */
  readonly path: string;
  /** Of another host than GitHub: written where it is there already, or somebody asks for it. */
  readonly host?: MadeFile["host"];
  content(): string;
}

/**
 * From the declarations of this repository: the lane of the declarations is about them. A repository on another host
 * than GitHub, without a folder .github, has none of GitHub's files.
 */
export const DECLARED: readonly Generated[] = MADE_FROM_DECLARATIONS.filter(
  ({ host }) => host !== "github" || existsSync(new URL("../.github", import.meta.url)),
).map(({ file, host, content }) => ({ path: file, host, content: () => content(declared()) }));

/** From the code alone. */
export const CODED: readonly Generated[] = [
  ...[...SCHEMAS].map(([path, content]) => ({ path, content })),
  { path: "ARCHITECTURE.md", content: architecturePage },
  { path: "docs/rules.md", content: rulesPage },
  { path: "docs/consequences.md", content: consequencesPage },
];

/** `npm run generate` writes them, `npm run generate -- --check` compares. */
export const GENERATED: readonly Generated[] = [...CODED, ...DECLARED];
