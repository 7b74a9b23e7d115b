// The command that `new` prints after its questions, as shells read it: every answer comes back as it was given.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandOf } from "../../src/cli/draft-command.ts";
import type { Draft } from "../../src/edit/draft.ts";

const DRAFT: Draft = {
  id: "harbor-sync",
  name: `Harbor "Sync" & Sons; rm -rf / #1`,
  description: "Keeps $HOME's contacts in `step`, costs $(5) \\ month! *",
  owner: "@our-app/integrations",
  contactName: "Hanna  O'Harbor",
  contactEmail: "api@harbor.example",
  contract: "~CRM-1200 {a,b} [1] <x> | y",
  contractEnds: "2028-12-31",
  reason: "--first-party",
  api: "contacts",
  userScopes: ["read:contacts", "update:contacts"],
  clientScopes: [],
  connections: ["Username Password"],
  offline: { tokenLifetime: "90d", idleTokenLifetime: "30d" },
  stacks: {
    prod: {
      callbacks: ["https://harbor.example/callback?a=1&b=$c", "example.harbor.sync:/callback"],
      enableUrl: "https://harbor.example/enable",
      publicKeyFile: "my keys/public key's.pem",
    },
  },
};

/** The words that npm would get, from a shell that runs the command. */
const wordsBy = (shell: string) =>
  execFileSync(shell, ["-c", `npm() { printf '%s\\0' "$@"; }\n${commandOf(DRAFT)}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

test.for(["sh", "bash"])("%s reads what was answered", (shell) => {
  const { name = "", description = "", owner = "", contactName = "", contract = "", stacks } = DRAFT;
  const { callbacks, enableUrl, publicKeyFile } = stacks.prod ?? expect.fail("no stack");
  expect(wordsBy(shell)).toEqual([
    ...["run", "-s", "partner-access", "--", "new", "harbor-sync"],
    ...["--name", name, "--description", description, "--owner", owner, "--contact-name", contactName],
    ...["--contact-email", "api@harbor.example", "--contract", contract, "--contract-ends", "2028-12-31"],
    ...["--reason", "--first-party", "--api", "contacts"],
    ...["--user-scope", "read:contacts", "update:contacts", "--connection", "Username Password"],
    ...["--offline-access", "90d/30d", "--stack", "prod"],
    ...callbacks.flatMap((url) => ["--callback", `prod=${url}`]),
    ...["--enable-url", `prod=${enableUrl}`, "--public-key", `prod=${publicKeyFile}`],
  ]);
});
