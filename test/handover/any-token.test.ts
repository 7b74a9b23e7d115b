// What the guide says of an API without scopes: it is asked for by its audience alone.
import { expect, test } from "vitest";
import { guideOf } from "../../src/handover/guide.ts";
import { recipientOf } from "../../src/handover/recipient.ts";
import { renderGuideMarkdown } from "../../src/handover/render/markdown.ts";
import { planStack } from "../../src/plan/plan.ts";
import { prices, withPrices } from "../support/prices.ts";
import { edit, type World } from "../support/workspace.ts";

const guideWith = (change: (w: World) => void): string => {
  const recipient = recipientOf(planStack(edit(change), "prod"), "acme-cms", { clientId: "tpc_1" });
  if (!recipient) throw new Error("no recipient");
  return renderGuideMarkdown(guideOf(recipient));
};

const only = (subject_type: "user" | "client") => (w: World) => {
  w.apis.prices = prices({ allow_offline_access: false });
  const acme = w.partners["acme-cms"];
  if (acme) acme.grants = [{ api: "prices", subject_type, scopes: [], reason: "Shows prices" }];
};

test.for(["user", "client"] as const)("the only one, as %s: no program sends a scope", (subject) => {
  const text = guideWith(only(subject));
  expect(text).toContain("Prices has no scopes: each token for its audience opens all of these routes");
  expect(text).not.toMatch(/scope=|SCOPE|--data-urlencode 'scope|Always send/);
  expect(text).not.toContain("A route needs one of its scopes.");
});

test("beside one with scopes: its line says that there is nothing to ask for", () => {
  const text = guideWith(withPrices(prices({ allow_offline_access: false })));
  expect(text).toContain("| Prices | `https://api.our-app.example/prices` | none: leave `scope` out |");
  expect(text).toContain("A route needs one of its scopes.");
});
