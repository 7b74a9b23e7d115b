import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { edit, placesOf, type World, workspace } from "../support/workspace.ts";

const BY_ID = RULES.map((rule) => ({ id: rule.id, rule }));

test.for(BY_ID)("$id holds in the valid world", ({ rule }) => {
  expect(placesOf(rule, workspace())).toEqual([]);
});

test("ids are unique and kebab-case", () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

test("titles and reasons end without a stop, and sources are the pages of the standard or the product", () => {
  for (const { id, title, why, source } of RULES) {
    expect(title, id).toMatch(/[^.]$/);
    expect(why, id).toMatch(/[^.]$/);
    expect(source, id).toMatch(
      /^https:\/\/(auth0\.com\/docs|docs\.github\.com\/en|docs\.aws\.amazon\.com|www\.pulumi\.com\/(docs|registry)|www\.rfc-editor\.org\/rfc)\//,
    );
  }
});

const UNREADABLE: { what: string; change: (world: World) => void }[] = [
  {
    what: "tenant.yaml",
    change: (w) => {
      w.tenant = undefined;
      w.unreadable.push("tenant.yaml");
    },
  },
  {
    what: "an API",
    change: (w) => {
      delete w.apis.contacts;
      w.unreadable.push("apis/contacts.yaml");
    },
  },
  {
    what: "a stack",
    change: (w) => {
      delete w.stacks.local;
      w.unreadable.push("Pulumi.local.yaml");
    },
  },
  {
    what: "a partner",
    change: (w) => {
      delete w.partners.fieldbook;
      w.unreadable.push("partners/fieldbook.yaml");
    },
  },
  {
    what: "everything but the partners",
    change: (w) => {
      w.unreadable.push("tenant.yaml", "apis/contacts.yaml", "Pulumi.local.yaml", "Pulumi.prod.yaml");
      Object.assign(w, { tenant: undefined, apis: {}, stacks: {} });
    },
  },
];

test.for(UNREADABLE)("nothing is reported that only an unreadable file could tell: $what", ({ change }) => {
  const without = edit(change);
  expect(RULES.flatMap((rule) => placesOf(rule, without))).toEqual([]);
});

/** A world of so many partners that differ only in what must be unique. */
const crowd = (count: number) =>
  edit((w) => {
    const acme = w.partners["acme-cms"];
    for (let i = 0; i < count && acme; i++) {
      const urls = {
        callbacks: [`https://p${i}.example/callback`],
        enable_url: `https://p${i}.example/enable`,
      };
      w.partners[`p${i}`] = { ...acme, name: `Partner ${i}`, stacks: { prod: urls } };
    }
  });

test("ten thousand partners are judged, and none for another", () => {
  const world = crowd(10_000);
  expect(RULES.flatMap((rule) => placesOf(rule, world))).toEqual([]);
});

test("rules do not depend on the order of files", () => {
  const world = crowd(20);
  const partners = new Map([...world.partners].reverse());
  for (const rule of RULES) expect(placesOf(rule, { ...world, partners }), rule.id).toEqual([]);
});

test("what any file of rules exports is registered, and once", async () => {
  const files = readdirSync("src/rules", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const modules = await Promise.all(
    files
      .filter((file) => file !== "index.ts")
      .map((file) => import(/* @vite-ignore */ `../../src/rules/${file}`)),
  );
  const exported = modules.flatMap((module) => Object.values(module).flat());
  const rules = exported.filter(
    (one) => typeof (one as { check?: unknown } | undefined)?.check === "function",
  );
  expect(new Set(rules)).toEqual(new Set(RULES));
  expect(rules).toHaveLength(RULES.length);
});
