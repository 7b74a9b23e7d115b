import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../src/review/render/html.ts";
import { INVISIBLE, printable } from "../../../src/text.ts";
import { hostileReport } from "../../support/hostile.ts";
import { change, inventory, refused, unchanged } from "../../support/report.ts";

/** Tags with the names of their attributes: all that is markup, since no text and no value has a "<" or a quote. */
const skeletonOf = (html: string) =>
  (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, "="));

const REPORTS = [
  ["inventory", inventory()],
  ["change", change()],
  ["unchanged", unchanged()],
  ["refused", refused()],
] as const;

describe.for(REPORTS)("the page of %s", ([, report]) => {
  const html = renderHtml(report);

  test("has the same elements and attributes whatever the texts of the report are", () => {
    const skeleton = skeletonOf(html);
    fc.assert(
      fc.property(hostileReport(report), (hostile) => {
        const page = renderHtml(hostile);
        expect(skeletonOf(page)).toEqual(skeleton);
        expect(page.match(INVISIBLE) ?? []).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("names no other place to load anything from", () => {
    const loading = [...html.matchAll(/\b(?:src|srcset|href|action|data|poster)="([^"]*)"/g)];
    expect(loading.map(([, target = ""]) => target).filter((to) => !/^(#|data:,$)/.test(to))).toEqual([]);
    expect(html).not.toMatch(/@import|url\(|<(?:iframe|object|embed|form[^>]*action)/);
  });

  test("allows exactly its own style and script", () => {
    const policy = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    const parts = policy.replaceAll("&#39;", "'").split("; ");
    const hashOf = (tag: string) => {
      const texts = [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))];
      expect(texts).toHaveLength(1);
      const text = texts[0]?.[1] ?? "";
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(parts).toEqual([
      "default-src 'none'",
      `style-src ${hashOf("style")}`,
      `script-src ${hashOf("script")}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test("has no inline style and no handler, which the policy would refuse", () => {
    expect(skeletonOf(html).filter((tag) => /\s(style|on\w+)=/.test(tag))).toEqual([]);
  });

  test("gives every id once", () => {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

test("every text that a partner's file may have is on the page", () => {
  const { partners, access } = inventory();
  const html = renderHtml(inventory());
  const texts = [
    ...partners.flatMap(({ stacks, id, name, description, owner, kind }) => [
      ...[id, name, description, owner, kind],
      ...stacks.flatMap((one) => [
        one.authentication,
        ...one.callbacks,
        ...one.oidcScopes,
        one.enableUrl ?? "",
      ]),
    ]),
    ...access.flatMap(({ scope, description, routes, limits, reason = "" }) => [
      ...[scope, description, reason],
      ...routes,
      ...limits,
    ]),
  ];
  expect(texts.filter((text) => !html.includes(printable(text)))).toEqual([]);
});
