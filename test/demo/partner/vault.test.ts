import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { mask } from "../../../demo/partner/journal.ts";
import { Vault } from "../../../demo/partner/vault.ts";

const vault = new Vault(randomBytes(32));

test("a sealed secret opens again, looks different every time, and does not contain the secret", () => {
  const [one, two] = [vault.seal("refresh-token-ä", "ana"), vault.seal("refresh-token-ä", "ana")];
  expect(vault.open(one, "ana")).toBe("refresh-token-ä");
  expect(one).not.toBe(two);
  expect(Buffer.from(one.slice(3), "base64url").toString()).not.toContain("refresh");
});

test.for([
  { name: "for another owner", open: () => vault.open(vault.seal("s", "ana"), "ben") },
  { name: "with another key", open: () => new Vault(randomBytes(32)).open(vault.seal("s", "ana"), "ana") },
  { name: "when a character was changed", open: () => vault.open(flip(vault.seal("secret", "ana")), "ana") },
  { name: "when it is cut short", open: () => vault.open(vault.seal("s", "ana").slice(0, 20), "ana") },
  { name: "when it is something else", open: () => vault.open("refresh-token", "ana") },
])("it does not open $name", ({ open }) => {
  expect(open).toThrow();
});

const flip = (text: string) => text.slice(0, 30) + (text[30] === "A" ? "B" : "A") + text.slice(31);

test.for([16, 31, 33])("a key of %i bytes is refused", (length) => {
  expect(() => new Vault(randomBytes(length))).toThrow("32 bytes");
});

test.for([
  { secret: "short-secret-of-23-char", shown: "••••••" },
  { secret: "long-secret-of-24-chars!", shown: "long•••••• (24 characters)" },
])("of $secret people see $shown", ({ secret, shown }) => {
  expect(mask(secret)).toBe(shown);
});
