// What is said of a change as a whole: of what is new, in which order, and what already held.
import { describe, expect, test } from "vitest";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import { EXAMPLES, type Example, plansAround, TODAY } from "../../support/consequences.ts";
import { acme, type World } from "../../support/workspace.ts";
import { found, partner, said } from "./support/said.ts";

test("a new partner is told with all that a change of one would be told of", () => {
  const example: Example = {
    base: (w) => delete w.partners["acme-cms"],
    change: (w) => {
      const prod = { callbacks: ["https://acme.example/cb"], enable_url: "https://acme.example/enable" };
      const one = acme();
      Object.assign(one.application, {
        oidc_scopes: ["openid", "email"],
        redirection_policy: "allow_always",
      });
      one.stacks = { prod: { ...prod, allowed_origins: ["https://acme.example"] } };
      w.partners["acme-cms"] = one;
    },
  };
  expect(
    found(example).map(({ severity, rule, what }) => `${severity} ${rule}: ${what}`),
  ).toMatchInlineSnapshot(`
    [
      "medium partner-added: "Acme CMS" is a new partner (third-party, strict): it gets tokens with client_secret_post, by authorization_code and refresh_token.",
      "medium access-widened: "Acme CMS" gains read:contacts on behalf of users: it can now GET /contacts. Users are asked for consent.",
      "medium openid-scopes-gained: "Acme CMS" may ask for the OpenID Connect scopes email and openid.",
      "medium redirection-policy: "Acme CMS": errors, a declined consent included, are sent to its callbacks.",
      "medium callback-new-host: "Acme CMS" gets authorization codes at https://acme.example/cb.",
      "medium enable-url-new-host: "Enable" of "Acme CMS" leads users to https://acme.example/enable.",
      "medium origins-changed: "Acme CMS" may call Auth0 from web pages at https://acme.example.",
      "medium offline-access-given: "Acme CMS" keeps its access when its users are away: refresh tokens live for 90d, 30d without use.",
    ]
  `);
});

test("a first-party partner that is new is told as what it is: trusted, and its users not asked", () => {
  const fieldbook = (w: World) => w.partners.fieldbook;
  let kept: ReturnType<typeof fieldbook>;
  const example: Example = {
    base: (w) => {
      kept = fieldbook(w);
      delete w.partners.fieldbook;
    },
    change: (w) => {
      if (kept) w.partners.fieldbook = { ...kept, stacks: { prod: kept.stacks.prod ?? {} } };
    },
  };
  expect(
    found(example).map(({ severity, rule, what }) => `${severity} ${rule}: ${what}`),
  ).toMatchInlineSnapshot(`
    [
      "high partner-added: "Fieldbook" is a new partner (first-party): it gets tokens with client_secret_post, by authorization_code.",
      "high access-widened: "Fieldbook" gains read:contacts on behalf of users: it can now GET /contacts. Users are not asked for consent.",
      "medium openid-scopes-gained: "Fieldbook" may ask for the OpenID Connect scopes email and openid.",
      "medium callback-new-host: "Fieldbook" gets authorization codes at https://fieldbook.example/callback.",
      "medium enable-url-new-host: "Enable" of "Fieldbook" leads users to https://fieldbook.example/enable.",
      "medium connections-added: Users of "Fieldbook" can sign in with Username-Password-Authentication.",
    ]
  `);
});

test("another deploying role is told once, and as a reader of all secrets", () => {
  const example = EXAMPLES["secret-reader-changed"];
  const change = (w: World) => {
    const aws = w.stacks.prod?.config["partner-access:aws"];
    if (aws) Object.assign(aws, { deploy_role_arn: "arn:aws:iam::111122223333:role/other" });
  };
  const all = found({ ...example, change });
  expect(all.map(({ severity, rule, what }) => `${severity} ${rule}: ${what}`)).toMatchInlineSnapshot(`
    [
      "high secret-reader-changed: arn:aws:iam::111122223333:role/other can read partners' credentials instead of arn:aws:iam::111122223333:role/deploy, where its own policies let it.",
      "high aws-permissions: Who may use the key of logs and secrets changes: arn:aws:iam::111122223333:role/other may as well; arn:aws:iam::111122223333:role/deploy may no longer.",
    ]
  `);
});

test("the worst comes first, and the same of several stacks once", () => {
  const all = found({
    change: (w) => {
      partner(w).grants[0]?.scopes.push("delete:contacts");
      partner(w).owner = "partners@our-app.example";
      w.partners.fieldbook = { ...(w.partners.fieldbook ?? acme()), review_by: "2027-06-30" };
    },
  });
  expect(all.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
    "high sensitive-scope",
    "medium consent-asked-again",
    "medium owner-changed",
    "low review-moved",
  ]);
});

describe("standing observations", () => {
  const overdue = (w: World) => {
    partner(w).contract.ends = "2026-01-31";
  };

  test("that held before are left out", () => {
    const example: Example = {
      base: overdue,
      change: (w) => (partner(w).owner = "partners@our-app.example"),
    };
    expect(found(example).map(({ rule }) => rule)).toEqual(["owner-changed"]);
  });

  test("that the change brings are told", () => {
    expect(found({ change: overdue }).map(({ rule }) => rule)).toEqual([
      "contract-ended",
      "contract-changed",
    ]);
  });

  test("that hold in one more stack are told of all", () => {
    const example: Example = {
      base: (w) => {
        overdue(w);
        delete partner(w).stacks.local;
      },
      change: (w) => {
        partner(w).stacks.local = acme().stacks.local ?? {};
      },
    };
    expect(said(example, "contract-ended")).toEqual([
      'high [local] The contract of "Acme CMS" ("CRM-1041") ended on 2026-01-31.',
    ]);
  });

  test.for([
    { ends: "2026-11-23", rule: "contract-ended" },
    { ends: "2026-11-24", rule: "contract-ends-soon" },
    { ends: "2026-12-24", rule: "contract-ends-soon" },
    { ends: "2026-12-25", rule: undefined },
  ])("a contract that ends on $ends: $rule", ({ ends, rule }) => {
    const { head } = plansAround({ change: (w) => (partner(w).contract.ends = ends) });
    const rules = consequencesOf(undefined, head, TODAY).map((c) => c.rule);
    expect(rules.filter((id) => id.startsWith("contract"))).toEqual(rule ? [rule] : []);
  });

  test("a suspended partner's dates harm nobody", () => {
    const { head } = plansAround({
      change: (w) => {
        overdue(w);
        partner(w).status = "suspended";
      },
    });
    expect(consequencesOf(undefined, head, TODAY).map(({ rule }) => rule)).toEqual(["routes-without-scope"]);
  });
});

describe("a share of partners", () => {
  /** A world of so many partners, of which the change touches so many. */
  const touching = (touched: number, all: number): Example => ({
    base: (w) => {
      w.partners = Object.fromEntries(
        Array.from({ length: all }, (_, i) => [`p${i}`, { ...acme(), name: `P${i}` }]),
      );
    },
    change: (w) => {
      for (let i = 0; i < touched; i++) w.partners[`p${i}`]?.grants[0]?.scopes.push("delete:contacts");
    },
  });

  test.for([
    { touched: 3, all: 3, told: false },
    { touched: 4, all: 12, told: false },
    { touched: 4, all: 11, told: true },
    { touched: 4, all: 4, told: true },
  ])("$touched of $all: $told", ({ touched, all, told }) => {
    const rules = found(touching(touched, all)).map(({ rule }) => rule);
    expect(rules.includes("many-partners")).toBe(told);
  });
});

test("a partner's text stays on one line", () => {
  const [first] = found({ change: (w) => (partner(w).description = "one\ntwo\r\nthree") });
  expect(first?.what).toContain('"one two three"');
});
