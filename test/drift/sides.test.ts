// An application that was a partner's and is ours now, or the reverse, and one that no state has: one true sentence each.
import { describe, expect, test } from "vitest";
import { lastDeployed } from "../../src/cli/last-deployed.ts";
import { findDrift } from "../../src/drift/find-drift.ts";
import type { Plan } from "../../src/plan/types.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { stateOf } from "../support/state-of.ts";
import { type Answers, answersOf, clientIdOf, driftPlan, tenantOf } from "./support/tenant.ts";

const plan = driftPlan();
const OURS = clientIdOf("acme-cms");
const { "acme-cms": acme = expect.fail("no Acme"), ...others } = plan.partners;
const grants = Object.fromEntries(
  Object.entries(acme.grants).map(([key, { api, audience, subjectType, scopes }]) => [
    key,
    { api, audience, subjectType, scopes },
  ]),
);
const ownApplications: Plan["ownApplications"] = { cms: { name: "CMS", clientId: OURS, grants } };
/** A partner's application is ours now. */
const ours: Plan = { ...plan, partners: others, ownApplications };

/** With the client IDs of the tenant. */
const stateAfter = (of: Plan): StackState =>
  JSON.parse(JSON.stringify(stateOf(of)).replaceAll("client-of-", "id-of-"));

function said(
  head: Plan,
  state: StackState | undefined,
  edit: (answers: Answers) => unknown = () => undefined,
) {
  const answers = answersOf(plan);
  edit(answers);
  const deployed = state && lastDeployed(head, new Map([[plan.stack, state]]));
  return findDrift(head, tenantOf(answers), deployed).map(
    ({ severity, rule, subject, todo }) =>
      [`${severity} ${rule} ${subject.kind} ${subject.id}`, todo] as const,
  );
}
const brief = (found: ReturnType<typeof said>) => found.map(([one]) => one);

const unmarked = ({ clients }: Answers) => {
  for (const client of clients) if (client.client_id === OURS) client.client_metadata = {};
};
/** Another one was made for a partner that has the id anew. */
const anew = ({ clients, grants: held }: Answers) => {
  const its = clients.find(({ client_id }) => client_id === OURS);
  clients.push({ ...its, client_id: "anew" });
  held.push(
    ...held
      .filter(({ client_id }) => client_id === OURS)
      .map((one) => ({ ...one, id: `new-${one.id}`, client_id: "anew" })),
  );
};

describe("a partner's application that is ours now, and keeps the marker", () => {
  test.for([
    ["with what its state holds", stateAfter(ours)],
    ["of which no state was asked", undefined],
  ] as const)("is as declared, %s", ([, state]) => {
    expect(said(ours, state)).toEqual([]);
  });

  test("is not a second one of a new partner with that id", () => {
    const both: Plan = { ...plan, ownApplications };
    const made = stateAfter(both);
    const renamed = (one: unknown) => JSON.parse(JSON.stringify(one).replaceAll(OURS, "anew"));
    const resources = made.resources.map((one) =>
      one.urn.includes("wnApplication") || one.urn.includes(`::${OURS}/`) ? one : renamed(one),
    );
    expect(said(both, { ...made, resources }, anew)).toEqual([]);
    expect(said(both, undefined, anew)).toEqual([]);
  });
});

describe("an application of ours that a partner takes over", () => {
  const taken: Plan = { ...plan, partners: { ...others, "acme-cms": { ...acme, adopts: OURS } } };

  test.for([
    ["without a marker", unmarked],
    ["with that of an earlier partner", undefined],
  ] as const)("is told once while its state is in the way, %s", ([, edit]) => {
    expect(brief(said(taken, stateAfter(ours), edit))).toEqual(["finding update-refused partner acme-cms"]);
  });

  test.for([
    ["without a marker", unmarked],
    ["with that of an earlier partner", undefined],
  ] as const)("and is to be taken over once it was forgotten, %s", ([, edit]) => {
    const found = said(taken, stateAfter({ ...plan, partners: others }), (answers) => {
      edit?.(answers);
      for (const one of answers.clients) if (one.client_id === OURS) one.callbacks = ["https://x.example/"];
    });
    expect(brief(found)).toEqual(["note not-taken-over-yet partner acme-cms"]);
  });
});

describe("what was changed by hand of an application that the next update stops at", () => {
  const byHand = ({ clients }: Answers) => {
    for (const one of clients) if (one.client_id === OURS) one.callbacks = ["https://x.example/"];
  };

  test("since no state has it, is put back once one has", () => {
    const found = said(plan, stateAfter({ ...plan, partners: others }), byHand);
    expect(brief(found)).toEqual([
      "alarm callback-undeclared partner acme-cms",
      "finding application-not-held partner acme-cms",
      "finding url-missing partner acme-cms",
    ]);
    const put = `once a state has it, \`pulumi up --refresh --stack ${plan.stack}\` puts it back; to keep it, write it into partners/acme-cms.yaml`;
    expect(found.flatMap(([, todo]) => todo)).toEqual([put, expect.stringContaining("recover"), put]);
  });

  test("since its rename does not say so, is put back once it does", () => {
    const renamed: Plan = { ...plan, partners: { ...others, acme } };
    const found = said(renamed, stateAfter(plan), (answers) => {
      byHand(answers);
      for (const one of answers.clients)
        if (one.client_id === OURS)
          Object.assign(one.client_metadata ?? {}, { partner_access_partner: "acme" });
    });
    expect(brief(found)).toContain("alarm callback-undeclared partner acme");
    expect(found.find(([one]) => one.includes("callback-undeclared"))?.[1]).toContain(
      "once the next update goes through, `pulumi up --refresh",
    );
  });

  test("under its former id, is told without a rename to deploy", () => {
    const renamed: Plan = { ...plan, partners: { ...others, acme: { ...acme, formerIds: ["acme-cms"] } } };
    expect(brief(said(renamed, stateAfter({ ...plan, partners: others })))).not.toContain(
      "note rename-not-deployed partner acme",
    );
  });
});

test("of two that may be it, an application without a file is said to be neither", () => {
  const halves = {
    "acme.web": acme,
    "acme.spa": { ...acme, application: { ...acme.application, callbacks: [] } },
  };
  const two: Plan = { ...plan, partners: { ...others, ...halves } };
  const edit = ({ clients }: Answers) => {
    for (const one of clients) if (one.client_id === OURS) one.callbacks = ["https://x.example/"];
  };
  expect(Object.fromEntries(said(two, undefined, edit))).toMatchObject({
    [`alarm application-without-file application ${OURS}`]:
      'leave it: applications.web of partners/acme.yaml or applications.spa of partners/acme.yaml has its name. If that is what "acme-cms" is called now, write former_ids: [acme-cms] into it',
  });
});
