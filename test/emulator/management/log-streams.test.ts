import { expect, test } from "vitest";
import { create, newTenant } from "../support/tenant.ts";

const STREAM = { name: "audit", type: "datadog", sink: { datadogRegion: "eu", datadogApiKey: "key" } };

test("a log stream is created with a 200, in a list without envelope", async () => {
  const { call } = newTenant();
  const { status, body } = await call("POST", "/log-streams", STREAM);
  expect(status).toBe(200);
  expect(body).toEqual({
    ...STREAM,
    id: expect.stringMatching(/^lst_\d{16}$/),
    status: "active",
    isPriority: false,
  });
  expect((await call("GET", "/log-streams?include_totals=true")).body).toEqual([body]);
});

test("a new sink drops the rule for personal data, a new status does not", async () => {
  const { call } = newTenant();
  const { id } = await create(call, "/log-streams", { ...STREAM, pii_config: { log_fields: ["email"] } });
  const rule = { log_fields: ["email"], method: "hash", algorithm: "xxhash" };
  const paused = await call("PATCH", `/log-streams/${id}`, { status: "paused" });
  expect(paused.body).toMatchObject({ status: "paused", pii_config: rule });
  const moved = await call("PATCH", `/log-streams/${id}`, { sink: STREAM.sink });
  expect(moved.body).not.toHaveProperty("pii_config");
});

test("a deleted log stream is gone, and deleting again is fine", async () => {
  const { call } = newTenant();
  const { id } = await create(call, "/log-streams", STREAM);
  for (const status of [204, 204]) expect((await call("DELETE", `/log-streams/${id}`)).status).toBe(status);
  expect((await call("GET", `/log-streams/${id}`)).status).toBe(404);
});

test.for([
  {
    type: "mixpanel",
    sink: {
      mixpanelRegion: "eu",
      mixpanelProjectId: "1",
      mixpanelServiceAccountUsername: "log-reader",
      mixpanelServiceAccountPassword: "a password",
    },
    shown: { mixpanelServiceAccountPassword: "********" },
  },
  { type: "http", sink: { httpEndpoint: "https://log.example", httpAuthorization: "a key" }, shown: {} },
  { type: "segment", sink: { segmentWriteKey: "a key" }, shown: {} },
])("of a $type stream answers hide the password and show what Auth0 shows", async ({ type, sink, shown }) => {
  const { call } = newTenant();
  const made = await create(call, "/log-streams", { name: "audit", type, sink });
  const one = `/log-streams/${made.id}`;
  const answers = [
    made,
    (await call("GET", one)).body,
    (await call("GET", "/log-streams")).body[0],
    (await call("PATCH", one, { status: "paused" })).body,
    (await call("PATCH", one, { sink })).body,
  ];
  for (const answer of answers) expect(answer.sink).toEqual({ ...sink, ...shown });
});
