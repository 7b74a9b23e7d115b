// Every partner of the stack `local`, deployed for real, can do exactly what its file says.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployed, partnerPromises, partnersHere } from "../../local/verify/partners.ts";
import { Local } from "../support/local.ts";
import { openWithStands } from "../support/stand.ts";
import { declared, ROOT } from "./support/root.ts";

const { workspace, findings } = declared();
/** A company may have no local stack. */
const isDeployed = workspace.stacks.has("local") && findings.length === 0;

let local: Local | undefined;
let deployed: Deployed | undefined;
let close: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (!isDeployed) return;
  local = await Local.create(ROOT);
  ({ deployed, close } = await openWithStands(local, workspace));
});

afterAll(async () => {
  await close?.();
  local?.remove();
});

const opened = () => deployed ?? expect.fail("nothing is deployed");
const promises = isDeployed ? partnerPromises(workspace, opened) : [];

test("every partner of the stack is asked for, where it can be deployed", () => {
  expect(promises).toHaveLength(isDeployed ? partnersHere(workspace).length + 1 : 0);
});

// One by one, since vitest cuts what a table is named by.
for (const { sentence, tell } of promises)
  test(sentence, async () => {
    const { is, declared } = await tell();
    expect(is).toEqual(declared);
  });
