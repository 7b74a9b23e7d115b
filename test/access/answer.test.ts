import { describe, expect, test } from "vitest";
import { type Explanation, explain, type Question } from "../../src/access/answer.ts";
import { renderExplanation } from "../../src/review/render/explanation.ts";
import { plansOf } from "../support/plans.ts";
import { acme, edit, type World, workspace } from "../support/workspace.ts";

const ask = (
  question: Omit<Question, "partner">,
  change: (w: World) => void = () => undefined,
  partner = "acme-cms",
) => explain(plansOf(edit(change)), { partner, ...question });

/** `yes user local, prod: because`, and what would be needed. */
const answers = ({ answers }: Explanation) =>
  answers.map(({ can, subjectType, stacks, because, needed }) =>
    [
      `${can ? "yes" : "no"} ${subjectType ?? "anybody"} ${stacks.join(", ")}: ${because}`,
      ...(needed === undefined ? [] : [`needs ${needed}`]),
    ].join("; "),
  );

const NO_MACHINE =
  "no client local, prod: it has no grant of contacts without a user; " +
  "needs a grant of api: contacts, subject_type: client with";

const policies = (policy: "allow_all" | "deny_all") => (w: World) => {
  const { contacts } = w.apis;
  if (contacts) contacts.subject_type_authorization.user.policy = policy;
};

const permissive = (w: World) => {
  const partner = acme();
  partner.application.third_party_security_mode = "permissive";
  w.partners["acme-cms"] = partner;
};

describe("a scope", () => {
  test.for([
    {
      name: "that its grant names",
      scope: "read:contacts",
      found: [
        'yes user local, prod: its grant of contacts on behalf of users names read:contacts ("Shows contacts in the CMS"); it opens GET /contacts',
        `${NO_MACHINE} read:contacts in partners/acme-cms.yaml`,
      ],
    },
    {
      name: "that its grant does not name",
      scope: "delete:contacts",
      found: [
        "no user local, prod: its grant of contacts on behalf of users names read:contacts, not delete:contacts; needs delete:contacts in the scopes of that grant in partners/acme-cms.yaml",
        `${NO_MACHINE} delete:contacts in partners/acme-cms.yaml`,
      ],
    },
    {
      name: "that no API has",
      scope: "reed:contacts",
      found: ["no anybody local, prod: no API has a scope reed:contacts; probably meant: read:contacts"],
    },
    {
      name: "that no API has and nothing is like",
      scope: "zzz",
      found: ['no anybody local, prod: no API has a scope "zzz"'],
    },
    {
      name: "while it is suspended",
      scope: "read:contacts",
      change: (w: World) => {
        w.partners["acme-cms"] = { ...acme(), status: "suspended" as const };
      },
      found: [
        "no user local, prod: it is suspended: no grant of it exists; needs status: active in partners/acme-cms.yaml",
        "no client local, prod: it is suspended: no grant of it exists; needs status: active in partners/acme-cms.yaml",
      ],
    },
    {
      name: "that the API denies, grant or not",
      scope: "read:contacts",
      change: policies("deny_all"),
      found: [
        "no user local, prod: the policy deny_all of contacts gives no application a token on behalf of users, so its grant is void",
        `${NO_MACHINE} read:contacts in partners/acme-cms.yaml`,
      ],
    },
    {
      name: "that the API gives every application but a strict one",
      scope: "delete:contacts",
      change: policies("allow_all"),
      found: [
        "no user local, prod: its grant of contacts on behalf of users names read:contacts, not delete:contacts; needs delete:contacts in the scopes of that grant in partners/acme-cms.yaml",
        `${NO_MACHINE} delete:contacts in partners/acme-cms.yaml`,
      ],
    },
    {
      name: "that the API gives a permissive application without a grant",
      scope: "delete:contacts",
      change: (w: World) => {
        policies("allow_all")(w);
        permissive(w);
      },
      found: [
        "yes user local, prod: the user policy allow_all of contacts gives every such application delete:contacts without a grant; it opens DELETE /contacts/{id}",
        `${NO_MACHINE} delete:contacts in partners/acme-cms.yaml`,
      ],
    },
    {
      name: "granted in one of its stacks",
      scope: "read:contacts",
      change: (w: World) => {
        const [grant] = w.partners["acme-cms"]?.grants ?? [];
        if (grant) grant.stacks = ["local"];
      },
      found: [
        'yes user local: its grant of contacts on behalf of users names read:contacts ("Shows contacts in the CMS"); it opens GET /contacts',
        `${NO_MACHINE} read:contacts in partners/acme-cms.yaml`,
        "no user prod: its grant of contacts on behalf of users is for local only; needs this stack among the stacks of that grant in partners/acme-cms.yaml",
      ],
    },
    {
      name: "in a stack that it is not in",
      scope: "zzz",
      change: (w: World) => {
        delete w.partners["acme-cms"]?.stacks.local;
      },
      found: [
        "no anybody local: it is not in this stack; needs this stack among the stacks in partners/acme-cms.yaml",
        'no anybody prod: no API has a scope "zzz"',
      ],
    },
  ])("$name", ({ scope, change, found }) => {
    expect(answers(ask({ scope }, change))).toEqual(found);
  });
});

describe("a route", () => {
  test.for([
    {
      name: "as the API declares it",
      route: { method: "DELETE", path: "/contacts/{id}" },
      starts: [
        "no user local, prod: DELETE /contacts/{id} of contacts needs delete:contacts: its grant",
        "no client",
      ],
    },
    {
      name: "as somebody calls it",
      route: { method: "DELETE", path: "/contacts/42" },
      starts: [
        "no user local, prod: DELETE /contacts/{id} of contacts needs delete:contacts: its grant",
        "no client",
      ],
    },
    {
      name: "that its scope opens",
      route: { method: "GET", path: "/contacts" },
      starts: ["yes user local, prod: GET /contacts of contacts needs read:contacts: its grant", "no client"],
    },
    {
      name: "that needs no token",
      route: { method: "GET", path: "/health" },
      starts: ["yes anybody local, prod: GET /health of contacts needs no token: anybody can call it"],
    },
    {
      name: "with a method that the path does not have",
      route: { method: "PUT", path: "/contacts/42" },
      starts: [
        "no anybody local, prod: no API has a route PUT /contacts/42; probably meant: DELETE /contacts/{id}",
      ],
    },
    {
      name: "that is mistyped",
      route: { method: "GET", path: "/contakts" },
      starts: ["no anybody local, prod: no API has a route GET /contakts; probably meant: GET /contacts"],
    },
    {
      name: "with an empty parameter",
      route: { method: "DELETE", path: "/contacts/" },
      starts: ["no anybody local, prod: no API has a route DELETE /contacts/"],
    },
  ])("$name", ({ route, starts }) => {
    const found = answers(ask({ route }));
    expect(found.map((line, i) => line.slice(0, starts[i]?.length))).toEqual(starts);
  });

  test("needs one of its scopes: the one that the partner has is the answer", () => {
    const change = (w: World) => {
      if (w.apis.contacts) w.apis.contacts.routes["GET /contacts"] = ["delete:contacts", "read:contacts"];
    };
    const [first, ...rest] = answers(ask({ route: { method: "GET", path: "/contacts" } }, change));
    expect(first).toMatch(
      /^yes user local, prod: GET \/contacts of contacts needs delete:contacts or read:contacts: its grant .* names read:contacts/,
    );
    expect(rest.filter((line) => line.startsWith("yes"))).toEqual([]);
  });

  test("is the exact one before one with a parameter", () => {
    const change = (w: World) => {
      if (w.apis.contacts) w.apis.contacts.routes["DELETE /contacts/mine"] = ["read:contacts"];
    };
    const [first] = answers(ask({ route: { method: "DELETE", path: "/contacts/mine" } }, change));
    expect(first).toMatch(/^yes user local, prod: DELETE \/contacts\/mine of contacts/);
  });
});

describe("a partner", () => {
  test("of whom nothing is asked is told with all that it can do", () => {
    const { access, answers, name } = ask({});
    expect(name).toBe("Acme CMS");
    expect(answers).toEqual([]);
    expect(access.map(({ partner, scope }) => `${partner} ${scope}`)).toEqual(["acme-cms read:contacts"]);
  });

  test("that can do nothing is told why", () => {
    const retire = (w: World) => {
      w.partners["acme-cms"] = { ...acme(), status: "retired" };
    };
    expect(answers(ask({}, retire))).toEqual([
      "no anybody local, prod: it is retired: no grant of it exists; needs status: active in partners/acme-cms.yaml",
    ]);
  });

  test("that nobody declared may be another", () => {
    expect(answers(ask({ scope: "read:contacts" }, undefined, "acme-cmss"))).toEqual([
      "no anybody local, prod: there is no partner acme-cmss; probably meant: acme-cms",
    ]);
  });

  test("with the name of something that every object has is nobody", () => {
    expect(answers(ask({ scope: "constructor" }, undefined, "constructor"))).toEqual([
      "no anybody local, prod: there is no partner constructor",
    ]);
  });
});

describe("as text", () => {
  test("an answer says as whom, where, why, its limits and what is missing", () => {
    const change = (w: World) => {
      const [grant] = w.partners["acme-cms"]?.grants ?? [];
      if (grant) grant.stacks = ["local"];
    };
    expect(
      renderExplanation(ask({ scope: "read:contacts" }, change), { color: false }),
    ).toMatchInlineSnapshot(`
      ""Acme CMS" (acme-cms): read:contacts

        yes, on behalf of users, only local
          its grant of contacts on behalf of users names read:contacts ("Shows
          contacts in the CMS"); it opens GET /contacts.
          limits: each user is asked for consent once; no account claim: the token
          does not name the user's account; users sign in with
          Username-Password-Authentication; access tokens live 1h; refresh tokens live
          for 90d, 30d without use

        no, without a user
          it has no grant of contacts without a user.
          it would need a grant of api: contacts, subject_type: client with
          read:contacts in partners/acme-cms.yaml

        no, on behalf of users, only prod
          its grant of contacts on behalf of users is for local only.
          it would need this stack among the stacks of that grant in
          partners/acme-cms.yaml
      "
    `);
  });

  test("no line is longer than 80 columns, and nothing of it is a command to the terminal", () => {
    const change = (w: World) => {
      const partner = acme();
      partner.name = "\u001b[31mAcme ".repeat(30);
      for (const grant of partner.grants)
        grant.reason = `##[error]\u202e${"long ".repeat(60)}${"x".repeat(300)}`;
      w.partners["acme-cms"] = partner;
    };
    for (const question of [{}, { scope: "read:contacts" }, { scope: "\u001b]0;x\u0007" }]) {
      const text = renderExplanation(ask(question, change), { color: false });
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[/);
    }
  });

  test("colour is added, not another text", () => {
    const explanation = explain(plansOf(workspace()), { partner: "acme-cms", scope: "read:contacts" });
    const coloured = renderExplanation(explanation, { color: true });
    expect(coloured).toContain("\u001b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(renderExplanation(explanation, { color: false }));
  });
});
