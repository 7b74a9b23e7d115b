// A partner's file with several applications is read as one partner for each, placed where the file has it.
import { describe, expect, test } from "vitest";
import { checkDeclarations, compareDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { codeowners } from "../../src/repository/codeowners.ts";
import { type Files, memorySource, validFiles } from "../support/memory-source.ts";
import { belowKey, machine } from "../support/several.ts";

const FILE = "partners/acme-cms.yaml";
const valid = validFiles();
const single = Buffer.from(valid[FILE] ?? "").toString();
const moved = belowKey(single, "web", "former_ids: [acme-cms]");
const both = `${moved}${machine("prod")}`;
const TODAY = "2026-11-24";

const check = (text: string, more: Files = {}) =>
  checkDeclarations(memorySource({ ...valid, [FILE]: text, ...more }), TODAY);
const told = (text: string) =>
  check(text).findings.map(
    ({ file, line, column, rule, what }) => `${file}:${line}:${column} ${rule}: ${what}`,
  );
const compared = (before: string, after: string) => {
  const base = memorySource({ ...valid, [FILE]: before });
  return compareDeclarations(check(after), base, TODAY).findings.map(
    ({ file, rule, what, fix }) => `${file} ${rule}: ${what}; ${fix}`,
  );
};

describe("each application", () => {
  const { workspace, findings } = check(both);

  test("is a partner of its own, with the file's name, owner and contract", () => {
    expect(findings).toEqual([]);
    const ids = [...workspace.partners.keys()].filter((id) => id.startsWith("acme-cms"));
    expect(ids).toEqual(["acme-cms.web", "acme-cms.machine"]);
    const plan = planStack(workspace, "prod");
    const [web, program] = [plan.partners["acme-cms.web"], plan.partners["acme-cms.machine"]];
    expect([web?.application.name, program?.application.name]).toEqual(["Acme CMS", "Acme CMS"]);
    expect(web?.contract).toEqual(program?.contract);
    expect(Object.keys(program?.grants ?? {})).toEqual(["contacts/client"]);
    expect(program?.application.clientMetadata.partner_access_partner).toBe("acme-cms.machine");
  });

  test("below a key is planned as it was without one, but for its id", () => {
    const was = planStack(check(single).workspace, "prod").partners["acme-cms"];
    const is = planStack(check(moved).workspace, "prod").partners["acme-cms.web"];
    const clientMetadata = { ...was?.application.clientMetadata, partner_access_partner: "acme-cms.web" };
    const application = { ...was?.application, clientMetadata };
    expect(is).toEqual({ ...was, formerIds: ["acme-cms"], application });
  });

  test("is absent from the stacks that its key does not name", () => {
    expect(Object.keys(planStack(workspace, "dev").partners)).not.toContain("acme-cms.machine");
  });

  test("has the stricter of its own status and its partner's", () => {
    const statuses = (text: string) => {
      const { partners } = check(text).workspace;
      return ["web", "machine"].map((key) => partners.get(`acme-cms.${key}`)?.value.status);
    };
    expect(statuses(`${both}status: suspended\n`)).toEqual(["suspended", "suspended"]);
    expect(statuses(`${moved}${machine("prod", "status: retired")}status: suspended\n`)).toEqual([
      "suspended",
      "retired",
    ]);
    expect(statuses(`${moved}${machine("prod", "status: suspended")}`)).toEqual([undefined, "suspended"]);
  });

  test("makes the file security's where one of them has a sensitive scope", () => {
    const { workspace } = check(both.replace("scopes: [read:contacts]", "scopes: [delete:contacts]"));
    const lines = codeowners(workspace)
      .split("\n")
      .filter((line) => line.startsWith(`/${FILE}`));
    expect(lines).toEqual([`/${FILE} security@our-app.example`]);
  });
});

describe("what is wrong is told where the file has it:", () => {
  test.for([
    {
      name: "below a key",
      text: both.replace("https://acme.example/callback", "https://*.acme.example/callback"),
      finds: /acme-cms\.yaml:\d+:21 url-exact: callback "https:\/\/\*\.acme/,
      line: (text: string) => text.split("\n").findIndex((line) => line.includes("*.acme")) + 1,
    },
    {
      name: "a mistyped key below a key",
      text: both.replace("app_type: non_interactive", "app_typ: non_interactive"),
      finds: /acme-cms\.yaml:\d+:7 unknown-key: unknown key "app_typ" in applications\.machine\.application/,
      line: (text: string) => text.split("\n").findIndex((line) => line.includes("app_typ:")) + 1,
    },
    {
      name: "above the keys, once",
      text: both.replace("2028-06-30", "2026-01-01"),
      finds: /acme-cms\.yaml:5:\d+ contract-ended?: /,
      line: () => 5,
    },
    {
      name: "an own status",
      text: `${moved}${machine("prod", "status: stopped")}`,
      finds: /invalid-value: "status" is "stopped"/,
      line: (text: string) => text.split("\n").findIndex((line) => line.includes("stopped")) + 1,
    },
    {
      name: "a key that is not an id",
      text: both.replace("  machine:", "  Machine 1:"),
      finds: /:3 invalid-value: key "Machine 1" is not allowed/,
      line: (text: string) => text.split("\n").findIndex((line) => line.includes("Machine 1")) + 1,
    },
    {
      name: "no application at all",
      text: `${single.slice(0, single.search(/^application:/m))}applications: {}\n`,
      finds: /"applications" is a mapping, expected at least one application/,
      line: () => 6,
    },
    {
      name: "a single one beside them",
      text: `${both}${single.slice(single.search(/^application:/m))}`,
      finds: /unknown key "grants"/,
      line: (text: string) => text.split("\n").findIndex((line) => line.startsWith("grants:")) + 1,
    },
  ])("$name", ({ text, finds, line }) => {
    const all = told(text);
    const found = all.filter((one) => finds.test(one));
    expect(found, all.join("\n")).toHaveLength(1);
    expect(found[0]).toContain(`${FILE}:${line(text)}:`);
  });

  test("and an earlier id of the file is written below a key", () => {
    expect(told(`${both}former_ids: [acme]\n`).join()).toContain('unknown key "former_ids"');
  });
});

describe("names", () => {
  test("are one partner's own, and still nobody else's", () => {
    expect(told(both)).toEqual([]);
    const other = { "partners/other.yaml": single.replaceAll("acme.example", "other.example") };
    const found = check(both, other).findings.filter(({ rule }) => rule === "partner-name-unique");
    expect(found.map(({ file }) => file)).toContain("partners/other.yaml");
  });

  test("two applications cannot share a former id", () => {
    const text = `${moved}${machine("prod", "former_ids: [acme-cms]")}`;
    expect(told(text).join("\n")).toMatch(
      /former-id-free: former id "acme-cms" is also a former id of partner/,
    );
  });
});

describe("compared with what was", () => {
  test("an application that moves below a key says so, or is taken for gone", () => {
    expect(compared(single, moved)).toEqual([]);
    expect(compared(single, both)).toEqual([]);
    const silent = compared(single, both.replace(/ +former_ids: .*\n/, "")).join();
    expect(silent).toContain('partner-vanished: partner "Acme CMS" is gone, and nobody had retired it');
    expect(silent).toContain("write former_ids: [acme-cms] into applications.web of partners/acme-cms.yaml");
  });

  test("a further one may come, and one that goes was retired before", () => {
    expect(compared(moved, both)).toEqual([]);
    expect(compared(both, moved)).toEqual([
      expect.stringMatching(
        /partner-vanished: application "machine" of partner "Acme CMS" is gone, .* bring applications\.machine back and `retire acme-cms\.machine` first/,
      ),
    ]);
    expect(compared(`${moved}${machine("prod", "status: retired")}`, moved)).toEqual([]);
  });

  test("a key is renamed as a file is", () => {
    const site = both.replace("  web:", "  site:");
    expect(compared(both, site).join()).toContain('application "web" of partner "Acme CMS" is gone');
    expect(compared(both, site.replace("former_ids: [acme-cms]", "former_ids: [acme-cms.web]"))).toEqual([]);
  });

  test("and back to a file without keys", () => {
    const back = single.replace("owner:", "former_ids: [acme-cms.web]\nowner:");
    expect(compared(moved, back)).toEqual([]);
    expect(compared(moved, single).join()).toContain('application "web" of partner "Acme CMS" is gone');
  });
});
