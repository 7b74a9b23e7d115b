// `report`: a scope is held since before its partner or its API was called otherwise.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Evidence } from "../../src/evidence/evidence.ts";
import { runCommand } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";
import { belowKey } from "../support/several.ts";
import { CONTACTS, PEOPLE, renameContacts } from "./support/renamed-api.ts";
import { ACME, text } from "./support/review.ts";

let repository: Repository;
beforeEach(() => {
  repository = createRepository(validFiles());
});
afterEach(() => repository.remove());

const commit = (subject: string, day: number) => repository.commit(subject, `2026-10-${day}T12:00:00Z`);

async function evidence(id: string): Promise<Evidence[]> {
  const { exit, out, err } = await runCommand(["report", "--root", repository.folder, "--format", "json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return (JSON.parse(out) as { evidence: Evidence[] }).evidence.filter(({ partner }) => partner === id);
}

function renameAcme(): void {
  repository.git("mv", ACME, "partners/acme.yaml");
  repository.write({
    "partners/acme.yaml": text(ACME).replace("owner:", "former_ids: [acme-cms]\nowner:"),
  });
}

const commitsFor = async (id: string) => [...new Set((await evidence(id)).map((row) => row.commit))];

describe("a scope is held since", () => {
  test("before a rename", async () => {
    const first = commit("one", 10);
    renameAcme();
    commit("two", 11);
    expect(await commitsFor("acme")).toEqual([first]);
  });

  test("before a rename whose former id is gone, since every stack has it", async () => {
    const first = commit("one", 10);
    renameAcme();
    commit("two", 11);
    repository.write({ "partners/acme.yaml": text(ACME) });
    commit("three", 12);
    expect(await commitsFor("acme")).toEqual([first]);
    repository.git("mv", "partners/acme.yaml", "partners/acme-crm.yaml");
    repository.write({
      "partners/acme-crm.yaml": text(ACME).replace("owner:", "former_ids: [acme]\nowner:"),
      // Another partner that has the first name now.
      [ACME]: text(ACME).replace("Acme CMS", "Another").replaceAll("acme.example", "another.example"),
    });
    const second = commit("four", 13);
    expect([await commitsFor("acme-crm"), await commitsFor("acme-cms")]).toEqual([[first], [second]]);
  });

  test("before its API was renamed, which gave nothing", async () => {
    const first = commit("feat: a partner (#7)", 10);
    renameContacts(repository);
    commit("chore: another name (#8)", 11);
    const held = { api: "people", commit: first, pullRequest: "#7" };
    expect((await evidence("acme-cms")).find(({ scope }) => scope === "read:contacts")).toMatchObject(held);
    repository.write({ [PEOPLE]: text(CONTACTS) });
    commit("chore: the former id is deployed everywhere (#9)", 12);
    expect((await evidence("acme-cms")).find(({ scope }) => scope === "read:contacts")).toMatchObject(held);
  });

  test("before its application got a key in the file, whose former id is gone", async () => {
    const first = commit("one", 10);
    repository.write({ [ACME]: belowKey(text(ACME), "web", "former_ids: [acme-cms]") });
    commit("two", 11);
    repository.write({ [ACME]: belowKey(text(ACME), "web") });
    commit("three", 12);
    expect(await commitsFor("acme-cms.web")).toEqual([first]);
  });
});
