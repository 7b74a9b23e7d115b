import { expect, test } from "vitest";
import { renderMarkdown, renderPage, renderTerminal, type Section, sectionsOf } from "../../bench/results.ts";

const section: Section = {
  heading: "speed",
  text: ["What is measured."],
  tables: [
    { columns: ["partners", "time"], rows: [["12", "1.00 s"]] },
    { columns: ["partners", "calls"], rows: [["12", "130"]] },
  ],
  after: ["```\nword for word\n```"],
};

test("a section is its heading, text, tables, quotes, and when it was measured", () => {
  expect(renderMarkdown(section, "*Measured today.*")).toBe(
    [
      "## speed",
      "What is measured.",
      "| partners | time |\n| --- | --: |\n| 12 | 1.00 s |",
      "| partners | calls |\n| --- | --: |\n| 12 | 130 |",
      "```\nword for word\n```",
      "*Measured today.*",
    ].join("\n\n"),
  );
});

test("the terminal shows all of it too", () => {
  const text = renderTerminal(section);
  for (const part of ["speed", "What is measured.", "1.00 s", "130", "word for word"])
    expect(text).toContain(part);
});

test("a page keeps the sections that are not measured again, word for word", () => {
  const old = renderMarkdown({ ...section, heading: "other" }, "*Measured long ago.*");
  const page = renderPage(
    new Map([
      ["speed", renderMarkdown(section, "*Measured yesterday.*")],
      ["other", old],
    ]),
    ["speed", "other"],
  );
  const sections = sectionsOf(page);
  expect([...sections.keys()]).toEqual(["speed", "other"]);
  expect(sections.get("other")).toBe(old);
  sections.set("speed", renderMarkdown(section, "*Measured today.*"));
  const next = renderPage(sections, ["speed", "other"]);
  expect(next).toBe(page.replace("yesterday", "today"));
});

test("a page has its sections in the order of the headings, whatever came first", () => {
  const sections = new Map([
    ["b", "## b"],
    ["a", "## a"],
    ["forgotten", "## forgotten"],
  ]);
  expect([...sectionsOf(renderPage(sections, ["a", "b", "not measured yet"])).keys()]).toEqual(["a", "b"]);
});
