// `check --format sarif` is SARIF 2.1.0, and says what GitHub's code scanning needs.
import { createRequire } from "node:module";
import { Validator } from "@cfworker/json-schema";
import { describe, expect, test } from "vitest";
import { sarifOf } from "../../src/cli/sarif.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { runCommand } from "../support/command.ts";
import { memorySource, validFiles } from "../support/memory-source.ts";

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }];
  relatedLocations?: object[];
  partialFingerprints: { primaryLocationLineHash: string };
}
interface Log {
  runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Result[] }];
}

const schema = createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const validator = new Validator(schema, "4", false);
const errorsOf = (log: unknown) =>
  validator.validate(log).errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);

const ACME = "partners/acme-cms.yaml";
const acme = Buffer.from(validFiles()[ACME] ?? "").toString();
const SAME = acme.replace("name: Acme CMS", "name: Fieldbook").replace("api: contacts", "api: contact");

const logOf = (text: string, file = ACME, today?: string): Log => {
  const { [ACME]: _, ...others } = validFiles();
  const checked = checkDeclarations(memorySource({ ...others, [file]: text }), today);
  return sarifOf(checked, (name) => name) as Log;
};
const resultsOf = (log: Log) => log.runs[0].results;

describe("the log", () => {
  test.for([
    { name: "without findings", text: acme, count: 0 },
    { name: "with findings", text: SAME },
    { name: "of a file that cannot be read", text: "name: [\n" },
    { name: "with warnings", text: acme, today: "2028-06-01" },
  ])("$name is valid", ({ text, today, count }) => {
    const log = logOf(text, ACME, today);
    expect(errorsOf(log)).toEqual([]);
    if (count === undefined) expect(resultsOf(log).length).toBeGreaterThan(0);
    else expect(resultsOf(log)).toHaveLength(count);
  });

  test("would not be valid otherwise: the schema sees a level that there is not, and a line 0", () => {
    const log = logOf(SAME);
    const [first] = resultsOf(log);
    if (first) first.level = "fatal";
    expect(errorsOf(log)).not.toEqual([]);
    const other = logOf(SAME);
    const region = resultsOf(other)[0]?.locations[0].physicalLocation.region;
    if (region) region.startLine = 0;
    expect(errorsOf(other)).not.toEqual([]);
  });

  test("describes every rule that it names, with help", () => {
    const log = logOf(SAME);
    const { rules } = log.runs[0].tool.driver;
    for (const { ruleId, ruleIndex } of resultsOf(log)) expect(rules[ruleIndex]?.id).toBe(ruleId);
    for (const rule of rules)
      expect(rule).toMatchObject({
        shortDescription: { text: expect.stringMatching(/^\S.*\.$/) },
        help: {
          text: expect.stringContaining("docs/rules.md#"),
          markdown: expect.stringContaining("**Why**"),
        },
      });
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});

test("a finding has its region, its level and the other places", async () => {
  const [result] = resultsOf(logOf(acme.replace("name: Acme CMS", "name: Fieldbook")));
  await expect(`${JSON.stringify(result, null, 2)}\n`).toMatchFileSnapshot("../golden/sarif/result.json");
});

test("a warning is one", () => {
  const levels = resultsOf(logOf(acme, ACME, "2028-06-01")).map(({ level }) => level);
  expect(levels).toContain("warning");
});

describe("a fingerprint", () => {
  const prints = (text: string) =>
    resultsOf(logOf(text)).map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);

  test("stays when lines above come and go", () => {
    expect(prints(`# moved\n\n${SAME}`)).toEqual(prints(SAME));
  });

  test("is another for another line, and for each of two equal ones", () => {
    const twice = prints(acme.replaceAll("api: contacts", "api: contact"));
    expect(new Set(twice).size).toBe(twice.length);
    expect(prints(SAME.replace("api: contact\n", "api: contac\n"))).not.toEqual(prints(SAME));
  });
});

test("the verb prints it, with paths from where it is run", async () => {
  const { exit, out } = await runCommand(["check", "--root", "test/support/workspace", "--format", "sarif"]);
  expect({ exit, errors: errorsOf(JSON.parse(out)) }).toEqual({ exit: 0, errors: [] });
});
