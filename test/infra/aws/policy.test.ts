import { expect, test } from "vitest";
import { policyDocument } from "../../../src/infra/aws/policy.ts";
import type { PlannedStatement } from "../../../src/plan/aws/aws-types.ts";

const statement: PlannedStatement = {
  sid: "Reads",
  effect: "Allow",
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::logs/*"],
};

test.for<{ name: string; planned: PlannedStatement; written: object }>([
  {
    name: "one action and one resource stand alone",
    planned: statement,
    written: { Sid: "Reads", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" },
  },
  {
    name: "several stand in a list, in the plan's order",
    planned: { ...statement, actions: ["s3:GetObject", "s3:ListBucket"], resources: ["b", "a"] },
    written: {
      Sid: "Reads",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: ["b", "a"],
    },
  },
  {
    name: "a trust policy has principals and no resource",
    planned: { ...statement, principals: { type: "Service", identifiers: ["ecs"] }, resources: [] },
    written: { Sid: "Reads", Effect: "Allow", Principal: { Service: "ecs" }, Action: "s3:GetObject" },
  },
  {
    name: "a condition is written and a reason is not",
    planned: {
      ...statement,
      condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      reason: "for reviewers",
    },
    written: {
      Sid: "Reads",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::logs/*",
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  },
])("$name", ({ planned, written }) => {
  expect(JSON.parse(policyDocument([planned]))).toEqual({ Version: "2012-10-17", Statement: [written] });
});
