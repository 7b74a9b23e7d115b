import { describe, expect, test } from "vitest";
import { ALL_DRIFT_RULES, findDrift } from "../../src/drift/find-drift.ts";
import type { Plan } from "../../src/plan/types.ts";
import { LOCAL_DEPLOYMENT } from "../../src/tenant/way-in.ts";
import { ACTION_EDITS } from "./support/action-edits.ts";
import { ADVICE } from "./support/advice.ts";
import { API_EDITS } from "./support/api-edits.ts";
import { APPLICATION_EDITS } from "./support/application-edits.ts";
import { CREDENTIAL_EDITS } from "./support/credential-edits.ts";
import { GRANT_EDITS } from "./support/grant-edits.ts";
import { LOG_EDITS, line } from "./support/log-edits.ts";
import { STRANGER_EDITS } from "./support/stranger-edits.ts";
import { OWN, takingOver } from "./support/takeover-edits.ts";
import {
  type Answers,
  answersOf,
  clientIdOf,
  driftPlan,
  KEY_PEM,
  OTHER_PEM,
  tenantOf,
} from "./support/tenant.ts";
import { TENANT_EDITS } from "./support/tenant-edits.ts";
import { deployedWith, givenAll, UNDEPLOYED } from "./support/undeployed.ts";
import { REFUSED } from "./support/undeployed-renames.ts";
import { UNDEPLOYED_SHARED, withoutActions } from "./support/undeployed-shared.ts";
import { UNREAD_EDITS } from "./support/unread-edits.ts";
import { WAY_EDITS } from "./support/way-edits.ts";

const plan = driftPlan();
const TAKING_OVER = takingOver(plan);
const EDITS = [
  ...GRANT_EDITS,
  ...STRANGER_EDITS,
  ...CREDENTIAL_EDITS,
  ...APPLICATION_EDITS,
  ...API_EDITS,
  ...TENANT_EDITS,
  ...WAY_EDITS,
  ...UNREAD_EDITS,
  ...ACTION_EDITS,
  ...LOG_EDITS,
];

function driftAfter(edit: (answers: Answers) => unknown, of: Plan = plan) {
  const answers = answersOf(of);
  edit(answers);
  return findDrift(of, tenantOf(answers));
}

const brief = (found: ReturnType<typeof driftAfter>) =>
  found.map(({ severity, rule, subject }) => `${severity} ${rule} ${subject.kind} ${subject.id}`);

test("a tenant as declared has no drift", () => {
  expect(driftAfter(() => undefined)).toEqual([]);
});

describe("an edit by hand", () => {
  test.for(EDITS)("$name", ({ edit, found }) => {
    expect(brief(driftAfter(edit)).toSorted()).toEqual(found.toSorted());
  });

  test("of a partner that a part deploys is put back there", () => {
    const { "acme-cms": acme = expect.fail("no Acme"), ...others } = plan.partners;
    const spread = { ...plan, partners: { "acme-cms": { ...acme, part: "prod-1" }, ...others } };
    const edit = ({ clients }: Answers) => {
      for (const client of clients) Object.assign(client, { callbacks: [] });
    };
    const todos = driftAfter(edit, spread).filter(({ subject }) => subject.kind === "partner");
    const commands = todos.map(({ subject, todo }) => [subject.id, /`(.*?)`/.exec(todo)?.[1]]);
    expect(commands).toContainEqual(["acme-cms", "pulumi up --refresh --stack prod-1"]);
    expect(commands).toContainEqual(["ember-mail", `pulumi up --refresh --stack ${plan.stack}`]);
  });

  test("that makes a third-party application is told with the verb that writes its file", () => {
    const found = EDITS.flatMap(({ edit }) => driftAfter(edit)).find(
      ({ rule }) => rule === "unmanaged-third-party",
    );
    expect(found?.todo).toMatch(/`import` writes the file/);
  });

  test("is told worst first", () => {
    const all = driftAfter((answers) => {
      for (const { edit } of [...APPLICATION_EDITS.slice(1), ...API_EDITS.slice(1)]) edit(answers);
    });
    const severities = all.map(({ severity }) => ["alarm", "finding", "note"].indexOf(severity));
    expect(new Set(severities).size).toBe(3);
    expect(severities).toEqual(severities.toSorted());
  });
});

describe("what is declared and not deployed yet is not an alarm, and no advice destroys it", () => {
  test.for([...UNDEPLOYED, ...UNDEPLOYED_SHARED])("$name", (one) => {
    const { head, edit, found } = one;
    const answers = answersOf(plan);
    edit?.(answers);
    const drift = findDrift(head?.(plan) ?? plan, tenantOf(answers), deployedWith(one, plan));
    expect(brief(drift)).toEqual(found);
    expect(drift.filter(({ todo }) => /delete (it|the|another)|take it/.test(todo))).toEqual([]);
  });
});

test("an Action that the files no longer have, with other code than the last update gave it, is an alarm", () => {
  const answers = answersOf(plan);
  for (const one of answers.actions)
    Object.assign(one, {
      deployed_version: { code: "evil()", runtime: "node22", deployed: true },
      code: "evil()",
    });
  const drift = findDrift(withoutActions(plan), tenantOf(answers), givenAll(plan));
  expect(brief(drift)).toContain("alarm action-undeclared action partner-access-account-claim");
});

describe("a rename that the next update refuses is told with what to write", () => {
  test.for(REFUSED)("$name", (one) => {
    const answers = answersOf(plan);
    one.edit?.(answers);
    const drift = findDrift(one.head?.(plan) ?? plan, tenantOf(answers), deployedWith(one, plan));
    expect(brief(drift)).toEqual(one.found);
    expect(drift.map(({ todo }) => todo)).toEqual(one.todos);
  });
});

describe("advice", () => {
  test.for(ADVICE)("$name", (one) => {
    const { head, edit, rule, todo } = one;
    const answers = answersOf(plan);
    edit(answers);
    const drift = findDrift(head?.(plan) ?? plan, tenantOf(answers), deployedWith(one, plan));
    expect(drift.filter((told) => told.rule === rule).map((told) => told.todo)).toEqual([todo]);
  });
});

test("connections that tenant.yaml does not name are told once, each by its name", () => {
  const [told] = driftAfter((a) => {
    for (const strategy of ["auth0", "oauth2", "samlp", "of-tomorrow", undefined, "github"])
      a.connections.push({ id: `con-${strategy}`, name: `by-${strategy}`, strategy });
  });
  expect(told?.what).toBe(
    '5 connections that tenant.yaml does not name may set the account of their users: "by-auth0", "by-oauth2", "by-samlp", "by-of-tomorrow", "by-undefined"',
  );
});

describe("what the tenant had before", () => {
  test.for(TAKING_OVER)("$name", ({ edit, found, own, knownRoles }) => {
    const notes = { ...plan.notes, ...(knownRoles && { knownRoles }) };
    const of = { ...plan, notes, ownApplications: { "our-app": { ...OWN, ...own } } };
    expect(brief(driftAfter(edit, of)).toSorted()).toEqual(found.toSorted());
  });
});

describe("rules", () => {
  const found = new Set(
    [...EDITS, ...UNDEPLOYED, ...UNDEPLOYED_SHARED, ...REFUSED, ...TAKING_OVER].flatMap((one) =>
      one.found.map((line) => line.split(" ").slice(0, 2).join(" ")),
    ),
  );

  test.for(ALL_DRIFT_RULES.filter(({ id }) => id !== "other-difference"))(
    "$id has an edit that it finds",
    (rule) => {
      expect(found).toContain(`${rule.severity} ${rule.id}`);
    },
  );

  test("have ids of their own, in kebab case", () => {
    const ids = ALL_DRIFT_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });
});

/** What of a plan Auth0 never gets to see. Anything else must be compared. */
const NOT_SENT = [
  /^(format|project|stack|domain|issuer|protect)$/,
  /^aws\b/,
  /^notes\b/,
  /^apis\/[^/]+\/(owner|routes|accountClaim|hosting)\b/,
  /^apis\/[^/]+\/scopes\/\d+\/sensitivity$/,
  /^partners\/[^/]+\/(status|owner|contact|contract|notes|reviewBy|oidcScopes|formerIds|enableUrl|part)\b/,
  // The key of the grant says these.
  /^partners\/[^/]+\/grants\/[^/]+\/[^/]+\/(api|audience|subjectType|reason|consent)$/,
  /^partners\/[^/]+\/credentials\/privateKeyJwt\/credentials\/\d+\/credentialType$/,
];

const pathsOf = (value: unknown, path: readonly string[] = []): string[][] =>
  typeof value === "object" && value !== null && !(Array.isArray(value) && typeof value[0] !== "object")
    ? Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))
    : [[...path]];

function changed(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, "zz:more"];
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (value === KEY_PEM) return OTHER_PEM;
  return value === "2027-01-31T00:00:00.000Z" ? "2027-02-01T00:00:00.000Z" : `${String(value)}x`;
}

/** The plan with one value changed. */
function planWith(path: readonly string[]): Plan {
  const copy = structuredClone(plan);
  const parent = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string, unknown>, copy as never as Record<string, unknown>);
  const last = path.at(-1) ?? "";
  parent[last] = changed(parent[last]);
  return copy;
}

describe("nothing that a plan sends can differ without a word", () => {
  const tenant = tenantOf(answersOf(plan));
  const paths = pathsOf(plan).filter((path) => !NOT_SENT.some((pattern) => pattern.test(path.join("/"))));

  test.for(paths.map((path) => ({ name: path.join("/"), path })))("$name", ({ path }) => {
    const found = findDrift(planWith(path), tenant);
    const [kind = "", id = ""] = path;
    expect(found.map(({ subject }) => subject.id)).toContain(
      kind === "showsScopeDescriptions" ? plan.domain : id,
    );
  });

  test("and what is not sent differs for nobody", () => {
    const unsent = pathsOf(plan).filter((path) =>
      NOT_SENT.slice(2).some((pattern) => pattern.test(path.join("/"))),
    );
    expect(unsent.length).toBeGreaterThan(20);
    for (const path of unsent) expect(findDrift(planWith(path), tenant), path.join("/")).toEqual([]);
  });

  test("a difference that no rule knows is a note", () => {
    const { application } = plan.partners["acme-cms"] ?? {};
    const withMore = structuredClone(plan) as never as Record<string, Record<string, Record<string, object>>>;
    Object.assign(withMore.partners?.["acme-cms"] ?? {}, { application: { ...application, unheard: "x" } });
    expect(brief(findDrift(withMore as never as Plan, tenant))).toEqual([
      "note other-difference partner acme-cms",
    ]);
  });
});

test("what others changed before the last deployment is told no more, and what they changed of the deployment is", () => {
  const answers = answersOf(plan);
  const [old, recent] = ["2026-11-20T10:00:00.000Z", "2026-11-25T10:00:00.000Z"];
  const acme = `PATCH /clients/${clientIdOf("acme-cms")}`;
  const writes = [
    line(acme, { date: recent }),
    line(`PATCH /clients/${LOCAL_DEPLOYMENT}`, { date: old }),
    line(acme, { date: old }),
  ];
  answers.log = { writes, isCut: false };
  const after = (at: string) =>
    findDrift(plan, tenantOf(answers), { partners: {}, at }).map(
      ({ rule, what }) => `${rule} ${/(\d times)/.exec(what)?.[1]}`,
    );
  expect(after("2026-11-26T00:00:00.000Z")).toContain("deployment-changed undefined");
  expect(after("2026-11-26T00:00:00.000Z").join()).not.toContain("changed-beside");
  expect(after("2026-11-22T00:00:00.000Z")).toContain("changed-beside-deployments undefined");
  expect(after("2026-11-19T00:00:00.000Z")).toContain("changed-beside-deployments 2 times");
});

test("a tenant whose deployment nobody declares has a log that says nothing", () => {
  const answers = answersOf(plan);
  answers.log = "nobody-deploys";
  const [found] = findDrift(plan, tenantOf(answers));
  expect(found?.what).toContain(
    "tenant.yaml declares no application with management_scopes that may change grants",
  );
});

test("a suspended partner keeps its application and may have no grant", () => {
  const suspended = driftPlan(({ partners: { "acme-cms": acme } }) =>
    Object.assign(acme ?? {}, { status: "suspended" }),
  );
  expect(driftAfter(() => undefined, suspended)).toEqual([]);
  const before = tenantOf(answersOf(plan));
  expect(brief(findDrift(suspended, before))).toEqual(["alarm grant-undeclared partner acme-cms"]);
});

test("every drift says what to do, and an update that is named compares with the tenant", () => {
  const all = EDITS.flatMap(({ edit }) => driftAfter(edit));
  for (const { todo, what } of all) {
    expect(todo).not.toBe("");
    expect(what).not.toMatch(/\n|\.$/);
    if (todo.includes("pulumi up")) expect(todo).toContain("--refresh --stack local");
  }
});
