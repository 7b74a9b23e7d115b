// An update that failed or was killed left something half-way: the next one ends before it registers anything.
import { RunError } from "@pulumi/pulumi";
import { beforeEach, expect, test, vi } from "vitest";
import { refuseUnfinished } from "../../src/infra/unfinished.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { stateOf } from "../support/state-of.ts";
import { before } from "./support/losses.ts";

const asked = vi.hoisted(() => ({ isDryRun: false, warned: [] as string[] }));
vi.mock("@pulumi/pulumi", async (original) => {
  const real = await original<typeof import("@pulumi/pulumi")>();
  return {
    ...real,
    runtime: { ...real.runtime, isDryRun: () => asked.isDryRun },
    log: { ...real.log, warn: async (text: string) => void asked.warned.push(text) },
  };
});

beforeEach(() => Object.assign(asked, { isDryRun: false, warned: [] }));

const GRANT = "acme-cms/contacts/user";
const POLICY = {
  type: "aws:iam/rolePolicy:RolePolicy",
  urn: "urn:pulumi:prod::partner-access::aws:iam/rolePolicy:RolePolicy::contacts/task",
  custom: true,
  id: "a",
  outputs: {},
};

const state = stateOf(before);
const withGrant = (change: object): StackState => ({
  ...state,
  resources: state.resources.map((one) => (one.urn.endsWith(`::${GRANT}`) ? { ...one, ...change } : one)),
});
const begun = (kind: string, type: string): StackState => ({
  ...state,
  pending: [{ kind, type, urn: `urn:pulumi:prod::partner-access::${type}::acme-cms` }],
});
const FAILED = { initErrors: ["updating …: 400 Bad Request"] };

async function said(of: StackState, only?: string): Promise<string> {
  try {
    await refuseUnfinished(before, of, only);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(RunError);
    return (error as RunError).message;
  }
}

const CASES: readonly (readonly [string, StackState, string])[] = [
  ["a write failed", withGrant(FAILED), `grant ${GRANT}: its last write failed`],
  ["nothing was read", withGrant({ outputs: {} }), `grant ${GRANT}: never read from the tenant`],
  [
    "a creation was begun",
    begun("creating", TYPES.client),
    "application acme-cms: begun, and nobody knows how it ended",
  ],
  [
    "a write on AWS failed",
    { ...state, resources: [{ ...POLICY, ...FAILED }] },
    "aws:iam/rolePolicy:RolePolicy contacts/task: its last write failed",
  ],
];

test.for(CASES)("where %s, an update changes nothing and says what to run", async ([, of, line]) => {
  expect(await said(of)).toBe(
    `nothing is changed in stack prod, since an earlier one ended half-way, and the state does not say what became of it:\n  ${line}\n\`recover --stack prod --write\` reads that from the tenant; deploy after it`,
  );
});

test.for(CASES)("where %s, a preview warns and goes on", async ([, of, line]) => {
  asked.isDryRun = true;
  expect(await said(of)).toBe("");
  expect(asked.warned).toEqual([expect.stringContaining(line)]);
});

test.for<readonly [string, StackState]>([
  ["what an update left that ended well", state],
  ["a change that was begun: the state has what was before", begun("updating", TYPES.grant)],
  ["what was begun on AWS, which recovery cannot read", begun("creating", "aws:s3/bucket:Bucket")],
  ["what the state holds of AWS without an id among its outputs", { ...state, resources: [POLICY] }],
])("an update goes on from %s", async ([, of]) => {
  expect(await said(of)).toBe("");
});

test("one partner is not kept from being deployed by what another one left", async () => {
  expect(await said(withGrant(FAILED), "fieldbook")).toBe("");
  expect(await said(withGrant(FAILED), "acme")).toBe("");
  expect(await said(withGrant(FAILED), "acme-cms")).toContain(GRANT);
});
