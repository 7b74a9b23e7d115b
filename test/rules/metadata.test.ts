import { expect, test } from "vitest";
import { OWNERSHIP_KEYS } from "../../src/plan/application.ts";
import { OWNERSHIP_PREFIX } from "../../src/rules/metadata.ts";
import { edit, placesOf, ruleNamed } from "../support/workspace.ts";

/** Auth0's limit. Source: https://auth0.com/docs/get-started/applications/application-settings (read 2026-11) */
const MOST_KEYS = 10;

const withKeys = (count: number) =>
  edit((world) => {
    const keys = Array.from({ length: count }, (_, i) => [`key${i}`, "value"]);
    Object.assign(world.partners["acme-cms"]?.application ?? {}, {
      client_metadata: Object.fromEntries(keys),
    });
  });

test("the plan's own keys are reserved, and there is room for them", () => {
  const own = Object.values(OWNERSHIP_KEYS);
  expect(own.filter((key) => !key.startsWith(OWNERSHIP_PREFIX))).toEqual([]);
  expect(placesOf(ruleNamed("metadata-count"), withKeys(MOST_KEYS - own.length))).toEqual([]);
  expect(placesOf(ruleNamed("metadata-count"), withKeys(MOST_KEYS - own.length + 1))).toHaveLength(1);
});
