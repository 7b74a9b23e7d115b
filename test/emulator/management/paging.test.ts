import { beforeEach, describe, expect, test } from "vitest";
import { type Call, create, newTenant } from "../support/tenant.ts";

let call: Call;
beforeEach(async () => {
  call = newTenant().call;
  for (const letter of "abcde") await create(call, "/organizations", { name: letter });
});
const names = (list: { name: string }[]) => list.map(({ name }) => name).join("");
const get = async (query: string) => (await call("GET", `/organizations?${query}`)).body;

describe("pages by number", () => {
  test.for([
    { query: "", expected: "abcde" },
    { query: "per_page=2", expected: "ab" },
    { query: "page=1&per_page=2", expected: "cd" },
    { query: "page=2&per_page=2", expected: "e" },
    { query: "page=3&per_page=2", expected: "" },
  ])("$query: $expected", async ({ query, expected }) => {
    expect(names(await get(query))).toBe(expected);
    const { organizations, ...totals } = await get(`${query}&include_totals=true`);
    expect(names(organizations)).toBe(expected);
    const limit = query.includes("per_page") ? 2 : 50;
    const page = Number(new URLSearchParams(query).get("page") ?? 0);
    expect(totals).toEqual({ start: page * limit, limit, total: 5 });
  });
});

describe("pages by checkpoint", () => {
  test("win over page numbers, and the last one has no next", async () => {
    const first = await get("take=3&page=7&per_page=1&include_totals=true");
    expect(Object.keys(first).sort()).toEqual(["next", "organizations"]);
    expect(names(first.organizations)).toBe("abc");
    const last = await get(`take=3&from=${first.next}`);
    expect(Object.keys(last)).toEqual(["organizations"]);
    expect(names(last.organizations)).toBe("de");
  });

  test("go on where they were when something before is deleted", async () => {
    const { organizations, next } = await get("take=2");
    await call("DELETE", `/organizations/${organizations[0].id}`);
    expect(names((await get(`take=2&from=${next}`)).organizations)).toBe("cd");
  });

  test.for([
    ["clients", "name"],
    ["resource-servers", "identifier"],
    ["users", "email"],
  ] as const)("go on where they were in %s of which only %s is asked for", async ([path]) => {
    for (const identifier of ["urn:one", "urn:two"]) await create(call, "/resource-servers", { identifier });
    for (const name of ["One", "Two"]) await create(call, "/clients", { name });
    const list = path.replace("-", "_");
    const { length } = (await call("GET", `/${path}`)).body;
    const pages = [];
    for (let next = ""; next !== undefined && pages.length <= length; ) {
      const { body } = await call("GET", `/${path}?take=1&fields=name,identifier,email${next}`);
      pages.push(JSON.stringify(body[list]));
      next = body.next && `&from=${body.next}`;
    }
    expect([pages.length, new Set(pages).size]).toEqual([length, length]);
  });

  test("end with the last full page", async () => {
    expect(await get("take=5")).not.toHaveProperty("next");
  });
});

test.for(["per_page=101", "per_page=-1", "page=one", "take=1001", "take=2&from=nowhere"])(
  "%s is refused",
  async (query) => {
    expect(await call("GET", `/organizations?${query}`)).toMatchObject({
      status: 400,
      body: {
        errorCode: "invalid_query_string",
        message: expect.stringMatching(/^Query validation error: /),
      },
    });
  },
);
