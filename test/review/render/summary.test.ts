import { describe, expect, test } from "vitest";
import {
  commaList,
  mergedChanges,
  modeOf,
  othersOf,
  placesOf,
  stacksInWords,
  subjectOf,
  verdict,
} from "../../../src/review/render/summary.ts";
import type { Consequence, Report } from "../../../src/review/review.ts";
import { change, inventory, refused, unchanged } from "../../support/report.ts";

const unread = (): Report => ({ ...unchanged(), base: { revision: "main", problems: ["no such file"] } });
const unreadable = (): Report => ({
  ...unchanged(),
  base: { revision: "main", problems: ["main as a whole"], compared: false },
});
const quiet = (): Report => ({ ...inventory(), consequences: [] });
const only = (changes: Partial<Report>): Report => ({ ...unchanged(), ...changes });

describe("the verdict", () => {
  test.for([
    [
      "access as it is",
      inventory(),
      "access",
      "4 partners, 2 APIs, 3 stacks; to look at: 1 medium and 1 low",
    ],
    ["nothing to look at", quiet(), "access", "4 partners, 2 APIs, 3 stacks"],
    [
      "a change",
      change(),
      "change",
      "4 partners are touched, compared with origin/main; consequences: 1 high, 2 medium and 1 low",
    ],
    ["no change", unchanged(), "unchanged", "No access changes compared with origin/main"],
    [
      "a base that could not be read",
      unread(),
      "access",
      "4 partners, 2 APIs, 3 stacks; not everything could be compared with main",
    ],
    [
      "a base of which nothing could be read",
      unreadable(),
      "access",
      "4 partners, 2 APIs, 3 stacks; nothing could be compared with main",
    ],
    ["a finding", refused(), "refused", "1 finding: the declarations are reviewed once it is fixed"],
  ] as const)("of %s", ([, report, mode, sentence]) => {
    expect(modeOf(report)).toBe(mode);
    expect(verdict(report)).toBe(sentence);
  });

  const [access] = inventory().access;
  const [partner] = inventory().partners;
  test.for([
    ["a consequence", only({ consequences: change().consequences })],
    [
      "access in one stack",
      only({ access: access ? [{ ...access, stacks: [{ stack: "dev", change: "removed" }] }] : [] }),
    ],
    ["a partner", only({ partners: partner ? [{ ...partner, change: "changed" }] : [] })],
  ] as const)("%s alone is a change", ([, report]) => {
    expect(modeOf(report)).toBe("change");
  });
});

test.for([
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
  [[], ""],
] as const)("%j in a sentence is %j", ([words, sentence]) => {
  expect(commaList(words)).toBe(sentence);
});

test("stacks are named only where there are others", () => {
  expect(stacksInWords(["dev", "prod"], ["dev", "prod"])).toBe("");
  expect(stacksInWords(["prod"], ["dev", "prod"])).toBe("only prod");
});

describe("the stacks of a partner's consequence", () => {
  const of = (stacks: string[]) => {
    const report = { ...inventory(), stacks: ["dev", "local", "prod"] };
    const partners = report.partners.map((partner) => ({
      ...partner,
      stacks: partner.stacks.slice(0, 2).map((one, i) => ({ ...one, stack: ["dev", "prod"][i] ?? "" })),
    }));
    const subject = { kind: "partner", id: partners[0]?.id };
    return placesOf({ subject, stacks } as Consequence, { ...report, partners });
  };
  test.for([
    [["dev", "prod"], "dev and prod"],
    [["prod"], "only prod"],
    [["dev", "local", "prod"], ""],
  ] as const)("%j reads %j", ([stacks, words]) => {
    expect(of([...stacks])).toBe(words);
  });
});

test.for([
  ["partner", "acme-cms", "Acme CMS"],
  ["partner", "gone", "gone"],
  ["api", "contacts", "API Contacts"],
  ["stack", "prod", "Stack prod"],
  ["tenant", "tenant", "Tenant"],
  ["repository", "partners", "All partners"],
  ["repository", "program", "Files"],
] as const)("a consequence for the %s %s is about %s", ([kind, id, words]) => {
  const consequence = { subject: { kind, id } } as Consequence;
  expect(subjectOf(consequence, inventory())).toBe(words);
});

test("access that only its limits split is told once", () => {
  const merged = mergedChanges(inventory().access.filter(({ api }) => api === "invoices"));
  expect(merged.map(({ access, change, stacks }) => [access.scope, change, stacks])).toEqual([
    ["read:invoices", "kept", ["dev", "prod"]],
  ]);
});

describe("partners that a consequence touches", () => {
  const shared = (what: string, partners: string[]) =>
    ({ subject: { kind: "api", id: "contacts" }, what, partners }) as Consequence;
  test.for([
    ["Tokens live longer.", ["acme-cms", "beacon-crm"], 'It touches "Acme CMS" and "Beacon CRM".'],
    ['Touches "Acme CMS" and "Beacon CRM".', ["acme-cms", "beacon-crm"], ""],
    [
      `"Acme CMS" is an API's name too.`,
      ["acme-cms", "beacon-crm"],
      'It touches "Acme CMS" and "Beacon CRM".',
    ],
    ['Touches "Acme CMS".', ["acme-cms"], ""],
    ["Nobody is touched.", [], ""],
  ] as const)("%s %j → %s", ([what, partners, sentence]) => {
    expect(othersOf(shared(what, [...partners]), inventory())).toBe(sentence);
  });

  test("that the sentence only counts are listed", () => {
    const ids = ["a", "b", "c", "d", "e", "f", "g"];
    expect(othersOf(shared('Touches "a", "b", "c", "d", "e" and 2 more.', ids), inventory())).toBe(
      'The others: "f" and "g".',
    );
  });

  test("are all named, however many they are", () => {
    const ids = Array.from({ length: 100 }, (_, index) => `partner-${index}`);
    const told = othersOf(shared("Tokens live longer.", ids), inventory());
    expect(ids.filter((id) => !told.includes(id))).toEqual([]);
  });
});
