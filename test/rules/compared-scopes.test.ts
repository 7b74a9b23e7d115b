// A scope that opens a route from now on, and says less of it than those that opened it before.
import { expect, test } from "vitest";
import { acme, compared, type Edit, found, nothing, renameApi } from "./support/compared.ts";

const contacts = (w: Parameters<Edit>[0]) => found(Object.values(w.apis)[0]);
const DELETE = "DELETE /contacts/{id}";
const tidy =
  (sensitivity: "low" | "medium" | "high", needs = ["tidy:contacts"], route = DELETE): Edit =>
  (w) => {
    const { scopes, routes } = contacts(w);
    scopes["tidy:contacts"] = { description: "Tidy up your contacts", sensitivity };
    delete routes[DELETE];
    routes[route] = needs;
  };
const line = (file: string, sensitivity: string, route = DELETE) =>
  `${file}: scope "tidy:contacts" has sensitivity ${sensitivity} and opens ${route}, which needed "delete:contacts", of sensitivity high`;

test.for<{ name: string; prepare?: Edit; change: Edit; lines: readonly string[] }>([
  { name: "low in place of high", change: tidy("low"), lines: [line("apis/contacts.yaml", "low")] },
  { name: "medium in place of high", change: tidy("medium"), lines: [line("apis/contacts.yaml", "medium")] },
  { name: "high in place of high", change: tidy("high"), lines: [] },
  {
    name: "beside one that is lowered in the same change",
    change: (w) => {
      tidy("low", ["delete:contacts", "tidy:contacts"])(w);
      found(contacts(w).scopes["delete:contacts"]).sensitivity = "low";
    },
    lines: [line("apis/contacts.yaml", "low")],
  },
  {
    name: "on the route in other words",
    change: tidy("low", undefined, "DELETE /contacts/{contact}/"),
    lines: [line("apis/contacts.yaml", "low", "DELETE /contacts/{contact}/")],
  },
  {
    name: "in an API that is renamed at once",
    change: (w) => {
      tidy("low")(w);
      renameApi(w, "crm", { former_ids: ["contacts"] });
    },
    lines: [line("apis/crm.yaml", "low")],
  },
  {
    name: "on a narrow route, whose requests a wider one had",
    change: (w) => {
      tidy("low", undefined, "DELETE /contacts/trash")(w);
      contacts(w).routes[DELETE] = ["delete:contacts"];
    },
    lines: [line("apis/contacts.yaml", "low", "DELETE /contacts/trash")],
  },
  {
    name: "on a wide route, to which a narrow one leaves its requests",
    change: tidy("low", undefined, "DELETE /{kind}/{id}"),
    lines: [line("apis/contacts.yaml", "low", "DELETE /contacts/{id}")],
  },
  {
    name: "of a route that is new, or was open to everybody",
    prepare: (w) => (contacts(w).routes["GET /trash"] = "public"),
    change: (w) => {
      contacts(w).scopes["tidy:contacts"] = { description: "Tidy up", sensitivity: "low" };
      Object.assign(contacts(w).routes, { "GET /trash": ["tidy:contacts"], "GET /lists": ["tidy:contacts"] });
    },
    lines: [],
  },
  {
    name: "lowered in a later change, with nothing new on the route",
    change: (w) => (found(contacts(w).scopes["delete:contacts"]).sensitivity = "low"),
    lines: [],
  },
  {
    name: "of a partner that gets more, and no route changes",
    change: (w) => found(acme(w).grants[0]).scopes.push("delete:contacts"),
    lines: [],
  },
])("a scope on a route that it did not open: $name", ({ prepare = nothing, change, lines }) => {
  const all = compared(prepare, change).filter(({ rule }) => rule === "scope-replaced");
  expect(all.map(({ file, what }) => `${file}: ${what}`)).toEqual(lines);
});

test("any token, of an API whose scopes went, is one as well", () => {
  const [one] = compared(nothing, (w) => {
    const routes = { [DELETE]: "any token" };
    Object.assign(contacts(w), { scopes: {}, sensitivity: "low", routes });
    found(acme(w).grants[0]).scopes = [];
  });
  expect(one).toMatchObject({
    at: ["sensitivity"],
    what: `"any token" has sensitivity low and opens ${DELETE}, which needed "delete:contacts", of sensitivity high`,
  });
});

test("the fix is one", () => {
  const [one] = compared(nothing, tidy("low"));
  expect(one?.fix).toContain("write sensitivity: high;");
  expect(one?.at).toEqual(["scopes", "tidy:contacts", "sensitivity"]);
  expect(compared(nothing, tidy("high"))).toEqual([]);
});
