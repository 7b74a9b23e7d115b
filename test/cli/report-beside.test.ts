// `report`: what is held beside partners: by our own applications, by code and by roles.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Evidence } from "../../src/evidence/evidence.ts";
import { runCommand } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";

const text = (file: string) => Buffer.from(validFiles()[file] ?? "").toString();

let repository: Repository;
beforeEach(() => {
  repository = createRepository(validFiles());
});
afterEach(() => repository.remove());

const commit = (subject: string, day: number) => repository.commit(subject, `2026-10-${day}T12:00:00Z`);

describe("what is held beside partners", () => {
  const OWN = `own_applications:
  back-office:
    name: Back office
    stacks: { prod: { client_id: qkVzBr5oGPW0Y9kQmfUqTzJ2xWcLs7aN } }
    grants:
      - { api: contacts, subject_type: client, scopes: [read:contacts] }
    management_scopes: [read:users]
`;

  const held = async (): Promise<Evidence[]> => {
    const { exit, out, err } = await runCommand(["report", "--root", repository.folder, "--format", "json"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    return (JSON.parse(out) as { evidence: Evidence[] }).evidence.filter(
      ({ holder }) => holder !== "partner",
    );
  };

  test("our own application's scopes, also those of the Management API, since the change that gave them", async () => {
    commit("one", 10);
    expect(await held()).toEqual([]);
    repository.write({ "tenant.yaml": text("tenant.yaml") + OWN });
    const gave = commit("feat: the back office (#9)", 11);
    repository.write({ "tenant.yaml": `# Ours\n${text("tenant.yaml")}${OWN}` });
    commit("docs: a comment", 12);
    const about = {
      holder: "own-application",
      partner: "back-office",
      commit: gave,
      pullRequest: "#9",
      stacks: ["prod"],
    };
    expect(await held()).toMatchObject([
      { ...about, api: "contacts", scope: "read:contacts", subjectType: "client" },
      { ...about, api: "Auth0 Management API", scope: "read:users", subjectType: "client" },
    ]);
  });

  test("our own application's under whatever key: its client ID says which it is", async () => {
    const OTHER = OWN.replace("own_applications:\n", "")
      .replace("Back office", "Till")
      .replace("qkVzBr5oGPW0Y9kQmfUqTzJ2xWcLs7aN", "pXw3Zt8LkQe1Rv6UbYc4Hd9Gj2Mn7Fs5");
    repository.write({ "tenant.yaml": text("tenant.yaml") + OWN });
    const gave = commit("feat: the back office (#9)", 10);
    repository.write({
      "tenant.yaml": text("tenant.yaml") + OWN.replace("back-office:", "office:"),
    });
    commit("chore: another key", 11);
    expect((await held()).map((row) => [row.partner, row.commit])).toEqual(Array(2).fill(["office", gave]));
    repository.write({
      "tenant.yaml": text("tenant.yaml") + OWN.replace("back-office:", "office:") + OTHER,
    });
    const other = commit("feat: another one has that key (#10)", 12);
    expect((await held()).map((row) => [row.partner, row.commit])).toEqual([
      ...Array(2).fill(["office", gave]),
      ...Array(2).fill(["back-office", other]),
    ]);
  });

  test("its further ways, Actions of others by their code, and roles, since the change that gave them", async () => {
    const code = (digit: string) =>
      `actions:\n  - { name: enrich, trigger: post-login, sha256: ${digit.repeat(64)} }\n`;
    const roles = "roles:\n  Support: { contacts: [read:contacts] }\n";
    const ways = OWN.replace("management_scopes: [read:users]", "ways: [token-exchange]");
    const enforcing = text("apis/contacts.yaml").replace(/^name:/m, "enforce_policies: true\nname:");
    repository.write({
      "tenant.yaml": text("tenant.yaml") + code("a") + roles,
      "apis/contacts.yaml": enforcing,
    });
    const first = commit("feat: roles (#9)", 10);
    repository.write({ "tenant.yaml": text("tenant.yaml") + ways + code("b") + roles });
    const second = commit("feat: other code (#10)", 11);
    expect(await held()).toMatchObject([
      { holder: "own-application", scope: "read:contacts", way: "own-grant", commit: second },
      {
        holder: "own-application",
        api: "Ways to users' tokens",
        scope: "token-exchange",
        way: "token-exchange",
        commit: second,
      },
      {
        holder: "action",
        partner: "enrich",
        subjectType: "post-login",
        scope: `SHA-256 ${"b".repeat(64)}`,
        way: "action",
        stacks: ["dev", "local", "prod"],
        commit: second,
        pullRequest: "#10",
      },
      {
        holder: "role",
        partner: "Support",
        api: "contacts",
        scope: "read:contacts",
        way: "permissions",
        commit: first,
        pullRequest: "#9",
      },
    ]);
    const { out } = await runCommand(["report", "--root", repository.folder, "--format", "html"]);
    expect(out).toContain("1 Action of others, 1 role, ");
    expect(out).toContain("<small>way: token-exchange</small>");
  });

  test("a connection that somebody read, since the change that says so", async () => {
    const read = (day: string) =>
      text("tenant.yaml").replace("    is_domain_connection: true\n", `$&    inspected: ${day}\n`);
    commit("one", 10);
    repository.write({ "tenant.yaml": read("2026-10-09") });
    commit("docs: read (#9)", 11);
    repository.write({ "tenant.yaml": read("2026-10-12") });
    const again = commit("docs: read again (#10)", 12);
    expect(await held()).toMatchObject([
      {
        holder: "connection",
        partner: "Username-Password-Authentication",
        api: "Users' accounts",
        scope: "inspected 2026-10-12",
        way: "connection-profile",
        stacks: ["dev", "local", "prod"],
        commit: again,
        pullRequest: "#10",
      },
    ]);
    const { out } = await runCommand(["report", "--root", repository.folder, "--format", "html"]);
    expect(out).toContain("1 connection that somebody read, ");
  });

  test("the page has a card for it", async () => {
    repository.write({ "tenant.yaml": text("tenant.yaml") + OWN });
    commit("one", 10);
    const { out } = await runCommand(["report", "--root", repository.folder, "--format", "html"]);
    expect(out).toContain("1 application of our own, ");
    expect(out).toContain("<h2>Back office <small>our own application back-office</small></h2>");
  });
});
