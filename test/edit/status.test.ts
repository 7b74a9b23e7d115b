import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { setStatus } from "../../src/edit/status.ts";
import type { Status } from "../../src/model/partner.ts";
import { COMPANY } from "../support/company.ts";

const FILE = `# first
name: Acme CMS # of Ada
contract:
  reference: CRM-1041
  # The end of it.
  ends: 2028-06-30

# Trusted.
application: { is_first_party: true }
`;

test.for<{ name: string; text: string; status: Status; reason?: string; becomes: string }>([
  {
    name: "behind the contract, with the reason beside it",
    text: FILE,
    status: "suspended",
    reason: "unpaid",
    becomes: FILE.replace("06-30\n", "06-30\nstatus: suspended # suspended: unpaid\n"),
  },
  {
    name: "behind a mapping in braces over several lines",
    text: "name: A\ncontract: {\n  ends: 2028-06-30\n} # c\napplication: 1\n",
    status: "suspended",
    reason: "unpaid",
    becomes:
      "name: A\ncontract: {\n  ends: 2028-06-30\n} # c\nstatus: suspended # suspended: unpaid\napplication: 1\n",
  },
  {
    name: "at the end of a file without a last line end",
    text: "application: 1\nname: A",
    status: "retired",
    reason: "over",
    becomes: "application: 1\nname: A\nstatus: retired # retired: over",
  },
  {
    name: "with the line ends of the file",
    text: "name: A\r\napplication: 1\r\n",
    status: "suspended",
    reason: "unpaid",
    becomes: "name: A\r\nstatus: suspended # suspended: unpaid\r\napplication: 1\r\n",
  },
  {
    name: "in place where the file has one, with the reason above and comments as they were",
    text: "name: A\nstatus:  active   # by hand\napplication: 1\n",
    status: "suspended",
    reason: "unpaid",
    becomes: "name: A\n# suspended: unpaid\nstatus:  suspended   # by hand\napplication: 1\n",
  },
  {
    name: "in the first line",
    text: 'status: "active"\nname: A\n',
    status: "suspended",
    reason: "unpaid",
    becomes: "# suspended: unpaid\nstatus: suspended\nname: A\n",
  },
  {
    name: "of a suspended partner without another reason",
    text: "name: A\nstatus: suspended # suspended: unpaid\n",
    status: "retired",
    becomes: "name: A\nstatus: retired # suspended: unpaid\n",
  },
  {
    name: "of a suspended partner with another reason",
    text: "name: A\n# suspended: unpaid\nstatus: suspended\n",
    status: "retired",
    reason: "over",
    becomes: "name: A\n# retired: over\nstatus: retired\n",
  },
  {
    name: "of a partner that was suspended by hand",
    text: "name: A\nstatus: suspended # ask Ada\n",
    status: "active",
    becomes: "name: A\nstatus: active # ask Ada\n",
  },
  { name: "of an active partner", text: FILE, status: "active", becomes: FILE },
])("a status is written $name", ({ text, status, reason, becomes }) => {
  expect(setStatus(text, status, reason)).toBe(becomes);
});

test.for([
  { name: "YAML that cannot be read", text: "name: [", what: /check says what is wrong/ },
  { name: "a file in braces", text: "{ name: A }", what: /each key on a line of its own/ },
  { name: "a status that is not a word", text: "name: A\nstatus: [active]\n", what: /by hand/ },
  {
    name: "a status that something else stands on",
    text: "name: &a active\nstatus: *a\n",
    what: /by hand/,
  },
  { name: "a status that others refer to", text: "status: &a active\nname: *a\n", what: /by hand/ },
])("$name is refused in plain words", ({ text, what }) => {
  expect(() => setStatus(text, "suspended", "x")).toThrow(what);
});

describe("every partner file of the company", () => {
  const folder = join(COMPANY, "partners");
  const files = readdirSync(folder).map((name) => ({
    name,
    text: readFileSync(join(folder, name), "utf8"),
  }));
  const line = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .filter((s) => /^\S(.*\S)?$/.test(s));
  /** What an editor may have done to a file without changing what it says. */
  const shape = fc.record({
    file: fc.constantFrom(...files),
    explicit: fc.boolean(),
    crlf: fc.boolean(),
    noLastLineEnd: fc.boolean(),
    reasons: fc.tuple(line, fc.option(line, { nil: undefined })),
  });
  const shaped = ({
    file,
    explicit,
    crlf,
    noLastLineEnd,
  }: Omit<typeof shape extends fc.Arbitrary<infer T> ? T : never, "reasons">) => {
    let text = file.text;
    if (explicit) text = text.replace("\napplication:", "\nstatus: active # by hand\napplication:");
    if (noLastLineEnd) text = text.trimEnd();
    return crlf ? text.replaceAll("\n", "\r\n") : text;
  };

  test("is byte for byte what it was when it is suspended and resumed, whatever the reason", () => {
    fc.assert(
      fc.property(shape, ({ reasons: [reason, other], ...rest }) => {
        const text = shaped(rest);
        const suspended = setStatus(text, "suspended", reason);
        expect(setStatus(suspended, "active")).toBe(text);
        expect(setStatus(setStatus(suspended, "retired", other), "active")).toBe(text);
      }),
    );
  });

  test("says the same as before but for its status, with every line and comment in place", () => {
    fc.assert(
      fc.property(shape, ({ reasons: [reason], ...rest }) => {
        const text = shaped(rest);
        const suspended = setStatus(text, "suspended", reason);
        expect(parse(suspended)).toEqual({ ...parse(text), status: "suspended" });
        const before = text.replace("status: active", "status: suspended").split(/\r?\n/);
        const added = suspended.split(/\r?\n/).filter((line) => !before.includes(line));
        expect(added).toHaveLength(1);
        expect(added[0]).toContain(`# suspended: ${reason}`);
      }),
    );
  });
});
