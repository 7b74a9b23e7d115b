// How failures are laid out: in lines of 80 columns, of which each keeps whole what somebody copies.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureText, headed, labelled } from "../src/text.ts";
import { tooWide } from "./support/narrow.ts";
import { sentencesOf } from "./support/sentences.ts";

test("what fits stays on one line", () => {
  expect(failureText("error: git is not on PATH: install it")).toBe("error: git is not on PATH: install it");
});

test("what is wrong, why, and what to do begin lines of their own", () => {
  const message =
    "error: no credentials for the Management API of our-app.eu.auth0.com: set AUTH0_API_TOKEN, or AUTH0_CLIENT_ID " +
    "with AUTH0_CLIENT_SECRET (and one more thing that makes this longer than a line can be). They need read:clients";
  expect(failureText(message)).toBe(`error: no credentials for the Management API of our-app.eu.auth0.com:
  set AUTH0_API_TOKEN, or AUTH0_CLIENT_ID with AUTH0_CLIENT_SECRET (and one
    more thing that makes this longer than a line can be).
  They need read:clients`);
});

test("a file's name before a colon is not a clause, nor is a version", () => {
  const message = `error: Pulumi.local.yaml: auth0:domain is ${"x".repeat(20)}.example; a local tenant listens on localhost:<port> 1.54. x`;
  expect(failureText(message)).toBe(`error: Pulumi.local.yaml: auth0:domain is ${"x".repeat(20)}.example;
  a local tenant listens on localhost:<port> 1.54. x`);
});

test.for([
  ["a command", "`npm run -s partner-access -- review --against-tenant --stack prod --format html`"],
  ["an address", `https://our-app.example/${"path/".repeat(20)}`],
  ["a path", `/home/ada/${"folder/".repeat(12)}tenant.yaml`],
  ["a value in quotes", '"Acme CMS and all the other things of Acme"'],
])("%s stays whole", ([, whole = ""]) => {
  for (let before = 0; before < 90; before++) {
    const message = `error: ${"word ".repeat(before)}${whole}, and then what follows it for as long as it takes`;
    expect(failureText(message)).toContain(whole);
    expect(headed("partners/acme.yaml:1:1: error:", message)).toContain(whole);
    expect(labelled("  = fix: ", message)).toContain(whole);
  }
});

test("the place of a finding stays beside its severity, where editors look for it", () => {
  const place = `${"very/long/".repeat(8)}acme cms.yaml:12:7: error:`;
  expect(headed(place, "what is wrong").split("\n")[0]).toContain(place);
});

test("what stands behind a gap is broken below itself", () => {
  const row =
    "  --owner <owner>      who in our company answers for it: an e-mail address, @name or @organization/team";
  expect(failureText(row)).toBe(`  --owner <owner>      who in our company answers for it: an e-mail address,
                       @name or @organization/team`);
});

test("lines of a list keep their indent, and none becomes a command of a build log", () => {
  expect(failureText(`error: so it is:\n  first\n  ${"word ".repeat(30)}\n::add-mask::x`)).toMatch(
    /^error: so it is:\n {2}first\n {2}word .*\n {6}word .*\n\\x3a:add-mask::x$/,
  );
});

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

test("any text fits, and says the same", () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9`"][a-zA-Z0-9`":;.,()/-]{0,29}$/);
  const text = fc.array(fc.oneof(word, fc.constant("`a b`"), fc.constant("x: "), fc.constant("y; Z")), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const message = parts.join(" ");
      const laidOut = failureText(message);
      expect(words(laidOut)).toEqual(words(message));
      expect(tooWide(laidOut)).toEqual([]);
    }),
  );
});

describe("every sentence of the program", () => {
  /** What begins with a program and has an option, as nobody writes in a sentence. */
  const COMMAND =
    /\b(?:npm (?:run|start|exec)|npx|git [a-z-]+|pulumi [a-z]+|openssl [a-z]+)\b[^:;,.()]* --?[a-z]/;
  const sentences = sentencesOf(["src", "local", "engine", "emulator", "scripts"]);

  test("is found", () => {
    expect(sentences.length).toBeGreaterThan(800);
    expect(sentences.map(({ text }) => text)).toContainEqual(
      expect.stringContaining("no credentials for the Management API"),
    );
  });

  test("fits 80 columns as a failure", () => {
    for (const { text, at } of sentences)
      expect({ at, wide: tooWide(failureText(`error: ${text}`)) }).toEqual({ at, wide: [] });
  });

  test("has its commands in backticks where they have several words", () => {
    const bare = sentences.filter(({ text, at }) => {
      // What is a command as a whole has a line of its own, or is quoted where a sentence takes it; guides have examples.
      const isCommand =
        COMMAND.exec(text.trim().replace(/^\S+=… /, ""))?.index === 0 ||
        at.startsWith("src/handover/examples/");
      return !isCommand && COMMAND.test(text.replaceAll(/`[^`]*`/g, ""));
    });
    expect(bare.map(({ text, at }) => `${at} ${text}`)).toEqual([]);
  });
});
