// Writes every generated file of this repository: the pages about its code, the schemas, what its declarations make.
import { projectFolder } from "../src/load/project.ts";
import { architecturePage } from "./architecture-page.ts";
import { consequencesPage } from "./consequences-page.ts";
import { type Generated, projectFiles } from "./generated.ts";
import { rulesPage } from "./rules-page.ts";
import { waysPage } from "./ways-page.ts";
import { writeGenerated } from "./write-generated.ts";

export const PAGES: readonly Generated[] = [
  { path: "ARCHITECTURE.md", content: architecturePage },
  { path: "docs/rules.md", content: rulesPage },
  { path: "docs/consequences.md", content: consequencesPage },
  { path: "docs/ways.md", content: waysPage },
];

if (import.meta.main) {
  const root = projectFolder(process.cwd());
  writeGenerated(root, [...PAGES, ...projectFiles(root)], process.argv.slice(2));
}
