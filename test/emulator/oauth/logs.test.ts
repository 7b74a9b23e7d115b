import { expect, test } from "vitest";
import { MANAGEMENT_CLIENT } from "../../../emulator/management/access.ts";
import { ISSUER, newBrowser } from "../support/browser.ts";
import {
  ANA,
  authorizeUrl,
  partnerWorld,
  refreshWith,
  signIn,
  tokensOf,
  type World,
} from "../support/oauth.ts";
import { create } from "../support/tenant.ts";

const types = async ({ call }: World) =>
  (await call("GET", "/logs")).body
    .map(({ type }: { type: string }) => type)
    .filter((type: string) => type !== "sapi");

test("the log says each write through the Management API with Auth0's fields, by which application, and no secret", async () => {
  const world = await partnerWorld();
  const { client_id } = world.client;
  const search = encodeURIComponent("type:sapi AND date:[2020-01-01 TO *]");
  const lines = async () => (await world.call("GET", `/logs?q=${search}`)).body;
  const before = (await lines()).length;
  await world.call("PATCH", `/clients/${client_id}`, { description: "x", client_secret: "not-this-one" });
  await world.call("PATCH", "/clients/nobody", { description: "x" });
  await world.call("GET", "/clients");
  const after = await lines();
  expect(after).toHaveLength(before + 1);
  expect(after[0]).toMatchObject({
    type: "sapi",
    client_id: MANAGEMENT_CLIENT.client_id,
    log_id: expect.stringMatching(/^\d+$/),
    details: {
      request: { method: "PATCH", path: `/api/v2/clients/${client_id}`, body: {} },
      response: { statusCode: 200, body: { client_id } },
    },
  });
  expect(JSON.stringify(after)).not.toContain("not-this-one");
  expect((await world.call("GET", `/logs?q=${search}&per_page=100&page=10`)).status).toBe(400);
});

test("the log shows what happened, the latest first, and by whom", async () => {
  const world = await partnerWorld();
  const { refresh_token } = await tokensOf(world);
  await refreshWith(world, refresh_token);
  await refreshWith(world, "none");
  await world.token({ grant_type: "client_credentials", audience: "none", ...world.credentials });
  expect(await types(world)).toEqual(["feccft", "fertft", "sertft", "seacft", "s"]);
  const { body } = await world.call("GET", "/logs");
  const { client_id } = world.client;
  expect(body[4]).toMatchObject({ client_id, user_id: "auth0|ana", date: expect.stringMatching(/Z$/) });
  expect(body[1]).toMatchObject({
    client_id,
    description: "Unknown or invalid refresh token.",
    details: { error: "invalid_grant" },
  });
  expect(JSON.stringify(body)).not.toContain(refresh_token);
  expect((await world.call("GET", `/logs/${body[1].log_id}`)).body).toEqual(body[1]);
  expect((await world.call("GET", "/logs/none")).status).toBe(404);
  const search = encodeURIComponent(`type:"sertft" AND client_id:${client_id}`);
  expect((await world.call("GET", `/logs?q=${search}`)).body).toEqual([body[2]]);
});

test("the log says of failed sign-ins, without the password", async () => {
  const world = await partnerWorld();
  const browser = newBrowser(world.app);
  await browser.visit(authorizeUrl(world));
  for (let i = 0; i < 11; i += 1) await browser.submit({ ...ANA, password: "not-this-one" });
  expect((await types(world)).slice(0, 2)).toEqual(["limit_wc", "fp"]);
  expect(JSON.stringify((await world.call("GET", "/logs")).body)).not.toContain("not-this-one");
});

test("the log shows why an Action failed, and nobody else does", async () => {
  const world = await partnerWorld({ client: { redirection_policy: "allow_always" } });
  const { id } = await create(world.call, "/actions/actions", {
    name: "Broken",
    supported_triggers: [{ id: "post-login" }],
    code: "exports.onExecutePostLogin = async (event) => { event.nothing.here; };",
  });
  await world.call("POST", `/actions/actions/${id}/deploy`);
  const bindings = [{ ref: { type: "action_id", value: id } }];
  await world.call("PATCH", "/actions/triggers/post-login/bindings", { bindings });
  expect((await signIn(world)).get("error_description")).toBe("An Action failed.");
  const [entry] = (await world.call("GET", "/logs")).body;
  expect(entry).toMatchObject({
    type: "f",
    description: "An Action failed.",
    details: {
      error: "access_denied",
      cause: expect.stringContaining("Cannot read properties of undefined"),
    },
  });
});

test("the log has Auth0's types for what people and refresh tokens do", async () => {
  const world = await partnerWorld({
    client: { refresh_token: { rotation_type: "rotating", expiration_type: "expiring" } },
  });
  const browser = newBrowser(world.app);
  const { refresh_token } = await tokensOf(world, {}, browser);
  await refreshWith(world, refresh_token);
  await refreshWith(world, refresh_token);
  const { refresh_token: other } = await tokensOf(world, {}, browser);
  const body = new URLSearchParams({ ...world.credentials, token: other });
  expect((await world.app.request(`${ISSUER}oauth/revoke`, { method: "POST", body })).status).toBe(200);
  await browser.visit("/v2/logout");
  await browser.visit(authorizeUrl(world));
  await browser.submit({ ...ANA, username: "nobody@first.example" });
  await browser.submit({ ...ANA, password: "not-this-one" });
  expect((await types(world)).filter((type: string) => !/^se|^s$/.test(type))).toEqual([
    "fp",
    "fu",
    "slo",
    "srrt",
    "ferrt",
  ]);
});
