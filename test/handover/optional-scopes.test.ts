// What a partner asks for later is told as that in its guide.
import { expect, test } from "vitest";
import { guideOf } from "../../src/handover/guide.ts";
import { recipientOf } from "../../src/handover/recipient.ts";
import { renderGuideMarkdown } from "../../src/handover/render/markdown.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";

test("an optional scope is left out of what a sign-in asks for, and told as asked for later", () => {
  const prod = planStack(exampleWorkspace(), "prod");
  const acme = prod.partners["acme-cms"];
  const grant = acme?.grants["contacts/user"];
  if (!acme || !grant) throw new Error("no acme-cms");
  const optional = { "contacts/user": { ...grant, optional: ["update:contacts"] } };
  const plan = { ...prod, partners: { "acme-cms": { ...acme, grants: optional } } };
  const recipient = recipientOf(plan, "acme-cms", { clientId: "tpc_YGaN39zaDeAUw5znXlU2vM" });
  if (!recipient) throw new Error("no recipient");
  const text = renderGuideMarkdown(guideOf(recipient));
  expect(text).toContain("| `scope` | `read:contacts offline_access` |");
  expect(text).toContain("`PATCH /contacts/{id}` | later, once a user needs it |");
  expect(text).toContain("The user answers for all scopes of a request at once.");
  expect(text).not.toMatch(/scope=[^'"\s]*update/);
});
