// Tenants like those that companies have, deployed for real: a charity's with a native, a single-page and a machine
// application, a student union's with web and admin, and a museum's with many programs and an API without scopes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { type Deployed, partnerPromises } from "../../local/verify/partners.ts";
import { diskSource } from "../../src/load/source.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { Local } from "../support/local.ts";
import { openWithStands } from "../support/stand.ts";
import { everyoneGetsTheirs, folderOf, TENANTS } from "../support/tenants.ts";

let local: Local;
let workspace: Workspace;
let close: () => Promise<void>;
let deployed: Deployed;

beforeAll(async () => {
  local = await Local.create(folderOf("charity"));
  local.edit("apis/gifts.yaml", (text) => `${text}signing_alg: PS256\n`);
  ({ workspace } = checkDeclarations(diskSource(local.root)));
  ({ deployed, close } = await openWithStands(local, workspace));
});
afterAll(async () => {
  await close?.();
  local?.remove();
});

test("everybody of the charity gets just what is declared", async () => {
  await everyoneGetsTheirs(workspace, deployed.tenant, deployed.clientIds);
});

/** What partners get otherwise than declared, as `npm test` of a company's own repository asks for it. */
async function otherwise(of: Workspace, there: Deployed): Promise<readonly string[]> {
  const said = [];
  for (const { sentence, tell } of partnerPromises(of, () => there)) {
    const { is, declared } = await tell();
    const cases = Object.keys({ ...is, ...declared });
    said.push(
      ...cases
        .filter((one) => JSON.stringify(is[one]) !== JSON.stringify(declared[one]))
        .map((one) => `${sentence}: ${one}`),
    );
  }
  return said;
}

test("tokens open what files say, and a grant that somebody widens or takes away is seen", async () => {
  expect(await otherwise(workspace, deployed)).toEqual([]);
  const { tenant, clientIds } = deployed;
  const grants = await ask<{ id: string; client_id: string }[]>(tenant, "GET", "client-grants");
  const grantOf = (partner: string) =>
    `client-grants/${grants.find(({ client_id }) => client_id === clientIds[partner])?.id}`;
  await ask(tenant, "PATCH", grantOf("giving-page"), { scope: ["read:gifts", "export:gifts"] });
  await ask(tenant, "DELETE", grantOf("tax-relief"));
  expect(await otherwise(workspace, deployed)).toEqual([
    "tokens of giving-page open exactly what its file says: gifts, user",
    "tokens of tax-relief open exactly what its file says: gifts, client",
  ]);
});

test.for(TENANTS.filter((name) => name !== "charity"))(
  "everybody of the %s gets just what is declared",
  async (name) => {
    const other = await Local.create(folderOf(name));
    const { workspace: declared } = checkDeclarations(diskSource(other.root));
    const opened = await openWithStands(other, declared);
    try {
      await everyoneGetsTheirs(declared, opened.deployed.tenant, opened.deployed.clientIds);
      expect(await otherwise(declared, opened.deployed)).toEqual([]);
    } finally {
      await opened.close();
      other.remove();
    }
  },
);
