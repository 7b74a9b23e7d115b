// Writes what a company's repository keeps of its declarations and of the package's version.
import { projectFolder } from "../src/load/project.ts";
import { projectFiles } from "./generated.ts";
import { step } from "./step.ts";
import { writeGenerated } from "./write-generated.ts";

await step(() => {
  const root = projectFolder(process.cwd());
  writeGenerated(root, projectFiles(root), process.argv.slice(2));
  return Number(process.exitCode ?? 0);
});
