import { beforeEach, describe, expect, test } from "vitest";
import { type Call, create, newTenant } from "../support/tenant.ts";

let call: Call;
beforeEach(() => {
  call = newTenant().call;
});

describe("a body that breaks the schema", () => {
  test.for([
    { sent: {}, message: "'Missing required property: name'." },
    { sent: { name: 5 }, message: "'Expected type string but found type integer' on property name." },
    { sent: { name: "a<b" }, message: "'String does not match pattern /^[^<>]+$/: a<b' on property name." },
    { sent: { name: "a", colour: 1 }, message: "'Additional properties not allowed: colour'." },
    { sent: { name: "a", app_type: "cli" }, message: "'No enum match for: cli' on property app_type." },
    {
      sent: { name: "a", callbacks: ["nowhere"] },
      message: "'Object didn't pass validation for format callback-url: nowhere' on property callbacks[0].",
    },
    {
      sent: { name: "a", description: "d".repeat(141) },
      message: "'String is too long (141 chars), maximum 140' on property description.",
    },
    {
      sent: { name: "a", jwt_configuration: { lifetime_in_seconds: 2_592_001 } },
      message:
        "'Value 2592001 is greater than maximum 2592000' on property jwt_configuration.lifetime_in_seconds.",
    },
    {
      sent: { name: "a", refresh_token: { rotation_type: "rotating" } },
      message: "'Missing required property: expiration_type' on property refresh_token.",
    },
    {
      sent: { name: "a", client_metadata: { k: "v".repeat(256) } },
      message: "'String is too long (256 chars), maximum 255' on property client_metadata.k.",
    },
  ])("says $message", async ({ sent, message }) => {
    expect(await call("POST", "/clients", sent)).toMatchObject({
      status: 400,
      body: {
        statusCode: 400,
        error: "Bad Request",
        message: `Payload validation error: ${message}`,
        errorCode: "invalid_body",
      },
    });
  });

  test("is refused when it changes nothing", async () => {
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    expect((await call("PATCH", `/clients/${client_id}`, {})).status).toBe(400);
  });
});

describe("a callback", () => {
  test.for([
    { callback: "com.example.app:/oauth2redirect", status: 201 },
    { callback: "com.example.app://oauth2redirect", status: 201 },
    { callback: "https://app.example/callback", status: 201 },
    { callback: "com.example.app:oauth2redirect", status: 400 },
    { callback: "com.example.app:", status: 400 },
    { callback: "https:/app.example/callback", status: 400 },
    { callback: "nowhere", status: 400 },
  ])("$callback of a native application is answered with $status", async ({ callback, status }) => {
    const sent = { name: "Hiker", app_type: "native", callbacks: [callback] };
    expect(await call("POST", "/clients", sent)).toMatchObject({ status });
    const strict = { ...sent, is_first_party: false, third_party_security_mode: "strict" };
    expect(await call("POST", "/clients", strict)).toMatchObject({ status });
  });
});
