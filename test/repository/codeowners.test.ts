import { describe, expect, test } from "vitest";
import { codeowners, gitlabCodeowners } from "../../src/repository/codeowners.ts";
import { acme, type World, workspaceOf, world } from "../support/workspace.ts";

/** The workspace of `world()` after a change. */
const changed = (change: (world: World) => void) => {
  const it = world();
  change(it);
  return workspaceOf(it);
};

/** What GitHub makes of the file: the owners of the last line whose pattern matches. */
function ownersOf(text: string, file: string): string | undefined {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const matching = lines.filter((line) => line.startsWith("* ") || line.startsWith(`/${file} `));
  return matching.at(-1)?.split(" ").slice(1).join(" ");
}

const SECURITY = "security@our-app.example";
const partnerWith = (scopes: string[], api = "contacts") => ({
  ...acme(),
  owner: "integrations@our-app.example",
  grants: [{ api, subject_type: "user" as const, scopes, reason: "Shows contacts" }],
});

describe("the owner of a partner's file", () => {
  test.for([
    { name: "a low scope: its own", scopes: ["read:contacts"] },
    { name: "a high scope: security alone", scopes: ["read:contacts", "delete:contacts"], secure: true },
    { name: "a scope that nobody declares: security alone", scopes: ["drop:contacts"], secure: true },
    { name: "a scope with a name every object has", scopes: ["constructor"], secure: true },
    { name: "an API that nobody declares", scopes: ["read:contacts"], api: "nothing", secure: true },
  ])("with $name", ({ scopes, api, secure }) => {
    const workspace = changed((w) => {
      w.partners = { acme: partnerWith(scopes, api) };
    });
    const expected = secure ? SECURITY : "integrations@our-app.example";
    expect(ownersOf(codeowners(workspace), "partners/acme.yaml")).toBe(expected);
  });
});

test.for([
  "src/cli/main.ts",
  ".github/workflows/deploy.yml",
  ".github/CODEOWNERS",
  "tenant.yaml",
  "package.json",
])("%s is security's", (file) => {
  expect(ownersOf(codeowners(workspaceOf(world())), file)).toBe(SECURITY);
});

test.for(["@ada", "@our-app/integrations"])("an owner may be %s at GitHub", (owner) => {
  const workspace = changed((w) => {
    w.partners = { acme: { ...partnerWith(["read:contacts"]), owner } };
    if (w.tenant) w.tenant.security = "@our-app/security";
  });
  expect(ownersOf(codeowners(workspace), "partners/acme.yaml")).toBe(owner);
  expect(ownersOf(codeowners(workspace), "package.json")).toBe("@our-app/security");
});

test("a scope that opens a sensitive route counts as sensitive, whatever it says of itself", () => {
  const workspace = changed((w) => {
    const { contacts } = w.apis;
    if (!contacts) throw new Error("no API contacts");
    contacts.scopes["tidy:contacts"] = { description: "Tidy up", sensitivity: "low" };
    contacts.routes["DELETE /contacts/{id}"] = ["delete:contacts", "tidy:contacts"];
    w.partners = { acme: partnerWith(["tidy:contacts"]) };
  });
  expect(ownersOf(codeowners(workspace), "partners/acme.yaml")).toBe(SECURITY);
});

test("an API's file is its owner's", () => {
  const workspace = workspaceOf(world());
  expect(ownersOf(codeowners(workspace), "apis/contacts.yaml")).toBe(
    workspace.apis.get("contacts")?.value.owner,
  );
});

test.for([
  {
    name: "the first sensitive scope of a partner",
    change: (w: World) => {
      w.partners.acme = partnerWith(["delete:contacts"]);
    },
  },
  {
    name: "a new partner",
    change: (w: World) => {
      w.partners.newcomer = partnerWith(["read:contacts"]);
    },
  },
  {
    name: "a new owner",
    change: (w: World) => {
      w.partners.acme = { ...partnerWith(["read:contacts"]), owner: "somebody@our-app.example" };
    },
  },
])("$name changes the file, and so needs security's approval", ({ change }) => {
  const base = (w: World) => {
    w.partners = { acme: partnerWith(["read:contacts"]) };
  };
  const before = codeowners(changed(base));
  const after = codeowners(
    changed((w) => {
      base(w);
      change(w);
    }),
  );
  expect(after).not.toBe(before);
});

const contacts = (w: World) => w.apis.contacts ?? expect.fail("no API contacts");
const DELETE = "DELETE /contacts/{id}";
const noScopes = (sensitivity: "low" | "high") => (w: World) => {
  Object.assign(contacts(w), { scopes: {}, sensitivity, routes: { [DELETE]: "any token" } });
};

test.for<{ name: string; base?: (w: World) => void; change: (w: World) => void }>([
  {
    name: "a scope that is said to be less sensitive",
    change: (w) => Object.assign(contacts(w).scopes["delete:contacts"] ?? {}, { sensitivity: "medium" }),
  },
  {
    name: "one that opens no route, said to be less sensitive",
    base: (w) => delete contacts(w).routes[DELETE],
    change: (w) => Object.assign(contacts(w).scopes["delete:contacts"] ?? {}, { sensitivity: "low" }),
  },
  { name: "an API whose any token is", base: noScopes("high"), change: noScopes("low") },
  {
    name: "a route that a weaker scope opens",
    change: (w) => (contacts(w).routes[DELETE] = ["read:contacts"]),
  },
  { name: "one that needs no token any more", change: (w) => (contacts(w).routes[DELETE] = "public") },
  {
    name: "one that takes some of its requests, without a token",
    change: (w) => (contacts(w).routes["DELETE /contacts/all"] = "public"),
  },
  {
    name: "one that is gone, to come back as a weaker one",
    change: (w) => delete contacts(w).routes[DELETE],
  },
])("$name asks security, though no partner has it yet", ({ base = () => undefined, change }) => {
  const only = (w: World) => {
    w.partners = { acme: partnerWith(["read:contacts"]) };
    base(w);
  };
  const after = (w: World) => {
    only(w);
    change(w);
  };
  expect(codeowners(changed(after))).not.toBe(codeowners(changed(only)));
});

test("what is sensitive stands in comments alone, whatever a scope is called, and in an order of its own", () => {
  const named = (w: World) => {
    contacts(w).scopes["a\n* @evil\r* @evil\u2028* @evil"] = { description: "x", sensitivity: "high" };
  };
  const text = codeowners(changed(named));
  expect(text.split(/[\n\r\u2028]/).filter((line) => line.startsWith("* "))).toEqual([`* ${SECURITY}`]);
  const turned = (w: World) => {
    const { scopes, routes } = contacts(w);
    routes["DELETE /a"] = ["delete:contacts"];
    contacts(w).scopes = Object.fromEntries(Object.entries(scopes).reverse());
    contacts(w).routes = Object.fromEntries(Object.entries(routes).reverse());
  };
  const straight = (w: World) => (contacts(w).routes["DELETE /a"] = ["delete:contacts"]);
  expect(codeowners(changed(turned))).toBe(codeowners(changed(straight)));
});

test.for([
  { what: "tenant.yaml", change: (w: World) => w.unreadable.push("tenant.yaml") },
  { what: "partners/acme.yaml", change: (w: World) => w.unreadable.push("partners/acme.yaml") },
])("no file is written while $what cannot be read", ({ what, change }) => {
  const workspace = changed((w) => {
    change(w);
  });
  expect(() => codeowners(workspace)).toThrow(what);
});

test("GitLab's has the same lines, and says which tiers read it", () => {
  const workspace = workspaceOf(world());
  const lines = (text: string) => text.split("\n").filter((line) => !line.startsWith("#"));
  expect(lines(gitlabCodeowners(workspace))).toEqual(lines(codeowners(workspace)));
  expect(gitlabCodeowners(workspace)).toContain("GitLab knows code owners in its tiers Premium and Ultimate");
  expect(gitlabCodeowners(workspace)).not.toContain("GitHub");
});
