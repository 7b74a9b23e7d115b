import { beforeEach, describe, expect, test } from "vitest";
import { type Call, create, newTenant } from "../support/tenant.ts";

const ACTION = {
  name: "account claim",
  supported_triggers: [{ id: "post-login", version: "v3" }],
  code: "exports.onExecutePostLogin = async () => {};",
};
const BINDINGS = "/actions/triggers/post-login/bindings";

let call: Call;
beforeEach(() => {
  call = newTenant().call;
});

async function deployed(action: object = ACTION) {
  const { id } = await create(call, "/actions/actions", action);
  await call("POST", `/actions/actions/${id}/deploy`);
  return id;
}
const bind = (...ids: string[]) =>
  call("PATCH", BINDINGS, { bindings: ids.map((value) => ({ ref: { type: "action_id", value } })) });

describe("an action", () => {
  test("is built after it is created", async () => {
    const body = await create(call, "/actions/actions", ACTION);
    expect(body).toMatchObject({
      ...ACTION,
      runtime: "node22",
      dependencies: [],
      secrets: [],
      status: "pending",
      all_changes_deployed: false,
    });
    expect((await call("GET", `/actions/actions/${body.id}`)).body).toEqual({ ...body, status: "built" });
  });

  test("with a dependency that is not a package fails to be built, and cannot be deployed", async () => {
    const dependencies = [{ name: "crypto", version: "17.7.1" }];
    const { id } = await create(call, "/actions/actions", { ...ACTION, dependencies });
    expect((await call("GET", `/actions/actions/${id}`)).body.status).toBe("failed");
    expect((await call("POST", `/actions/actions/${id}/deploy`)).status).toBe(400);
    await call("PATCH", `/actions/actions/${id}`, { dependencies: [{ name: "moment", version: "2.29.4" }] });
    expect((await call("GET", `/actions/actions/${id}`)).body.status).toBe("built");
  });

  test("has a version for every deployment, the latest first", async () => {
    const id = await deployed();
    await call("POST", `/actions/actions/${id}/deploy`);
    const { body } = await call("GET", `/actions/actions/${id}/versions`);
    expect(body.versions).toMatchObject([
      { number: 2, deployed: true, code: ACTION.code, action: { id, name: ACTION.name } },
      { number: 1, deployed: false },
    ]);
    const [{ id: version }] = body.versions;
    expect((await call("GET", `/actions/actions/${id}/versions/${version}`)).body).toEqual(body.versions[0]);
    expect((await call("GET", `/actions/actions/${id}/versions/none`)).status).toBe(404);
    await call("PATCH", `/actions/actions/${id}`, { code: "other" });
    const back = await call("POST", `/actions/actions/${id}/versions/${version}/deploy`, {});
    expect(back).toMatchObject({ status: 202, body: { number: 3, code: ACTION.code } });
    expect((await call("GET", `/actions/actions/${id}`)).body).toMatchObject({
      ...{ code: ACTION.code, all_changes_deployed: true, deployed_version: { number: 3 } },
    });
    await call("DELETE", `/actions/actions/${id}`);
    expect((await call("GET", `/actions/actions/${id}/versions`)).status).toBe(404);
  });

  test("keeps the values of its secrets to itself", async () => {
    const { tenant, call } = newTenant();
    const { id, secrets } = await create(call, "/actions/actions", {
      ...ACTION,
      secrets: [{ name: "key", value: "s3cret" }],
    });
    expect(secrets).toEqual([{ name: "key", updated_at: expect.any(String) }]);
    await call("PATCH", `/actions/actions/${id}`, {
      secrets: [{ name: "other", value: "o" }, { name: "key" }],
    });
    expect(tenant.store.get("action", id)?.secrets).toMatchObject([
      { name: "key", value: "s3cret" },
      { name: "other", value: "o" },
    ]);
  });

  test("runs the version that was deployed last", async () => {
    const id = await deployed();
    const before = (await call("GET", `/actions/actions/${id}`)).body;
    expect(before).toMatchObject({
      all_changes_deployed: true,
      deployed_version: { number: 1, code: ACTION.code, deployed: true },
    });
    const changed = (await call("PATCH", `/actions/actions/${id}`, { code: "// new" })).body;
    expect(changed).toMatchObject({
      all_changes_deployed: false,
      deployed_version: { number: 1, code: ACTION.code },
    });
    const version = await call("POST", `/actions/actions/${id}/deploy`);
    expect(version).toMatchObject({
      status: 200,
      body: { number: 2, deployed: false, code: "// new", action: { id } },
    });
  });

  test("is found by name", async () => {
    const { id } = await create(call, "/actions/actions", ACTION);
    expect((await call("GET", "/actions/actions?actionName=account%20claim")).body).toMatchObject({
      actions: [{ id }],
      total: 1,
      per_page: 50,
    });
    expect((await call("GET", "/actions/actions?actionName=none")).body).toEqual({
      actions: [],
      per_page: 50,
    });
    expect((await call("POST", "/actions/actions", ACTION)).status).toBe(409);
  });

  test("cannot be deleted while it is bound, except by force", async () => {
    const id = await deployed();
    await bind(id);
    expect((await call("DELETE", `/actions/actions/${id}`)).status).toBe(409);
    expect((await call("DELETE", `/actions/actions/${id}?force=true`)).status).toBe(204);
    expect((await call("GET", BINDINGS)).body).toEqual({ bindings: [], per_page: 50 });
    expect((await call("DELETE", `/actions/actions/${id}`)).status).toBe(404);
  });
});

describe("the bindings of a trigger", () => {
  test("are replaced as a whole, in the order sent", async () => {
    const [a, b] = [await deployed(), await deployed({ ...ACTION, name: "second" })];
    const first = await bind(a, b);
    expect(first.body.bindings).toMatchObject([
      { action: { id: a }, display_name: ACTION.name },
      { action: { id: b } },
    ]);
    const again = await bind(b);
    expect(again.body.bindings).toMatchObject([{ action: { id: b }, trigger_id: "post-login" }]);
    expect(again.body.bindings[0].id).not.toBe(first.body.bindings[1].id);
  });

  test("tell a total only on a page that has some", async () => {
    await bind(await deployed());
    const page = async (number: number) =>
      (await call("GET", `${BINDINGS}?page=${number}&per_page=100`)).body;
    expect(await page(0)).toMatchObject({ total: 1, per_page: 100 });
    expect(await page(0)).not.toHaveProperty("page");
    expect(await page(1)).toEqual({ bindings: [], page: 1, per_page: 100 });
  });

  test("are deployed actions that support the trigger", async () => {
    const { id } = await create(call, "/actions/actions", ACTION);
    expect((await bind(id)).status).toBe(400);
    const other = await deployed({
      ...ACTION,
      name: "m2m",
      supported_triggers: [{ id: "credentials-exchange" }],
    });
    expect((await bind(other)).status).toBe(400);
    expect((await bind("none")).status).toBe(404);
    expect((await call("GET", "/actions/triggers/none/bindings")).status).toBe(404);
  });
});

test("the triggers are listed with the version of their events", async () => {
  const { body } = await call("GET", "/actions/triggers");
  expect(body.triggers).toContainEqual(
    expect.objectContaining({
      id: "post-login",
      version: "v3",
      status: "CURRENT",
      default_runtime: "node22",
    }),
  );
});
