// What the state has and somebody deleted in the tenant by hand: what becomes of it, by whether the files declare it still.
import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/types.ts";
import { isLost } from "../../src/recover/gone.ts";
import { findLeftovers, type Leftovers } from "../../src/recover/leftovers.ts";
import { describeLeftovers } from "../../src/recover/sentences.ts";
import { driftPlan } from "../drift/support/tenant.ts";
import { stateOf } from "../support/state-of.ts";
import { tenantOf } from "./support/made.ts";

const plan = driftPlan();
const { "acme-cms": acme = expect.fail("no Acme"), ...others } = plan.partners;
const { contacts = expect.fail("no API"), ...apis } = plan.apis;
const own = { cms: { name: "CMS", clientId: "OurCms", grants: acme.grants } };
const state = stateOf({ ...plan, ownApplications: own });

/** Gone from an empty tenant, but for what is named: name and what is said of it. */
function goneOf(head: Plan, live: Parameters<typeof tenantOf>[0] = {}, options = {}): Leftovers {
  return findLeftovers(head, state, tenantOf(live), options);
}
const said = (found: Leftovers) =>
  describeLeftovers(found, false)
    .filter(({ title }) => title === "gone from the tenant")
    .flatMap(({ lines }) => lines);

const MAKES_ANOTHER = "the next update then makes another, with a new client ID";
const MAKES_AGAIN = "one with --refresh makes it again";
const FORGETS =
  "No file declares it any more, so no update makes it again: the next one that goes through just forgets it";

test.for<{ name: string; head: Plan; says: readonly [string, string][] }>([
  {
    name: "what the files declare",
    head: plan,
    says: [
      ["application acme-cms", MAKES_ANOTHER],
      ["API contacts", MAKES_AGAIN],
      ["login action account-claim", MAKES_AGAIN],
    ],
  },
  {
    name: "what they declare under another id",
    head: {
      ...plan,
      partners: { ...others, acme: { ...acme, formerIds: ["acme-cms"] } },
      apis: { ...apis, crm: { ...contacts, formerIds: ["contacts"] } },
    },
    says: [
      ["application acme-cms", MAKES_ANOTHER],
      ["API contacts", MAKES_AGAIN],
    ],
  },
  {
    name: "what they declare no more",
    head: { ...plan, partners: others, apis, actions: {} },
    says: [
      ["application acme-cms", FORGETS],
      ["API contacts", FORGETS],
      ["login action account-claim", FORGETS],
    ],
  },
])("$name", ({ head, says }) => {
  const found = goneOf(head);
  for (const [what, becomes] of says)
    expect(said(found).find((line) => line.startsWith(what))).toContain(becomes);
  const isTold = found.gone.some((one) => isLost(one) && one.name === "acme-cms");
  expect(isTold).toBe(says[0]?.[1] === MAKES_ANOTHER);
});

test("a grant is a partner's or one of ours, as the files have it", () => {
  const live = {
    applications: [{ client_id: "client-of-acme-cms" }, { client_id: "OurCms" }],
    apis: Object.values(plan.apis).map(({ resourceServer }) => ({ id: "x", ...resourceServer, scopes: [] })),
  } as unknown as Parameters<typeof tenantOf>[0];
  const grantsIn = (head: Plan) =>
    goneOf(head, live)
      .gone.filter(({ name }) => /^(acme-cms|OurCms)\//.test(name))
      .map(({ name, isDeclared }) => [name.split("/")[0], isDeclared]);
  expect(grantsIn({ ...plan, ownApplications: own })).toEqual([
    ["OurCms", true],
    ["acme-cms", true],
  ]);
  const without = { ...plan, partners: { ...others, "acme-cms": { ...acme, grants: {} } } };
  expect(grantsIn(without)).toEqual([
    ["OurCms", false],
    ["acme-cms", false],
  ]);
});

test("of a part, what the stack declares elsewhere is declared still", () => {
  const part: Plan = { ...plan, part: "local-1", partners: {}, apis: {}, actions: {} };
  expect(
    goneOf(part, {}, { whole: plan }).gone.every(
      ({ isDeclared, name }) => isDeclared || name.startsWith("OurCms"),
    ),
  ).toBe(true);
});
