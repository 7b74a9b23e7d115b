import { expect, test } from "vitest";
import { edit, placesOf, ruleNamed } from "../support/workspace.ts";

test.for([
  { name: "third-party with users", firstParty: false, subject: "user", found: ["tenant.yaml connections"] },
  { name: "third-party without users", firstParty: false, subject: "client", found: [] },
  { name: "first-party with users", firstParty: true, subject: "user", found: [] },
  { name: "first-party without users", firstParty: true, subject: "client", found: [] },
] as const)("domain-connection-needed: $name", ({ firstParty, subject, found }) => {
  const changed = edit((world) => {
    for (const connection of world.tenant?.connections ?? []) connection.is_domain_connection = false;
    for (const { application, grants } of Object.values(world.partners)) {
      application.is_first_party = firstParty;
      for (const grant of grants) grant.subject_type = subject;
    }
  });
  expect(placesOf(ruleNamed("domain-connection-needed"), changed)).toEqual(found);
});
