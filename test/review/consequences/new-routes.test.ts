// A route that is new, or gone, in an API whose scopes partners have already: what it lets them do that they could not.
import { expect, test } from "vitest";
import type { World } from "../../support/workspace.ts";
import { contacts, partner, said } from "./support/said.ts";

const DELETE = "DELETE /contacts/{id}";
const only = (...scopes: string[]) => {
  return (w: World) => {
    w.partners = { "acme-cms": partner(w) };
    contacts(w).scopes["update:contacts"] = { description: "Change your contacts", sensitivity: "medium" };
    contacts(w).routes["PATCH /contacts/{id}"] = ["update:contacts"];
    contacts(w).routes["GET /contacts/{id}"] = ["read:contacts"];
    Object.assign(partner(w).grants[0] ?? {}, { scopes: ["read:contacts", ...scopes] });
  };
};
const route =
  (name: string, needs: string[] | "public" | undefined): ((w: World) => void) =>
  (w) => {
    if (needs === undefined) delete contacts(w).routes[name];
    else contacts(w).routes[name] = needs;
  };
const both =
  (...all: ((w: World) => void)[]) =>
  (w: World) => {
    for (const one of all) one(w);
  };

test("one that a weaker scope opens is high, also where the sensitive one went in an earlier change", () => {
  const gone = both(only("update:contacts"), route(DELETE, undefined));
  expect(said({ base: gone, change: route(DELETE, ["update:contacts"]) }, "route-added")).toEqual([
    `high [local prod] ${DELETE} is new and needs update:contacts: "Acme CMS" can call it. Until now update:contacts opened no DELETE.`,
  ]);
  expect(said({ base: gone, change: route("PATCH /all", ["update:contacts"]) }, "route-added")).toEqual([
    'medium [local prod] PATCH /all is new and needs update:contacts: "Acme CMS" can call it.',
  ]);
  expect(said({ base: gone, change: route("GET /all", ["update:contacts"]) }, "route-added")).toEqual([
    'medium [local prod] GET /all is new and needs update:contacts: "Acme CMS" can call it.',
  ]);
});

test("one of a scope that opened nothing so far is high", () => {
  const unused = both(only("tidy:contacts"), (w) => {
    contacts(w).scopes["tidy:contacts"] = { description: "Tidy up", sensitivity: "low" };
  });
  expect(said({ base: unused, change: route("DELETE /all", ["tidy:contacts"]) }, "route-added")).toEqual([
    'high [local prod] DELETE /all is new and needs tidy:contacts: "Acme CMS" can call it. Until now tidy:contacts opened no DELETE.',
  ]);
});

test("one that only a paused partner's scope opens is told of that partner", () => {
  const paused = both(only(), (w) => {
    partner(w).status = "suspended";
  });
  expect(said({ base: paused, change: route("POST /all", ["read:contacts"]) }, "route-added")).toEqual([
    'high [local prod] POST /all is new and needs read:contacts: "Acme CMS" can call it once active again. Until now read:contacts opened no POST.',
  ]);
});

test("one that answers some requests of a wider one is compared with that", () => {
  const example = {
    base: only("update:contacts"),
    change: route("DELETE /contacts/all", ["update:contacts"]),
  };
  expect(said(example, "route-scope-weaker")).toEqual([
    "high [local prod] update:contacts (sensitivity medium) opens DELETE /contacts/all, which needed delete:contacts (sensitivity high).",
  ]);
  expect(said(example, "route-opened")).toEqual([
    'high [local prod] update:contacts now also opens DELETE /contacts/all, which needed delete:contacts: "Acme CMS" can call it.',
  ]);
  const same = { base: only("delete:contacts"), change: route("DELETE /contacts/all", ["delete:contacts"]) };
  expect(said(same, "route-scope-weaker")).toEqual([]);
  expect(said(same, "route-closed")).toEqual([]);
  expect(said({ change: route("DELETE /contacts/all", "public") }, "route-public")).toEqual([
    "high [local prod] DELETE /contacts/all is open to everybody, without a token; it needed delete:contacts.",
  ]);
});

test("one that is gone leaves its requests to a wider one, and what that needs is told", () => {
  const base = both(only(), route("GET /contacts/secret", ["delete:contacts"]));
  const example = { base, change: route("GET /contacts/secret", undefined) };
  expect(said(example, "route-removed")).toEqual([
    "low [local prod] GET /contacts/secret is gone: calls to it need read:contacts, as of another route.",
  ]);
  expect(said(example, "route-opened")).toEqual([
    'high [local prod] read:contacts now also opens GET /contacts/secret, which needed delete:contacts: "Acme CMS" can call it.',
  ]);
});

test("one that changes something and is open to everybody is high at once", () => {
  expect(said({ change: route("DELETE /trash", "public") }, "route-public")).toEqual([
    "high [local prod] DELETE /trash is new and open to everybody, without a token.",
  ]);
  const below = { base: route("GET /{page}", "public"), change: route("GET /trash", "public") };
  for (const one of [{ change: route("GET /trash", "public") }, below])
    expect(said(one, "route-public")).toEqual([
      "medium [local prod] GET /trash is new and open to everybody, without a token.",
    ]);
});
