// The guide that a partner's developers get says what its plan gives, no more, and shows it as text.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { stripTypeScriptTypes } from "node:module";
import { loadPrism } from "@ruby/prism";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block, Document, Piece } from "../../src/handover/document.ts";
import { shellWord } from "../../src/handover/examples/curl.ts";
import { rubyString } from "../../src/handover/examples/ruby.ts";
import { guideOf } from "../../src/handover/guide.ts";
import { recipientOf } from "../../src/handover/recipient.ts";
import { renderGuideHtml } from "../../src/handover/render/html.ts";
import { renderGuideMarkdown } from "../../src/handover/render/markdown.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { INVISIBLE } from "../../src/text.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { HOSTILE, hostileText } from "../support/hostile.ts";
import { withInvoices } from "./support/invoices.ts";

const CLIENT_ID = "tpc_YGaN39zaDeAUw5znXlU2vM";
const workspace = exampleWorkspace();
const plans = ["local", "prod"].map((stack) => planStack(workspace, stack));

/** Who reads the secret at the partner, as its file says. */
function readerOf({ stack }: Plan, id: string) {
  const arn = workspace.partners.get(id)?.value.stacks[stack]?.aws_principal_arn;
  return arn === undefined ? {} : { secretReader: arn };
}

function guide(plan: Plan, id: string): Document {
  const subject = recipientOf(plan, id, { clientId: CLIENT_ID, ...readerOf(plan, id) });
  if (!subject) throw new Error(`no ${id} in ${plan.stack}`);
  return guideOf(subject);
}

const guides = plans.flatMap((plan) =>
  Object.entries(plan.partners).map(([id, partner]) => ({
    name: `${id} in ${plan.stack}`,
    id,
    plan,
    partner,
    document: guide(plan, id),
  })),
);

test("who only signs users in is told how, and of no API", () => {
  const prod = plans.find(({ stack }) => stack === "prod");
  const fieldbook = prod?.partners.fieldbook;
  if (!prod || !fieldbook) throw new Error("no fieldbook");
  const plan = { ...prod, partners: { fieldbook: { ...fieldbook, grants: {} } } };
  const text = renderGuideMarkdown(guide(plan, "fieldbook"));
  expect(text).toContain("Fieldbook: sign-in");
  expect(text).toContain("## A sign-in");
  expect(text).toContain("`email openid profile`");
  expect(text).not.toMatch(/`audience`|At the API|offline_access|## Example/);
});

const blocksOf = ({ sections }: Document): Block[] => sections.flatMap(({ blocks }) => blocks);
const examplesOf = (document: Document) => blocksOf(document).filter((block) => block.kind === "code");

describe("a partner of two APIs", () => {
  const prod = plans.find(({ stack }) => stack === "prod");
  if (!prod) throw new Error("no prod");
  const document = guide(withInvoices(prod, "beacon-crm"), "beacon-crm");

  test("is told of a sign-in, a refresh token and a token for each", async () => {
    await expect(renderGuideMarkdown(document)).toMatchFileSnapshot("../golden/handover/two-apis.md");
  });

  test("has examples for each, of its own audience and scopes", () => {
    for (const block of examplesOf(document)) {
      if (block.kind !== "code") continue;
      const [, api = "", other = ""] = block.id.endsWith("-invoices")
        ? ["", "invoices", "contacts"]
        : ["", "contacts", "invoices"];
      expect(block.text).toContain(`/${api}`);
      expect(block.text).not.toContain(`/${other}`);
    }
    expect(examplesOf(document)).toHaveLength(12);
  });
});

test.for(guides.filter(({ plan }) => plan.stack === "prod"))(
  "the guide of $name",
  async ({ id, document }) => {
    await expect(renderGuideMarkdown(document)).toMatchFileSnapshot(`../golden/handover/${id}.md`);
  },
);

test.for(guides)(
  "$name names no AWS account but the one that its partner has given",
  ({ id, plan, document }) => {
    const account = /:(\d{12}):/.exec(readerOf(plan, id).secretReader ?? "")?.[1];
    const named = [...renderGuideMarkdown(document).matchAll(/\b\d{12}\b/g)].map(([text]) => text);
    expect(named.filter((text) => text !== account)).toEqual([]);
  },
);

test.for(guides)("$name in Markdown breaks nothing that somebody copies", ({ document }) => {
  expect(renderGuideMarkdown(document)).not.toContain("<!-- -->");
});

test.for([
  { owner: "integrations@our-app.example", asks: "`integrations@our-app.example`" },
  { owner: "@our-app/integrations", asks: "the person who gave you this guide" },
])("a partner of $owner asks somebody whom it can reach", ({ owner, asks }) => {
  const [plan] = plans;
  if (!plan) throw new Error("no plan");
  const partners = Object.entries(plan.partners).map(([id, partner]) => [id, { ...partner, owner }]);
  const text = renderGuideMarkdown(guide({ ...plan, partners: Object.fromEntries(partners) }, "acme-cms"));
  expect(text).toContain(`| Questions | ${asks} |`);
  expect(text.includes(owner)).toBe(asks.includes(owner));
});

test("the guide as a page", async () => {
  const [plan] = plans.filter(({ stack }) => stack === "prod");
  if (!plan) throw new Error("no plan");
  // Its style is the review's, and shown there.
  const page = renderGuideHtml(guide(plan, "beacon-crm"))
    .replace(/<style>[\s\S]*?<\/style>/, "<style></style>")
    .replace(/sha256-[^&]*/, "sha256-…");
  await expect(page).toMatchFileSnapshot("../golden/handover/beacon-crm.html");
});

describe.for(guides)("$name", ({ id, partner, plan, document }) => {
  test("names exactly the scopes that the plan grants", () => {
    const tables = blocksOf(document).filter((block) => block.kind === "table" && block.head[0] === "Scope");
    const named = tables.flatMap((block) => (block.kind === "table" ? block.rows : []));
    const scopes = named.map(([cell]) => {
      const scope = cell?.[0];
      return typeof scope === "object" ? scope.code : scope;
    });
    expect(scopes.sort()).toEqual(
      Object.values(partner.grants)
        .flatMap((grant) => [...grant.scopes])
        .sort(),
    );
  });

  test("has examples in three languages for each kind of access", () => {
    const kinds = new Set(Object.values(partner.grants).map(({ subjectType }) => subjectType));
    const ids = examplesOf(document).map((block) => (block.kind === "code" ? block.id : ""));
    const expected = ["sh", "js", "ruby"].flatMap((language) =>
      (["user", "client"] as const)
        .filter((kind) => kinds.has(kind))
        .map((kind) => `${language}-${kind === "client" ? "machine" : kind}`),
    );
    expect(ids).toEqual(expected);
  });

  test("asks for a refresh token exactly where the application gets one", () => {
    const offline = partner.application.grantTypes.includes("refresh_token");
    expect(renderGuideMarkdown(document).includes("offline_access")).toBe(offline);
  });

  test("says what becomes of the user's no: our page, or the callback", () => {
    if (!Object.values(partner.grants).some(({ subjectType }) => subjectType === "user")) return;
    const atTenant = partner.application.redirectionPolicy === "open_redirect_protection";
    expect(renderGuideMarkdown(document).includes("your callback is not called")).toBe(atTenant);
  });

  test("says where the secret is, and shows none", () => {
    const text = renderGuideMarkdown(document);
    const method = partner.credentials.authenticationMethod;
    const readsIt = method.startsWith("client_secret") && "secretReader" in readerOf(plan, id);
    expect(text.includes("AWS Secrets Manager")).toBe(plan.aws !== undefined && readsIt);
    const handsOver = text.includes("hands it over in a way that only you can read");
    expect(handsOver).toBe(method.startsWith("client_secret") && !readsIt);
    expect(text.includes("CLIENT_SECRET")).toBe(method.startsWith("client_secret"));
    expect(text.includes("PRIVATE_KEY_FILE")).toBe(method === "private_key_jwt");
  });
});

describe("the examples can be read", () => {
  const all = guides.flatMap(({ name, document }) =>
    examplesOf(document).map((block) => ({
      name,
      ...(block.kind === "code" ? block : { id: "", text: "" }),
    })),
  );

  test("by Ruby", async () => {
    const parse = await loadPrism();
    for (const { name, id, text } of all.filter(({ id }) => id.startsWith("ruby"))) {
      const { errors, warnings } = parse(text);
      expect({ name, id, errors: [...errors, ...warnings] }).toEqual({ name, id, errors: [] });
    }
    expect(parse("def broken").errors.length).toBeGreaterThan(0);
  });

  test("by a POSIX shell", () => {
    for (const { id, text } of all.filter(({ id }) => id.startsWith("sh")))
      expect({ id, said: execFileSync("sh", ["-n"], { input: text, encoding: "utf8" }) }).toEqual({
        id,
        said: "",
      });
    expect(() => execFileSync("sh", ["-n"], { input: "if", stdio: "pipe" })).toThrow();
  });

  test("by Node.js", () => {
    for (const { text } of all.filter(({ id }) => id.startsWith("js")))
      expect(stripTypeScriptTypes(text)).toBe(text);
    expect(() => stripTypeScriptTypes("const = 1")).toThrow();
  });
});

describe("whatever a declaration says", () => {
  // Nothing that runs a program can pass a zero byte on, and halves of characters have no bytes.
  const texts = HOSTILE.filter((text) => !/\0|\p{Surrogate}/u.test(text));

  test("a shell takes it as one word", () => {
    const script = texts.map((text) => `printf '%s\\0' ${shellWord(text)}`).join("\n");
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1)).toEqual(texts);
  });

  test("Ruby takes it as one text", async () => {
    const parse = await loadPrism();
    for (const text of [...texts, "#{exit}", "\\'", "a\\"]) {
      const { errors, value } = parse(`x = ${rubyString(text)}`);
      expect(errors).toEqual([]);
      expect(value.statements.body).toHaveLength(1);
    }
  });

  const [first] = guides;
  const tagsOf = (html: string) => (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, "="));

  /** The guide with other texts in place of what declarations say. */
  const withTexts = (document: Document, put: string): Document => {
    const part = (one: Piece): Piece => (typeof one === "string" ? put : { code: put });
    const block = (one: Block): Block => {
      switch (one.kind) {
        case "text":
          return { ...one, words: one.words.map(part) };
        case "list":
          return { ...one, items: one.items.map((item) => item.map(part)) };
        case "table":
          return { ...one, rows: one.rows.map((row) => row.map((cell) => cell.map(part))) };
        case "code":
          return { ...one, text: put.replaceAll("\n", " ") };
      }
    };
    return {
      title: put,
      lead: document.lead.map(part),
      sections: document.sections.map(({ title, blocks }) => ({ title, blocks: blocks.map(block) })),
    };
  };

  test("the page has the same elements", () => {
    if (!first) throw new Error("no guide");
    const skeleton = tagsOf(renderGuideHtml(withTexts(first.document, "x")));
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = renderGuideHtml(withTexts(first.document, `${text}x`));
        expect(tagsOf(page)).toEqual(skeleton);
        expect(page.match(INVISIBLE) ?? []).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("a fence ends where its code ends, and no line of the Markdown is hidden", () => {
    if (!first) throw new Error("no guide");
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = renderGuideMarkdown(withTexts(first.document, `${text}x`));
        expect(markdown.match(INVISIBLE) ?? []).toEqual([]);
        const fences = [...markdown.matchAll(/^(`{3,})\w+\n([^\n]*)\n\1$/gm)];
        expect(fences).toHaveLength(examplesOf(first.document).length);
        for (const [, fence = "", inside = ""] of fences) expect(inside).not.toContain(fence);
      }),
      { numRuns: 60 },
    );
  });

  test("the page allows its own style and nothing else", () => {
    if (!first) throw new Error("no guide");
    const page = renderGuideHtml(first.document);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page.replaceAll("&#39;", "'")).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });
});
