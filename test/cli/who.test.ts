// `who`: everybody in a tenant who can get a scope, by which way, and what nobody knows.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";
import { runCommand, unwrapped } from "../support/command.ts";

let local: LocalTenant;
const who = (...words: string[]) => runCommand(["who", "--root", local.root, "--stack", "local", ...words]);

interface Holding {
  readonly who: string;
  readonly way: string;
  readonly subjectType: string;
  readonly scopes: string[];
  readonly declared: boolean;
}

async function holdings(...words: string[]): Promise<Holding[]> {
  const { out } = await who(...words, "--format", "json");
  return (JSON.parse(out) as { holdings: Holding[] }).holdings;
}

beforeAll(async () => {
  local = await localTenant();
});
afterAll(() => local.close());

describe("a tenant as declared", () => {
  test("names partners with their own grants, and ends with 0 and nobody else", async () => {
    const { exit, out, err } = await who("read:contacts");
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toMatch(
      /partner acme-cms \(tpc_\w+\), for users, by its own grant: read:contacts; the account of the user\n/,
    );
    expect(out).toMatch(/\nAnd nobody else, by no other way\.\n$/);
  });

  test("answers for a route by the scopes that open it", async () => {
    const byRoute = await holdings("GET", "/contacts/42");
    expect(byRoute).toEqual(await holdings("contacts", "read:contacts"));
  });

  test("reads only", () => {
    expect(local.tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

describe("wrong usage ends with 2", () => {
  test.for([
    [["GET", "/contact"], "no API has a route GET /contact; did you mean GET /contacts?"],
    [["PUT", "/contacts/42"], "no API has a route PUT /contacts/42; did you mean DELETE /contacts/{id}?"],
    [["GET", "/health"], "GET /health of contacts needs no token: anybody can call it"],
  ] as const)("%o is told", async ([words, told]) => {
    expect(await who(...words)).toMatchObject({ exit: 2, out: "", err: `error: ${told}\n` });
  });

  test("a route that is public at one API hides no other API's", async () => {
    const [file, other] = ["contacts.yaml", "reports.yaml"].map((name) => join(local.root, "apis", name));
    if (file === undefined || other === undefined) return;
    const text = readFileSync(file, "utf8").replace(/^name: .*/m, "name: Reports");
    const reports = text
      .replace(/^identifier: .*/m, "identifier: https://api.our-app.example/reports")
      .replace("GET /health: public", "GET /health: [read:contacts]")
      .replace(/^hosting:\n(?: .*\n)+/m, "");
    writeFileSync(other, reports);
    const { exit, err } = await who("GET", "/health");
    const named = await who("reports", "GET", "/health");
    rmSync(other);
    expect({ exit, err: unwrapped(err) }).toEqual({
      exit: 2,
      err: "error: GET /health of contacts needs no token: anybody can call it; write the API before the method to ask about reports\n",
    });
    expect(named).toMatchObject({ exit: 0, err: "" });
  });

  test.for([["nobody:knows"], ["GET"], ["nothing", "/contacts"], ["GET", "/nowhere"]])(
    "%s",
    async (words) => {
      expect((await who(...words)).exit).toBe(2);
    },
  );
});

describe("a way that somebody opened by hand", () => {
  test("is told, and ends with 1", async () => {
    const audience = local.plan.apis.contacts?.resourceServer.identifier;
    const code =
      'exports.onExecutePostLogin = async (event, api) => api.accessToken.addScope("delete:contacts");';
    const { id } = await ask(local.tenant, "POST", "actions/actions", {
      name: "enrich",
      code,
      supported_triggers: [{ id: "post-login", version: "v3" }],
    });
    await ask(local.tenant, "POST", `actions/actions/${id}/deploy`);
    const bound = [
      id,
      local.tenant.tenant.store
        .list<{ id: string; name: string }>("action")
        .find((one) => one.name !== "enrich")?.id,
    ];
    await ask(local.tenant, "PATCH", "actions/triggers/post-login/bindings", {
      bindings: bound
        .filter((one) => one !== undefined)
        .map((value) => ({ ref: { type: "action_id", value } })),
    });
    const { exit, out } = await who("delete:contacts");
    expect(exit).toBe(1);
    expect(out).toMatch(
      /partner acme-cms .*, for users, by an Action: delete:contacts; .* {2}<- not declared\n/,
    );
    expect(out).toContain('what else the Action "enrich" at post-login does, which nothing declares');
    expect(out).not.toContain("And nobody else");
    const drift = await runDrift(local.root, ["--stack", "local"]);
    expect(drift.out).toContain('its code adds "delete:contacts" [action-undeclared]');

    await ask(local.tenant, "POST", "client-grants", {
      default_for: "third_party_clients",
      audience,
      subject_type: "client",
      scope: ["delete:contacts"],
    });
    const { client_id } = await ask<{ client_id: string }>(local.tenant, "POST", "clients", {
      name: "Elsewhere",
      is_first_party: false,
      app_type: "non_interactive",
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    });
    const found = await holdings("delete:contacts");
    expect(found).toContainEqual(
      expect.objectContaining({
        clientId: client_id,
        way: "default-grant",
        subjectType: "client",
        declared: false,
      }),
    );
  });
});
