// The usual declarations, after their API was called otherwise.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { validFiles } from "../../support/memory-source.ts";
import type { Repository } from "../../support/repository.ts";
import { text } from "./review.ts";

export const CONTACTS = "apis/contacts.yaml";
export const PEOPLE = "apis/people.yaml";

/** `contacts` becomes `people`, with its former id, wherever it is named; nothing is committed. */
export function renameContacts(repository: Repository): void {
  rmSync(join(repository.folder, CONTACTS));
  const naming = Object.keys(validFiles()).filter((file) => /^(partners|Pulumi)/.test(file));
  const renamed = (file: string) =>
    text(file)
      .replace("api: contacts", "api: people")
      .replace(/^( +)contacts:/m, "$1people:");
  repository.write({
    [PEOPLE]: text(CONTACTS).replace(/^name:/m, "former_ids: [contacts]\nname:"),
    ...Object.fromEntries(naming.map((file) => [file, renamed(file)])),
  });
}
