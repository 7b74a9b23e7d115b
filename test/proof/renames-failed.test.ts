// Updates that failed, and what was reverted half-way: outputs are of the last success, and what lives is kept all the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  idsIn,
  madeOrDeletedIn,
  nameFormer,
  PARTNERS,
  refusedUpdate,
  renameApi,
  renamePartner,
} from "../e2e/support/renaming.ts";
import { COMPANY, keepPartners } from "../support/company.ts";
import { view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

let stack: PlainStack;

beforeAll(async () => {
  stack = await PlainStack.create();
  keepPartners(stack.root, PARTNERS);
});
afterAll(() => stack?.close());

const up = () => stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");

/** An update in which an application cannot be made, once another one was made or changed. */
async function failOnceDone(method: "POST" | "PATCH", skip: number): Promise<void> {
  stack.tenant.requests.length = 0;
  const isDone = () =>
    stack.tenant.requests.some(
      (one) => one.method === method && /\/clients(\/[^/]+)?$/.test(one.path) && one.status < 300,
    );
  const onHit = async () => {
    while (!isDone()) await sleep(5);
  };
  const times = Number.POSITIVE_INFINITY;
  stack.tenant.faults.add({ method: "POST", path: "/clients", skip, times, action: { status: 400 }, onHit });
  expect((await up()).code).not.toBe(0);
  stack.tenant.faults.clear();
}

const refused = async () => await refusedUpdate(stack, await idsIn(stack.tenant));

/** Whichever of the two was made. */
let id: string;

// Each test goes on from what the one before it left.
test("what a failed first update made is not made again under another name", async () => {
  await failOnceDone("POST", 1);
  expect(await stack.outputs()).toEqual({});
  const made = Object.keys((await view(stack.tenant)).applications);
  expect(made).toHaveLength(1);
  [id = ""] = made;
  renameApi(stack, "contacts", "crm");
  renamePartner(stack, id, "renamed");
  const said = await refused();
  expect(said).toContain("write former_ids: [contacts] into apis/crm.yaml");
  expect(said).toContain(`write former_ids: [${id}] into partners/renamed.yaml`);
});

test("and is kept as soon as its file says what it was: the update is finished, with the same client ID", async () => {
  const [first] = (await view(stack.tenant)).applications[id] ?? [];
  const { apis } = await idsIn(stack.tenant);
  nameFormer(stack, "apis/crm.yaml", "contacts");
  nameFormer(stack, "partners/renamed.yaml", id);
  await stack.up("--skip-preview");
  const { applications } = await view(stack.tenant);
  expect(Object.keys(applications)).toHaveLength(2);
  expect(applications.renamed?.map(({ client_id }) => client_id)).toEqual([first?.client_id]);
  expect((await idsIn(stack.tenant)).apis).toEqual(apis);
});

test("a rename that was half applied and is reverted deletes nothing: the state has the new name", async () => {
  renamePartner(stack, "renamed", "again");
  nameFormer(stack, "partners/again.yaml", "renamed");
  const cargo = readFileSync(join(COMPANY, "partners/cargo-index.yaml"), "utf8");
  stack.write("partners/cargo-index.yaml", cargo.replaceAll("api: contacts\n", "api: crm\n"));
  await failOnceDone("PATCH", 0);
  expect(Object.keys((await stack.outputs()).partners)).toContain("renamed");
  renamePartner(stack, "again", "renamed");
  nameFormer(stack, "partners/renamed.yaml");
  stack.delete("partners/cargo-index.yaml");
  expect(await refused()).toContain("write former_ids: [again] into partners/renamed.yaml");
});

test("and what is written then puts it back, with nothing deleted or made anew", async () => {
  const before = await idsIn(stack.tenant);
  nameFormer(stack, "partners/renamed.yaml", "again");
  stack.tenant.requests.length = 0;
  await stack.up("--skip-preview");
  expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
  expect(await idsIn(stack.tenant)).toEqual(before);
  expect((await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev")).code).toBe(0);
});
