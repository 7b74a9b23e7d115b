import fc from "fast-check";
import { expect, test } from "vitest";
import type { Draft } from "../../src/edit/draft.ts";
import { missingOf } from "../../src/edit/draft.ts";
import { partnerFile } from "../../src/edit/partner-file.ts";
import { overlaySource } from "../../src/load/overlay-source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { memorySource, validFiles } from "../support/memory-source.ts";

const TODAY = "2026-11-24";
const FILE = "partners/harbor-sync.yaml";
const source = memorySource(validFiles());
const { workspace } = checkDeclarations(source);

/** One line of text that may look like anything to YAML. */
const line = fc
  .oneof(
    fc.constantFrom(
      "yes",
      "null",
      "1e3",
      "- a",
      "a: b",
      "#a",
      "'",
      '"',
      "*a",
      "&a",
      "!a",
      "%YAML",
      "a #b",
      "|",
      "2028-01-01",
    ),
    fc.stringMatching(/^[ -~]{1,40}$/),
  )
  .filter((text) => /^[^\s<>](.*[^\s<>])?$/.test(text) && !/[<>]/.test(text));

const CONTACTS = ["read:contacts", "update:contacts", "delete:contacts", "read:contact-changes"];
const scopes = fc.subarray(CONTACTS);

const draft: fc.Arbitrary<Draft> = fc
  .record({
    name: line.map((text) => `Harbor ${text}`.slice(0, 40).trim()),
    description: line,
    contract: line,
    contactName: line,
    reason: line,
    userScopes: scopes,
    clientScopes: scopes,
    offline: fc.boolean(),
    both: fc.boolean(),
    authentication: fc.constantFrom("client_secret_post" as const, "client_secret_basic" as const),
  })
  .filter(({ userScopes, clientScopes }) => userScopes.length + clientScopes.length > 0)
  .map(({ offline, both, ...rest }): Draft => {
    const url = { callbacks: ["https://harbor.example/cb"], enableUrl: "https://harbor.example/enable" };
    const other = {
      callbacks: ["https://dev.harbor.example/cb"],
      enableUrl: "https://dev.harbor.example/enable",
    };
    const hasUsers = rest.userScopes.length > 0;
    const bare = { callbacks: [] };
    return {
      ...rest,
      id: "harbor-sync",
      owner: "integrations@our-app.example",
      contactEmail: "api@harbor.example",
      contractEnds: "2028-12-31",
      isFirstParty: false,
      api: "contacts",
      connections: [],
      ...(offline && hasUsers && { offline: { tokenLifetime: "90d", idleTokenLifetime: "30d" } }),
      stacks: { prod: hasUsers ? url : bare, ...(both && { dev: hasUsers ? other : bare }) },
    };
  });

test("a complete draft becomes a file that breaks no rule and says exactly what the draft says", () => {
  fc.assert(
    fc.property(draft, (given) => {
      expect(missingOf(given)).toEqual([]);
      const text = partnerFile(given, workspace, TODAY);
      const checked = checkDeclarations(overlaySource(source, FILE, text), TODAY);
      expect(checked.findings, text).toEqual([]);
      const made = checked.workspace.partners.get("harbor-sync")?.value;
      expect(made).toMatchObject({
        name: given.name,
        description: given.description,
        contact: { name: given.contactName },
        contract: { reference: given.contract, ends: given.contractEnds },
      });
      const granted = (subject: string) =>
        made?.grants.filter(({ subject_type }) => subject_type === subject).flatMap((grant) => grant.scopes);
      expect(granted("user")).toEqual(given.userScopes);
      expect(granted("client")).toEqual(given.clientScopes);
      expect(made?.grants.every(({ reason }) => reason === given.reason)).toBe(true);
      expect(Object.keys(made?.stacks ?? {})).toEqual(Object.keys(given.stacks));
    }),
  );
});

test("the file of an overlay is there, and every other as it was", () => {
  const over = overlaySource(source, FILE, "name: x\n");
  const names = source.list("partners");
  if (!("names" in names)) throw new Error("no partners");
  expect(over.list("partners")).toEqual({ names: [...names.names, "harbor-sync.yaml"].sort() });
  expect(over.read(FILE)).toEqual({ bytes: Buffer.from("name: x\n") });
  expect(over.read("tenant.yaml")).toEqual(source.read("tenant.yaml"));
  expect(over.list("")).toEqual(source.list(""));
  expect(over.list("nowhere")).toEqual({ obstacle: "missing" });
});
