// A company that begins with its APIs and its own applications: what drift says before the first update, and after it.
import { expect, test } from "vitest";
import { findDrift } from "../../src/drift/find-drift.ts";
import { isNeverDeployed } from "../../src/drift/never-deployed.ts";
import { OWN } from "./support/takeover-edits.ts";
import { type Answers, answersOf, driftPlan, tenantOf } from "./support/tenant.ts";

const plan = { ...driftPlan(), partners: {}, ownApplications: { "our-app": OWN } };

function driftAfter(edit: (answers: Answers) => void): string[] {
  const answers = answersOf(plan);
  answers.clients.push({ client_id: "our-app", name: "SPA", is_first_party: true });
  for (const api of answers.apis) api.subject_type_authorization = { user: { policy: "allow_all" } };
  edit(answers);
  return findDrift(plan, tenantOf(answers))
    .map(({ severity, rule, subject }) => `${severity} ${rule} ${subject.kind} ${subject.id}`)
    .toSorted();
}

test("nothing is put back before the first update, which would be that one", () => {
  const found = driftAfter((answers) => {
    answers.actions = [];
    answers.bound = {};
  });
  expect(found).toEqual(Object.keys(plan.apis).map((id) => `note api-not-taken-over-yet api ${id}`));
});

test("an API that the tenant lacks is not put back either, since nobody had it", () => {
  const found = driftAfter((answers) => {
    answers.actions = [];
    answers.bound = {};
    answers.apis = answers.apis.slice(1);
  });
  const [missing, ...others] = Object.keys(plan.apis);
  expect(found).toEqual([
    ...others.map((id) => `note api-not-taken-over-yet api ${id}`),
    `note not-deployed-yet api ${missing}`,
  ]);
});

test("what was made shows that there was one", () => {
  expect(driftAfter(() => undefined)).toContain("alarm api-policy-opened api contacts");
});

test("where an update makes nothing but APIs, nothing shows that there was none", () => {
  const bare = { ...plan, ownApplications: {}, actions: {} };
  expect(isNeverDeployed(bare, tenantOf(answersOf(bare)))).toBe(false);
});

test("an application with the stack's marker shows that there was one", () => {
  const marker = driftPlan().partners["acme-cms"]?.application.clientMetadata ?? {};
  const answers = answersOf(plan);
  answers.actions = [];
  answers.bound = {};
  expect(isNeverDeployed(plan, tenantOf(answers))).toBe(true);
  answers.clients.push({ client_id: "former", client_metadata: { ...marker } });
  expect(isNeverDeployed(plan, tenantOf(answers))).toBe(false);
});
