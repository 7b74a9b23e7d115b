import { createPublicKey } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { standIn } from "../../../local/verify/stand-in.ts";
import { diskSource } from "../../../src/load/source.ts";
import { checkDeclarations } from "../../../src/pipeline.ts";
import { copyCompany } from "../../support/company.ts";
import { Folder } from "../../support/folder.ts";

const folder = new Folder(mkdtempSync(join(tmpdir(), "stand-in-")));
afterAll(() => folder.remove());

/** The first key of the partner in the stack `local`, as the files have it. */
function keyOf(id: string): unknown {
  const { workspace, findings } = checkDeclarations(diskSource(folder.root));
  expect(findings).toEqual([]);
  const [first] = workspace.partners.get(id)?.value.stacks.local?.credentials ?? [];
  return createPublicKey(first?.pem ?? "").export({ format: "jwk" });
}

test.for([
  { name: "the one application of a file", id: "ember-mail", several: false },
  { name: "one of several applications of a file", id: "ember-mail.web", several: true },
])("$name has our key in the place of its own", ({ id, several }) => {
  copyCompany(folder.root);
  if (several)
    folder.edit("partners/ember-mail.yaml", (text) => {
      const { application, grants, stacks, ...shared } = parse(text);
      return stringify({ ...shared, applications: { web: { application, grants, stacks } } });
    });
  const before = keyOf(id);
  const stands = standIn(folder.root, checkDeclarations(diskSource(folder.root)).workspace);
  const key = stands.get(id)?.key ?? expect.fail("no key");
  expect(keyOf(id)).toEqual(createPublicKey(key).export({ format: "jwk" }));
  expect(keyOf(id)).not.toEqual(before);
});
