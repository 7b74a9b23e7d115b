import { expect } from "vitest";
import type { World } from "../../support/oauth.ts";
import { create } from "../../support/tenant.ts";

/** Creates, deploys and binds Actions in this order. */
export async function deploy({ call }: World, trigger: string, bodies: string[], secrets: object[] = []) {
  const handler = trigger === "post-login" ? "onExecutePostLogin" : "onExecuteCredentialsExchange";
  const bindings: object[] = [];
  for (const [index, body] of bodies.entries()) {
    const { id } = await create(call, "/actions/actions", {
      name: `Action ${index}`,
      supported_triggers: [{ id: trigger, version: "v3" }],
      code: `exports.${handler} = async (event, api) => { ${body} };`,
      secrets,
    });
    await call("POST", `/actions/actions/${id}/deploy`);
    bindings.push({ ref: { type: "action_id", value: id } });
  }
  const { status } = await call("PATCH", `/actions/triggers/${trigger}/bindings`, { bindings });
  expect(status).toBe(200);
}
