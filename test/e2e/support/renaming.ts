// Renames as people write them, and what must survive them at the tenant.
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import type { Emulator } from "../../../emulator/emulator.ts";
import { ask } from "../../../local/verify/ask.ts";
import { PlainStack } from "../../support/plain-stack.ts";
import { openRepository } from "../../support/repository.ts";

/** Two partners are enough to see that all are kept. */
export const PARTNERS = ["acme-cms", "beacon-crm"];

export interface Place {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  edit(file: string, change: (text: string) => string): void;
}

/** The API's file is called otherwise, and everything that names it follows. */
export function renameApi(place: Place, from: string, to: string): void {
  renameSync(join(place.root, `apis/${from}.yaml`), join(place.root, `apis/${to}.yaml`));
  for (const id of readdirSync(join(place.root, "partners")))
    place.edit(`partners/${id}`, (text) => text.replaceAll(`api: ${from}\n`, `api: ${to}\n`));
  for (const file of readdirSync(place.root).filter((name) => /^Pulumi\..*\.yaml$/.test(name)))
    place.write(file, place.read(file).replace(`\n    ${from}:\n`, `\n    ${to}:\n`));
}

export const renamePartner = (place: Place, from: string, to: string): void =>
  renameSync(join(place.root, `partners/${from}.yaml`), join(place.root, `partners/${to}.yaml`));

/** Writes `former_ids` into a file, in the place of those that it had; none takes the line out. */
export const nameFormer = (place: Place, file: string, ...former: readonly string[]): void =>
  place.edit(file, (text) => {
    const line = former.length === 0 ? "" : `\nformer_ids: [${former.join(", ")}]`;
    return text.replace(/\nformer_ids: .*/, "").replace("\nowner:", `${line}\nowner:`);
  });

/** Ids of everything that a partner's access hangs on. */
export async function idsIn(tenant: Emulator): Promise<Record<string, readonly string[]>> {
  const list = (kind: string) => ask<Record<string, unknown>[]>(tenant, "GET", `${kind}?per_page=100`);
  const ids = (all: Record<string, unknown>[], key: string) => all.map((one) => String(one[key])).sort();
  return {
    applications: ids(await list("clients"), "client_id"),
    grants: ids(await list("client-grants"), "id"),
    apis: ids(await list("resource-servers"), "id"),
  };
}

export type Ids = Awaited<ReturnType<typeof idsIn>>;

const updated = async (stack: PlainStack, name: string) => {
  stack.tenant.requests.length = 0;
  return await stack.pulumi("up", "--yes", "--skip-preview", "--stack", name);
};

/** An update of one Pulumi stack after which everything is what it was; what it wrote all the same. */
export async function kept(stack: PlainStack, before: Ids, name = "dev"): Promise<string[]> {
  const { code, output } = await updated(stack, name);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(await idsIn(stack.tenant)).toEqual(before);
  return writesTo(stack.tenant);
}

/** An update that ends before it writes anything; what it said. */
export async function refusedUpdate(stack: PlainStack, before: Ids, name = "dev"): Promise<string> {
  const { code, output } = await updated(stack, name);
  expect(code).not.toBe(0);
  expect(writesTo(stack.tenant)).toEqual([]);
  expect(await idsIn(stack.tenant)).toEqual(before);
  return output;
}

/** What was written since the log was emptied. */
export const writesTo = (tenant: Emulator): string[] =>
  tenant.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

/** Nothing that lives was deleted or made. */
export const madeOrDeletedIn = (tenant: Emulator): string[] =>
  writesTo(tenant).filter((write) => /^(POST|DELETE) /.test(write));

/** The files as they are become HEAD, which reviews and `check --base` compare with. */
export function commitAll(root: string, ...ignored: readonly string[]): void {
  const repository = openRepository(root);
  repository.git("init", "--quiet", "--initial-branch=main");
  repository.write({ ".gitignore": [".local", ".pulumi", "node_modules", ...ignored, ""].join("\n") });
  repository.commit();
}

/** A deployed stack that the tests of one file go on with, each from what the one before it left. */
export interface LivingStack {
  readonly stack: PlainStack;
  /** What there was at first. */
  readonly before: Ids;
  /** An update after which everything is what it was at first, and nothing was made or deleted; what it wrote. */
  keeps(name?: string): Promise<string[]>;
  /** An update that ends before it writes anything; what it said. */
  refused(name?: string): Promise<string>;
  /** See {@link commitAll}. */
  commit(...ignored: readonly string[]): void;
}

/** Deployed with `PARTNERS` before the tests of a file, and gone after them. */
export function livingStack(): LivingStack {
  let stack: PlainStack;
  let before: Ids;
  beforeAll(async () => {
    stack = await PlainStack.deployed(PARTNERS);
    before = await idsIn(stack.tenant);
  });
  afterAll(() => stack?.close());
  return {
    get stack() {
      return stack;
    },
    get before() {
      return before;
    },
    async keeps(name = "dev") {
      const writes = await kept(stack, before, name);
      expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
      return writes;
    },
    refused: (name = "dev") => refusedUpdate(stack, before, name),
    commit: (...ignored) => commitAll(stack.root, ...ignored),
  };
}
