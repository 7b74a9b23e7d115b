import { describe, expect, test } from "vitest";
import { fromTo, insteadOf, shown } from "../../../src/review/consequences/words.ts";
import type { World } from "../../support/workspace.ts";
import { contacts, partner, said } from "./support/said.ts";

const LONG = Array.from({ length: 9 }, (_, i) => `see ${i} contacts of yours,`).join(" ");

describe("two texts", () => {
  test("are whole where they are short", () => {
    expect(fromTo("a", "b")).toBe('from "a" to "b"');
    expect(insteadOf("a", "b")).toBe('"b" instead of "a"');
  });

  test.for([
    { name: "at their end", was: LONG, now: `${LONG} and delete them` },
    { name: "at their beginning", was: LONG, now: `Delete, ${LONG}` },
    { name: "in the middle", was: LONG, now: `${LONG.slice(0, 120)} and delete ${LONG.slice(120)}` },
    { name: "at both ends", was: LONG, now: `Delete ${LONG.slice(1, -1)}!` },
    { name: "by what is gone", was: `${LONG} for ever`, now: LONG },
  ])("that differ $name are shown there", ({ was, now }) => {
    const [, before = "", after = ""] = /^from "(.*)" to "(.*)"$/.exec(fromTo(was, now)) ?? [];
    expect(after).not.toBe(before);
    const inner = (text: string) => text.replace(/^…|…$/g, "");
    expect(now).toContain(inner(after));
    expect(was).toContain(inner(before));
    // What is not shown is the same in both.
    const rest = (whole: string, part: string) => whole.replace(inner(part), "\0");
    expect(rest(now, after)).toBe(rest(was, before));
  });
});

test("a text of a declaration is shown whole, and of a program is said how much is missing", () => {
  expect(shown("x".repeat(255))).toBe(`"${"x".repeat(255)}"`);
  expect(shown(`a${"x".repeat(1000)}z`)).toMatch(/^"ax+ … \(602 more characters\) … x+z"$/);
});

describe("a long text whose end changes reads otherwise than before", () => {
  const tail = (text: string) => `${text} and delete them`;

  test("the description of a scope", () => {
    const base = (w: World) =>
      void Object.assign(contacts(w).scopes["read:contacts"] ?? {}, { description: LONG });
    const change = (w: World) =>
      void Object.assign(contacts(w).scopes["read:contacts"] ?? {}, { description: tail(LONG) });
    expect(said({ base, change }, "scope-description-changed").join()).toContain("and delete them");
  });

  test("the reason of a grant", () => {
    const base = (w: World) => void Object.assign(partner(w).grants[0] ?? {}, { reason: LONG });
    const change = (w: World) => void Object.assign(partner(w).grants[0] ?? {}, { reason: tail(LONG) });
    expect(said({ base, change }, "reason-changed").join()).toContain("and delete them");
  });
});

test("of many callbacks those come first whose host has fewest", () => {
  const change = (w: World) => {
    const stack = partner(w).stacks.prod;
    if (!stack) throw new Error("not in prod");
    const own = Array.from({ length: 30 }, (_, i) => `https://cb.acme.example/${i}`);
    stack.callbacks = [...own, "https://evil.example/", ...(stack.callbacks ?? [])];
  };
  expect(said({ change }, "callback-new-host").join()).toContain(
    "codes at https://evil.example/, https://cb",
  );
});
