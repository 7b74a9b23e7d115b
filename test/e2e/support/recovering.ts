// What tests of recover share: a plain stack of two partners, and what must hold when all is right again.
import { expect, onTestFinished } from "vitest";
import { keepPartners } from "../../support/company.ts";
import { view } from "../../support/local.ts";
import { PlainStack } from "../../support/plain-stack.ts";

/** One that signs with two keys, and one with a secret. */
const PARTNERS = ["acme-cms", "ember-mail"];
export const CREATE_APPLICATION = { method: "POST", path: /^\/clients$/ } as const;

/** The stack of the test that runs. */
export let stack: PlainStack;

/** Until the test ends. */
function use(made: PlainStack): void {
  stack = made;
  onTestFinished(() => made.close());
}

export async function nothingDeployed(): Promise<void> {
  use(await PlainStack.create());
  keepPartners(stack.root, PARTNERS);
}

export async function allDeployed(): Promise<void> {
  use(await PlainStack.deployed(PARTNERS));
}

export const up = () => stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
export const recover = (...options: string[]) => stack.verb("recover", "--stack", "dev", ...options);
export const writes = () => stack.tenant.requests.filter(({ method }) => method !== "GET").length;

export async function clientIds(): Promise<Record<string, readonly string[]>> {
  const { applications } = await view(stack.tenant);
  const ids = Object.entries(applications).map(([id, list]) => [id, list.map((one) => one.client_id).sort()]);
  return Object.fromEntries(ids);
}

/** One application for each partner, known to the state, and nothing left to do. */
export async function expectConverged(): Promise<void> {
  await stack.up("--skip-preview");
  const ids = await clientIds();
  expect(Object.keys(ids).sort()).toEqual(PARTNERS);
  const { partners } = await stack.outputs();
  expect(ids).toEqual(
    Object.fromEntries(Object.entries(partners).map(([id, { client_id }]) => [id, [client_id]])),
  );
  expect(await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev")).toMatchObject({ code: 0 });
  expect(await recover()).toMatchObject({ exit: 0, out: expect.stringMatching(/^nothing to recover: /) });
}
