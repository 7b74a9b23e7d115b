// The program `partner-access`: this process's terminal → its exit code.
import { main } from "./main.ts";

// A reader that closes early, such as head, has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const { stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), { stdout, stderr, cwd: process.cwd(), env });
