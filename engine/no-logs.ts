/** A Pulumi home of ours → one in which the CLI writes no log of every run. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Since 3.249 every command writes all that it does, values included, to `logs` below Pulumi's home: up to 500 MB,
 * and a third of an update's processor time. There is no switch, but the CLI does without where `logs` is not a folder.
 * Source: https://github.com/pulumi/pulumi, pkg/logging/encrypted.go (read 2026-11)
 */
export function withoutLogs(home: string): void {
  const logs = join(home, "logs");
  const before = statSync(logs, { throwIfNoEntry: false });
  if (before?.isFile()) return;
  mkdirSync(home, { recursive: true });
  // Moved away first: a command that runs right now may be adding files.
  if (before) renameSync(logs, `${logs}-until-${process.pid}`);
  writeFileSync(logs, "");
  rmSync(`${logs}-until-${process.pid}`, { recursive: true, force: true, maxRetries: 3 });
}
