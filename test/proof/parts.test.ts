// The partners of one stack in three Pulumi stacks: moved there while they live, nothing is made anew.
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { machineToken } from "../../local/verify/tokens.ts";
import { load } from "../../src/load/load.ts";
import { diskSource } from "../../src/load/source.ts";
import { moveCommand } from "../../src/pulumi/urns.ts";
import { REPOSITORY, view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

let plain: PlainStack;

const PARTS = ["dev-1", "dev-2"];
const SCOPE = "List your contacts";

beforeAll(async () => {
  plain = await PlainStack.create();
  cpSync(join(REPOSITORY, "scripts"), join(plain.root, "scripts"), { recursive: true });
  for (const id of ["beacon-crm", "daylight-forms", "fieldbook", "globe-directory"])
    plain.delete(`partners/${id}.yaml`);
  plain.edit("Pulumi.dev.yaml", (text) => text.replace(/protect: "?false"?/, "protect: true"));
});

afterAll(() => plain?.close());

async function pulumi(...args: string[]): Promise<string> {
  const { code, output } = await plain.pulumi(...args);
  if (code !== 0) throw new Error(output);
  return output;
}

const up = (stack: string) => pulumi("up", "--yes", "--skip-preview", "--stack", stack);
const preview = (stack: string) => pulumi("preview", "--expect-no-changes", "--stack", stack);

async function clientIdsOf(stack: string): Promise<Record<string, string>> {
  const { partners } = JSON.parse(await pulumi("stack", "output", "--json", "--stack", stack));
  return Object.fromEntries(
    Object.entries(partners as Record<string, { client_id: string }>).map(([id, it]) => [id, it.client_id]),
  );
}

/** Writes into the partner's file which part deploys it in dev; none removes what is there. */
const place = (partner: string, part: string | undefined) =>
  plain.edit(`partners/${partner}.yaml`, (text) => {
    const without = text.replace(/^ {2}dev: \{\}$/m, "  dev:").replace(/^ {4}part: .*\n/m, "");
    const placed = part === undefined ? "" : `\n    part: ${part}`;
    return without.replace(/^ {2}dev:/m, `  dev:${placed}`).replace(/^ {2}dev:\n(?! {4})/m, "  dev: {}\n");
  });

const move = (partner: string, from: string, to: string) => {
  const [, ...args] = moveCommand(partner, from, to, false).replaceAll("'", "").split(" ");
  return pulumi(...args, "--yes");
};

/** What a deployment asks before it begins. */
const moved = () =>
  spawnSync(process.execPath, ["scripts/moved.ts", "dev"], {
    cwd: plain.root,
    env: plain.env,
    encoding: "utf8",
  });

async function writesOf(run: () => Promise<unknown>): Promise<string[]> {
  const from = plain.tenant.requests.length;
  await run();
  return plain.tenant.requests
    .slice(from)
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);
}

/** The scopes of a token that Cargo Index gets without asking for any. */
async function tokenOfCargo(): Promise<string | undefined> {
  const { workspace } = load(diskSource(plain.root));
  const partner = workspace.partners.get("cargo-index")?.value;
  const [client] = (await view(plain.tenant)).applications["cargo-index"] ?? [];
  if (!partner || !client) throw new Error("no cargo-index");
  const caller = { tenant: plain.tenant, partner, clientId: client.client_id };
  return (await machineToken(caller, "https://api.our-app.example/contacts")).scope;
}

// Each test goes on from the stacks that the one before it left.
describe("a stack in three parts", () => {
  let first: Record<string, string>;

  test("begins as one, and its parts are empty", async () => {
    await up("dev");
    first = await clientIdsOf("dev");
    expect(Object.keys(first)).toEqual(["acme-cms", "cargo-index", "ember-mail"]);
    for (const part of PARTS) {
      plain.write(
        `Pulumi.${part}.yaml`,
        `config:\n  auth0:domain: localhost:${plain.tenant.port}\n  partner-access:part_of: dev\n`,
      );
      await pulumi("stack", "init", part);
    }
    expect(await writesOf(() => preview("dev"))).toEqual([]);
  });

  test("refuses a partner that names a part before its state was moved, with nothing changed", async () => {
    place("acme-cms", "dev-1");
    const writes = await writesOf(async () => {
      const { code, output } = await plain.pulumi("up", "--yes", "--stack", "dev");
      expect(code).not.toBe(0);
      expect(output).toContain("it holds partners whose files name another part");
      expect(output).toContain("  pulumi state move --source dev --dest dev-1 ");
    });
    expect(writes).toEqual([]);
  });

  test("is told by moved what to do, before anything is deployed", async () => {
    const { status, stdout, stderr } = moved();
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: `${moveCommand("acme-cms", "dev", "dev-1", false)}\n`,
    });
    expect(stderr).toContain("must be moved first");
  });

  test("takes over partners whose state was moved: no change anywhere, and the same client IDs", async () => {
    place("cargo-index", "dev-2");
    const writes = await writesOf(async () => {
      await move("acme-cms", "dev", "dev-1");
      await move("cargo-index", "dev", "dev-2");
      expect(moved()).toMatchObject({ status: 0, stdout: "" });
      for (const stack of ["dev", ...PARTS]) await preview(stack);
      for (const stack of ["dev", ...PARTS]) await up(stack);
    });
    expect(writes).toEqual([]);
    expect({
      ...(await clientIdsOf("dev")),
      ...(await clientIdsOf("dev-1")),
      ...(await clientIdsOf("dev-2")),
    }).toEqual(first);
    expect(Object.keys(await clientIdsOf("dev-1"))).toEqual(["acme-cms"]);
  });

  test("has a new scope at its API before a part grants it", async () => {
    plain.edit("apis/contacts.yaml", (text) =>
      text
        .replace("scopes:\n", `scopes:\n  list:contacts:\n    description: ${SCOPE}\n    sensitivity: low\n`)
        .replace("  GET /contacts: [", "  GET /contacts: [list:contacts, "),
    );
    plain.edit("partners/cargo-index.yaml", (text) =>
      text.replace("[read:contact-changes]", "[read:contact-changes, list:contacts]"),
    );
    await up("dev");
    expect(await tokenOfCargo()).toBe("read:contact-changes");
    await up("dev-2");
    expect(await tokenOfCargo()).toBe("read:contact-changes list:contacts");
  });

  test("loses a scope at its API first: from then on no token has it, and the part's grant follows", async () => {
    plain.edit("apis/contacts.yaml", (text) =>
      text.replace(/ {2}list:contacts:\n.*\n.*\n/, "").replace("[list:contacts, ", "["),
    );
    plain.edit("partners/cargo-index.yaml", (text) => text.replace(", list:contacts]", "]"));
    await up("dev");
    expect(await tokenOfCargo()).toBe("read:contact-changes");
    await up("dev-2");
    expect(await tokenOfCargo()).toBe("read:contact-changes");
    expect((await view(plain.tenant)).grants).toContain("cargo-index contacts client: read:contact-changes");
  });

  test("moves a partner back, and from part to part", async () => {
    place("acme-cms", "dev-2");
    place("cargo-index", undefined);
    const writes = await writesOf(async () => {
      await move("acme-cms", "dev-1", "dev-2");
      await move("cargo-index", "dev-2", "dev");
      for (const stack of ["dev", ...PARTS]) await preview(stack);
    });
    expect(writes).toEqual([]);
  });
});
