// The program `partner-access`: this process's terminal → its exit code.
import { writeFileSync } from "node:fs";
import { main } from "./main.ts";

// A reader that closes early, such as head, has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const { stdin, stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), {
  stdout,
  stderr,
  cwd: process.cwd(),
  env,
  now: () => new Date(),
  writeFile: (path, text) => writeFileSync(path, text),
  // Questions go where errors go, so that standard output holds results only.
  ...(stdin.isTTY && stderr.isTTY && { dialog: { input: stdin, output: stderr } }),
});
