import { describe, expect, test } from "vitest";
import { accessLines, reportOn } from "../../support/plans.ts";
import { type World, workspaceOf, world } from "../../support/workspace.ts";
import { contacts, found, partner, said } from "./support/said.ts";

const DELETE = "DELETE /contacts/{id}";

const tidying =
  (needs: readonly string[], sensitivity: "low" | "high" = "low") =>
  (w: World) => {
    contacts(w).scopes["tidy:contacts"] = { description: "Tidy up your contacts", sensitivity };
    contacts(w).routes[DELETE] = [...needs];
  };

const given = (w: World) => {
  partner(w).grants[0]?.scopes.push("tidy:contacts");
};

describe("a scope that opens what a sensitive one opened", () => {
  const both = (needs: readonly string[]) => (w: World) => {
    tidying(needs)(w);
    given(w);
  };

  test.for([
    { name: "beside it", needs: ["delete:contacts", "tidy:contacts"] },
    { name: "in its place", needs: ["tidy:contacts"] },
  ])("is told as sensitive where one change makes and gives it, $name", ({ needs }) => {
    const all = found({ change: both(needs) });
    expect(all.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["sensitive-scope", "route-opened"]));
    expect(all.filter(({ what }) => what.includes("no partner can call"))).toEqual([]);
    expect(said({ change: both(needs) }, "route-opened")).toEqual([
      `high [local prod] tidy:contacts now also opens ${DELETE}, which needed delete:contacts: "Acme CMS" can call it.`,
    ]);
  });

  test("is told before anybody has it", () => {
    expect(said({ change: tidying(["tidy:contacts"]) }, "route-scope-weaker")).toEqual([
      `high [local prod] tidy:contacts (sensitivity low) opens ${DELETE}, which needed delete:contacts (sensitivity high).`,
    ]);
  });

  test("is told where the same change makes the other less sensitive", () => {
    const change = (w: World) => {
      tidying(["delete:contacts", "tidy:contacts"])(w);
      Object.assign(contacts(w).scopes["delete:contacts"] ?? {}, { sensitivity: "low" });
    };
    expect(said({ change }, "route-scope-weaker")).not.toEqual([]);
  });

  test("is told where the route's parameter has another name as well", () => {
    const change = (w: World) => {
      tidying(["delete:contacts"])(w);
      delete contacts(w).routes[DELETE];
      contacts(w).routes["DELETE /contacts/{key}"] = ["tidy:contacts"];
      given(w);
    };
    const rules = found({ change }).map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(["sensitive-scope", "route-opened", "route-scope-weaker"]));
    expect(rules).not.toContain("route-removed");
  });

  test("is no less sensitive than the other in the access", () => {
    const w = world();
    both(["delete:contacts", "tidy:contacts"])(w);
    const row = reportOn(workspaceOf(w)).access.find(({ scope }) => scope === "tidy:contacts");
    expect(row?.sensitivity).toBe("high");
  });

  test("says nothing of weaker scopes where it is as sensitive", () => {
    expect(said({ change: tidying(["tidy:contacts"], "high") }, "route-scope-weaker")).toEqual([]);
  });
});

describe("a further scope on a route of an API whose users' roles limit them", () => {
  const limited = (w: World) => {
    contacts(w).enforce_policies = true;
    for (const one of Object.values(w.partners)) one.grants[0]?.scopes.push("delete:contacts");
  };
  const change = (w: World) => {
    contacts(w).routes[DELETE] = ["delete:contacts", "read:contacts"];
    Object.assign(contacts(w).scopes["read:contacts"] ?? {}, { sensitivity: "high" });
  };

  test("lets more users in through partners that could call it already", () => {
    expect(said({ base: limited, change }, "route-changed")).toEqual([
      `high [local prod] ${DELETE} needs delete:contacts or read:contacts instead of delete:contacts: through "Acme CMS" and "Fieldbook", users whose roles give read:contacts alone can call it as well.`,
    ]);
  });

  test("changes nothing where roles do not limit anybody", () => {
    const base = (w: World) => {
      limited(w);
      contacts(w).enforce_policies = false;
    };
    expect(said({ base, change }, "route-changed")).toEqual([
      `low [local prod] ${DELETE} needs delete:contacts or read:contacts instead of delete:contacts: no partner can call more or less for that.`,
    ]);
  });
});

describe("a partner that is suspended", () => {
  test.for([
    { name: "a scope", left: ["read:contacts"], gone: "delete:contacts" },
    { name: "all of a grant", left: undefined, gone: "delete:contacts and read:contacts" },
  ])("is told with what the same change takes from its file: $name", ({ left, gone }) => {
    const base = (w: World) => partner(w).grants[0]?.scopes.push("delete:contacts");
    const change = (w: World) => {
      partner(w).status = "suspended";
      const [one] = partner(w).grants;
      partner(w).grants = one && left ? [{ ...one, scopes: left }] : [];
    };
    expect(said({ base, change }, "access-promised")).toEqual([
      `low [local prod] Once "Acme CMS" is active again, it no longer gets ${gone} on behalf of users.`,
    ]);
    const only = (w: World) => (partner(w).status = "suspended");
    expect(said({ base, change: only }, "access-promised")).toEqual([]);
  });

  const suspended = (w: World) => {
    partner(w).status = "suspended";
  };

  test("is told with each scope that it gets once it is active again", () => {
    const change = (w: World) => {
      partner(w).grants[0]?.scopes.push("delete:contacts");
    };
    expect(said({ base: suspended, change }, "access-promised")).toEqual([
      `high [local prod] Once "Acme CMS" is active again, it gets delete:contacts on behalf of users as well, and can ${DELETE}. Sensitive.`,
    ]);
    const base = (w: World) => {
      change(w);
      suspended(w);
    };
    const back = (w: World) => void partner(w).grants[0]?.scopes.pop();
    expect(said({ base, change: back }, "access-promised")).toEqual([
      'low [local prod] Once "Acme CMS" is active again, it no longer gets delete:contacts on behalf of users.',
    ]);
  });

  test("is told with a route that its scopes open from now on", () => {
    const change = (w: World) => {
      contacts(w).routes[DELETE] = ["read:contacts", "delete:contacts"];
    };
    const onlyAcme = (w: World) => {
      suspended(w);
      delete w.partners.fieldbook;
    };
    expect(said({ base: onlyAcme, change }, "route-opened")).toEqual([
      `high [local prod] read:contacts now also opens ${DELETE}, which needed delete:contacts: "Acme CMS" can call it once active again.`,
    ]);
    expect(said({ base: onlyAcme, change }, "route-changed")).toEqual([]);
  });

  test("has in its access what it gets, and a suspension or a resumption changes what it has", () => {
    const [active, paused] = [world(), world()];
    suspended(paused);
    const acme = (lines: string[]) => lines.filter((line) => line.startsWith("acme-cms"));
    const of = (head: World, base?: World) =>
      acme(accessLines(reportOn(workspaceOf(head), base && workspaceOf(base))));
    expect(of(paused)).toEqual(["acme-cms contacts user read:contacts resumption: local kept, prod kept"]);
    expect(of(paused, active)).toEqual([
      "acme-cms contacts user read:contacts grant: local removed, prod removed",
      "acme-cms contacts user read:contacts resumption: local kept, prod kept",
    ]);
    expect(of(active, paused)).toEqual([
      "acme-cms contacts user read:contacts grant: local added, prod added",
    ]);
  });

  test("is told nothing of promises when it is only suspended or resumed", () => {
    for (const example of [
      { change: suspended },
      { base: suspended, change: (w: World) => delete partner(w).status },
    ])
      expect(said({ ...example, change: (w) => void example.change(w) }, "access-promised")).toEqual([]);
  });
});
