// What is on disk → its part of the checksum, or the refusal to deploy other text than the commit that was reviewed has.
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../finding.ts";
import type { Sums } from "../plan/checksum.ts";

/** Undefined where git is not there, or no repository: then nobody says what was reviewed but the checksum. */
async function differing(root: string): Promise<readonly string[] | undefined> {
  const { differingFromHead } = await import("../load/git-disk.ts");
  try {
    return differingFromHead(root);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const MOST = 10;

/**
 * A review reads what was committed, and a deployment what is on disk: attributes, filters and hands can make them two.
 *
 * @throws RunError that names the files
 */
export async function refuseUncommitted(root: string, stack: string): Promise<void> {
  const files = (await differing(root)) ?? [];
  if (files.length === 0) return;
  const more = files.length > MOST ? [`and ${files.length - MOST} more`] : [];
  throw new pulumi.RunError(
    `nothing is deployed to ${stack}, since what is on disk is not what was committed and reviewed:\n` +
      `${[...files.slice(0, MOST), ...more].map((file) => `  - ${file}`).join("\n")}\n` +
      "commit what you changed there and have it reviewed; if you changed nothing, check the commit out again, without attributes or filters that change files",
  );
}

/**
 * Of the code and settings that are about to deploy, as they were committed.
 *
 * @throws RunError as `refuseUncommitted` does
 */
export async function sumsBeside(root: string, stack: string): Promise<Omit<Sums, "plan">> {
  await refuseUncommitted(root, stack);
  const { sumsOnDisk } = await import("../load/sealed-files.ts");
  return sumsOnDisk(root);
}
