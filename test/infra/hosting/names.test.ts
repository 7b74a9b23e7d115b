import fc from "fast-check";
import { expect, test } from "vitest";
import { balancerName } from "../../../src/infra/hosting/load-balancer.ts";
import { dashboardBody } from "../../../src/infra/hosting/watching.ts";
import { idSchema } from "../../../src/model/units.ts";
import { fitted } from "../../../src/plan/aws/aws-names.ts";

const ids = fc.stringMatching(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/).filter((id) => idSchema.safeParse(id).success);

test("a load balancer's name is one that AWS takes, and another one for other facts", () => {
  fc.assert(
    fc.property(ids, fc.array(fc.string()), fc.array(fc.string()), (id, facts, others) => {
      const name = balancerName(id, facts);
      expect(name).toMatch(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
      expect(name === balancerName(id, others)).toBe(JSON.stringify(facts) === JSON.stringify(others));
    }),
  );
});

test.for([
  { name: "what fits stays", text: "partner-access_prod", length: 19, fit: "partner-access_prod" },
  {
    name: "what does not is cut and told apart",
    text: "partner-access_prod",
    length: 18,
    fit: /^partner-a_[0-9a-f]{8}$/,
  },
])("$name", ({ text, length, fit }) => {
  expect(fitted(text, length, "_")).toMatch(fit);
  expect(fitted(text, length, "_").length).toBeLessThanOrEqual(length);
});

test("two long names with one beginning stay two names", () => {
  const long = "x".repeat(70);
  expect(fitted(`${long}_task`, 64, "_")).not.toBe(fitted(`${long}_execution`, 64, "_"));
});

test("a dashboard says whose client ID is whose, above the plan's widgets", () => {
  const widget = {
    type: "log",
    x: 0,
    y: 4,
    width: 12,
    height: 6,
    properties: { title: "Requests", region: "eu-central-1", view: "table", query: "stats count(*)" },
  } as const;
  const legend = { x: 0, y: 0, width: 24, height: 4 };
  const planned = { dashboardName: "d", widgets: [widget], legend };
  expect(JSON.parse(dashboardBody(planned, { "acme-cms": "tpc_1", fieldbook: "abc" }))).toEqual({
    widgets: [
      {
        type: "text",
        ...legend,
        properties: { markdown: "| azp | partner |\n|---|---|\n| tpc_1 | acme-cms |\n| abc | fieldbook |" },
      },
      widget,
    ],
  });
});

test("a dashboard says where the client IDs are that it cannot know", () => {
  const legend = { x: 0, y: 0, width: 24, height: 4 };
  const planned = {
    dashboardName: "d",
    widgets: [],
    legend,
    othersBelow: "/partner-access/prod/integrations/",
  };
  const [text] = JSON.parse(dashboardBody(planned, { fieldbook: "abc" })).widgets;
  expect(text.properties.markdown.split("\n").slice(2)).toEqual([
    "| abc | fieldbook |",
    "",
    "The others: Parameter Store, below /partner-access/prod/integrations/",
  ]);
});
