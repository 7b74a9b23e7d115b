// Between merge and approval: what the files say and no update has done yet is a note, with the state of a real one.
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlainStack } from "../support/plain-stack.ts";

let stack: PlainStack;

beforeAll(async () => {
  stack = await PlainStack.deployed(["acme-cms", "ember-mail"]);
});

afterAll(() => stack?.close());

const drift = () => stack.verb("drift", "--stack", "dev", "--deployed");

interface Grant {
  readonly id: string;
  readonly client_id: string;
}

test("what was deployed has no drift", async () => {
  const { exit, out, err } = await drift();
  expect({ exit, err }, out).toEqual({ exit: 0, err: "" });
});

test("a suspended partner, another callback and an API with one more scope wait for their deployment", async () => {
  stack.edit("partners/acme-cms.yaml", (text) => `${text}\nstatus: suspended\n`);
  stack.edit("partners/ember-mail.yaml", (text) =>
    text.replace(/^description: .*$/m, "description: Other words"),
  );
  stack.edit("apis/contacts.yaml", (text) =>
    text.replace(
      "scopes:\n",
      "scopes:\n  export:contacts:\n    description: Take contacts away\n    sensitivity: high\n",
    ),
  );
  const { exit, out, err } = await drift();
  expect({ exit, err }, out).toEqual({ exit: 0, err: "" });
  const notes = out.split("\n").filter((line) => line.startsWith("note: "));
  expect(notes.map((line) => line.replace(/ \(tpc_\w+\)/, ""))).toEqual([
    'note: partner acme-cms: what its file says now is not deployed yet: "grants.contacts/user" [change-not-deployed]',
    'note: partner ember-mail: what its file says now is not deployed yet: "application.description" [change-not-deployed]',
    'note: api contacts: what its file says now is not deployed yet: "scopes.export:contacts" [change-not-deployed]',
  ]);
});

test("an API with another identifier waits for it, with the Action that names the API", async () => {
  const contacts = stack.read("apis/contacts.yaml");
  stack.edit("apis/contacts.yaml", (text) => text.replace("example/contacts", "example/people"));
  const { exit, out, err } = await drift();
  expect({ exit, err }, out).toEqual({ exit: 0, err: "" });
  expect(out).toContain(
    'note: action account-claim: what its file says now is not deployed yet: "code" [change-not-deployed]',
  );
  stack.write("apis/contacts.yaml", contacts);
});

test("what somebody changed in the tenant meanwhile is told as that", async () => {
  const { partners } = await stack.outputs();
  const grants = await stack.management<Grant[]>("GET", "client-grants?per_page=100");
  const acme = grants.find(({ client_id }) => client_id === partners["acme-cms"]?.client_id);
  await stack.management("PATCH", `client-grants/${acme?.id}`, {
    scope: ["read:contacts", "delete:contacts"],
  });
  const { exit, out } = await drift();
  expect(exit).toBe(1);
  expect(out).toMatch(
    /^alarm: partner acme-cms .*: it has a grant of contacts, for users that no file declares/m,
  );
});
