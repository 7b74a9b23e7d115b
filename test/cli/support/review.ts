// `review` of a repository with the usual declarations.
import { afterEach, beforeEach, expect } from "vitest";
import { type Report, reportSchema } from "../../../src/review/review.ts";
import { runCommand, type Settings } from "../../support/command.ts";
import { validFiles } from "../../support/memory-source.ts";
import { createRepository, type Repository } from "../../support/repository.ts";

/** The present test's. */
export let repository: Repository;

/** Each test of the file gets a repository of its own, in which the declarations are committed. */
export function withRepository(): void {
  beforeEach(() => {
    repository = createRepository(validFiles());
    repository.commit();
  });
  afterEach(() => repository.remove());
}

export const ACME = "partners/acme-cms.yaml";
export const text = (file: string) => Buffer.from(validFiles()[file] ?? "").toString();
export const gains = (scopes: string) => text(ACME).replace("[read:contacts]", `[${scopes}]`);
export const WIDER = gains("read:contacts, delete:contacts");

export const review = (argv: readonly string[] = [], settings: Settings = {}) =>
  runCommand(["review", "--root", repository.folder, ...argv], settings);

/** The report as JSON, which must be what its schema says. */
export async function report(...argv: string[]): Promise<Report> {
  const { out, err } = await review([...argv, "--format", "json"]);
  expect(err).toBe("");
  return reportSchema.parse(JSON.parse(out));
}
