import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Customer, type Edit } from "../../../demo/partner/customer.ts";
import type { PartnerOptions } from "../../../demo/partner/options.ts";
import { sync } from "../../../demo/partner/sync.ts";
import { ACME, contactsApi } from "../support/acme.ts";
import { AUDIENCE } from "../support/issuer.ts";
import { rotated, testKeeper } from "../support/keeper.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const CONTACTS = [{ id: "1", name: "Grace", email: "g@g.example", phone: "" }];

/** A connected customer whose API is a list of answers; the last one is repeated. */
function connected(...answers: (() => Response)[]) {
  const customer = new Customer();
  customer.connect(AUDIENCE, testKeeper({ refresh: (_, count) => rotated(count) }).keeper);
  const requests: { method: string; path: string; authorization: string | null }[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    const authorization = new Headers(init.headers).get("authorization");
    requests.push({ method: init.method ?? "GET", path: new URL(String(url)).pathname, authorization });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined) throw new TypeError("fetch failed");
    return answer();
  };
  const options = {
    ...ACME,
    ...{ apis: [contactsApi("https://api.example")], syncEveryMs: 3000, fetch },
  } as unknown as PartnerOptions;
  return { customer, requests, sync: () => sync(customer, options) };
}

const itemsOf = (customer: Customer) => customer.items(AUDIENCE, "/contacts").map(({ item }) => item);
const contacts = () => Response.json({ contacts: CONTACTS });
const refuse =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    Response.json({ error: "no", error_description: "because" }, { status, headers });
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe("a refused token", () => {
  test("is replaced once, and the request repeated", async () => {
    const { customer, requests, sync } = connected(refuse(401), contacts);
    await sync();
    expect(itemsOf(customer)).toEqual(CONTACTS);
    expect(requests.map(({ authorization }) => authorization)).toEqual([
      "Bearer access-0",
      "Bearer access-1",
    ]);
  });

  test("whose successor is refused too is trouble, not an endless loop", async () => {
    const { customer, requests, sync } = connected(refuse(401));
    await sync();
    expect(requests).toHaveLength(2);
    expect(customer.trouble).toBe("our-app.example does not accept Acme CMS's token.");
  });
});

describe("an API that asks for patience", () => {
  test.for([429, 503])("with %i and Retry-After is left alone until then", async (status) => {
    const { customer, requests, sync } = connected(refuse(status, { "retry-after": "30" }), contacts);
    await sync();
    pass(29);
    await sync();
    expect(requests).toHaveLength(1);
    expect(customer.trouble).toMatch(/slow down|cannot answer/);
    pass(2);
    await sync();
    expect(itemsOf(customer)).toEqual(CONTACTS);
    expect(customer).toMatchObject({ trouble: undefined, failures: 0 });
  });

  test("without saying how long is asked less and less often", async () => {
    const { requests, sync } = connected(refuse(500));
    const at: number[] = [];
    for (let second = 0; second < 160; second += 1) {
      const { length } = requests;
      await sync();
      if (requests.length > length) at.push(second);
      pass(1);
    }
    expect(at).toEqual([0, 6, 18, 42, 90, 150]);
  });
});

describe("edits", () => {
  const edit: Edit = {
    audience: AUDIENCE,
    method: "PATCH",
    path: "/contacts/1",
    fields: { name: "Grace G", email: "g@g.example", phone: "" },
  };

  test("are sent before contacts are read, and once", async () => {
    const { customer, requests, sync } = connected(() => Response.json({}), contacts);
    customer.edit(edit);
    await sync();
    await sync();
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PATCH /contacts/1",
      "GET /contacts",
      "GET /contacts",
    ]);
  });

  test("survive an API that is away", async () => {
    const { customer, sync } = connected(refuse(503), () => Response.json({}), contacts);
    customer.edit(edit);
    await sync();
    expect(customer.edits).toEqual([edit]);
    pass(10);
    await sync();
    expect(customer.edits).toEqual([]);
  });

  test.for([403, 404, 422])(
    "that are refused with %i are dropped, and the customer is told",
    async (status) => {
      const { customer, sync } = connected(refuse(status), contacts);
      customer.edit(edit);
      await sync();
      await sync();
      expect(customer.edits).toEqual([]);
      expect(customer.rejected).toBe("our-app.example did not accept your edit of Grace G: because.");
    },
  );

  test("made while the one before is on its way are sent, too", async () => {
    const later = { ...edit, fields: { ...edit.fields, name: "Grace H" } };
    const { customer, requests, sync } = connected(() => {
      customer.edit(later);
      return Response.json({});
    }, contacts);
    customer.edit(edit);
    await sync();
    expect(customer.edits).toEqual([later]);
    await sync();
    expect(requests.map(({ method }) => method)).toEqual(["PATCH", "GET", "PATCH", "GET"]);
  });
});

test("contacts that arrive after the customer disconnected are not kept", async () => {
  const { customer, sync } = connected(() => {
    customer.disconnect();
    return contacts();
  });
  await sync();
  expect(itemsOf(customer)).toEqual([]);
});

test("two syncs at a time are one", async () => {
  const { requests, sync } = connected(contacts);
  await Promise.all([sync(), sync(), sync()]);
  expect(requests).toHaveLength(1);
});
