// What a run throws → an exit code, and sentences that say what is wrong and how it goes on; a bug comes back as it is.
import { CommandError } from "@pulumi/pulumi/automation/index.js";
import { StoreError } from "../emulator/store.ts";
import { EngineError } from "../engine/event.ts";
import { EXIT } from "../src/cli/exit-code.ts";
import { UserError } from "../src/finding.ts";

/** What shells report for a program ended by SIGINT. */
const EXIT_INTERRUPTED = 130;
/** The update itself failed; everything it did before is kept and the next run goes on. */
const EXIT_FAILED = 1;

export interface Failure {
  readonly code: number;
  readonly text: string;
}

/** What file systems say that a person can mend. */
const FILE_SYSTEM: Readonly<Record<string, string>> = {
  EACCES: "its permissions do not allow it",
  EPERM: "its permissions do not allow it",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full: make room",
  EDQUOT: "the disk quota is used up: make room",
  EFBIG: "the disk quota is used up: make room",
  ENOTDIR: "something in its path is a file, where a folder has to be: move it away",
  EEXIST: "it is a file, where a folder has to be: move it away",
  EISDIR: "it is a folder, where a file has to be: move it away",
};

/** Whatever step it is that cannot be saved, and into which temporary file: the error is the same. */
const withoutStep = (error: string): string =>
  error.replace(/^\* |^[\w -]+ event returned an error: /, "").replace(/\.[0-9a-f]+\.tmp\b/, "");

/** Pulumi's own errors, each once, without the progress and the outputs around them. */
function pulumiErrors(message: string): string[] {
  const lines = message.split("\n").map((line) => line.trim());
  const errors = lines.flatMap((line, i) => {
    const said = /(?:^|\s)error: (.+)$/.exec(line)?.[1];
    // "1 error occurred:" is followed by what it was.
    return said === undefined ? [] : [/occurred:$/.test(said) ? (lines[i + 1] ?? said) : said];
  });
  return [...new Set(errors.map(withoutStep))].filter((error) => error !== "update failed");
}

const lostPassphrase = /incorrect passphrase/;
const fullDisk = /disk is full|no space left|file too large|quota exceeded/i;

function explainPulumi(message: string, folder: string): Failure {
  if (lostPassphrase.test(message))
    return {
      code: EXIT.environment,
      text: `error: ${folder}/passphrase is not the one that the state was made with: put it back, or delete ${folder}/pulumi, and the next run builds the state again from the local tenant`,
    };
  const errors = pulumiErrors(message);
  const said = errors.length > 0 ? errors.map((error) => `  ${error}`).join("\n") : message;
  if (fullDisk.test(message))
    return {
      code: EXIT.environment,
      text: `error: there is no room left to write in ${folder}: make room; what was done before is kept, and the next run goes on\n${said}`,
    };
  return {
    code: EXIT_FAILED,
    text: `error: pulumi failed; what it did before is kept, and the next run goes on\n${said}`,
  };
}

/**
 * @param stopping whether somebody asked the run to end: then nothing that it throws is news
 * @param folder where the run keeps what it makes
 * @throws the error itself, when it is a bug
 */
export function explainFailure(
  error: unknown,
  { stopping, folder }: { stopping: boolean; folder: string },
): Failure {
  if (stopping) return { code: EXIT_INTERRUPTED, text: "interrupted; the next run goes on from here" };
  if (error instanceof UserError || error instanceof EngineError)
    return { code: EXIT.environment, text: `error: ${error.message}` };
  const { code, port, path, message } = error as NodeJS.ErrnoException & { port?: number };
  // SQLite reports a full disk in more than one way.
  if (code === "ERR_SQLITE_ERROR" || (error instanceof StoreError && /disk/.test(message)))
    return {
      code: EXIT.environment,
      text: `error: the local tenant cannot write its data in ${folder}: ${message}. Make room; what was done before is kept`,
    };
  if (error instanceof StoreError) {
    const way = error.isInUse
      ? "is `npm start` running already? Stop it first"
      : "`npm start -- --reset` begins with a new tenant";
    return { code: EXIT.environment, text: `error: ${error.message}; ${way}` };
  }
  if (error instanceof CommandError) return explainPulumi(error.message, folder);
  if (code === "EADDRINUSE")
    return { code: EXIT.environment, text: `error: port ${port} is in use; stop what listens there` };
  const reason = FILE_SYSTEM[code ?? ""];
  if (reason !== undefined)
    return { code: EXIT.environment, text: `error: ${path ?? folder} cannot be written: ${reason}` };
  throw error;
}
