// A protecting stack under plain `pulumi`, with three partners deployed.
import { afterAll, beforeAll } from "vitest";
import { runCommand } from "../../support/command.ts";
import { view } from "../../support/local.ts";
import { PlainStack } from "../../support/plain-stack.ts";

/** The stack of the file's tests. */
export let plain: PlainStack;

export const KEPT = ["acme-cms", "beacon-crm", "cargo-index"];

/** Called once by a file, since files share what they import. */
export function useProtectingStack(): void {
  // What the file before had is closed already.
  let own: PlainStack | undefined;
  beforeAll(async () => {
    own = plain = await PlainStack.deployed(KEPT);
    // Pulumi has written the file anew when it made the stack, with quotes.
    plain.edit("Pulumi.dev.yaml", (text) => text.replace(/protect: "?false"?/, "protect: true"));
  });
  afterAll(() => own?.close());
}

export const up = (...args: string[]) =>
  plain.pulumi("up", "--yes", "--skip-preview", "--stack", "dev", ...args);
export const verb = (...argv: string[]) => runCommand([...argv, "--root", plain.root]);
/** The settings under which the verb would run Pulumi for this partner. */
export const alone = async (partner: string, ...argv: string[]): Promise<Record<string, string>> => {
  const { out } = await verb("target", partner, "--stack", "dev", ...argv);
  return Object.fromEntries(
    out
      .trim()
      .split("\n")
      .map((line) => line.split("=", 2)),
  );
};
export const upAlone = (limited: Record<string, string>, ...args: string[]) =>
  plain.start(["up", "--yes", "--skip-preview", ...args], limited).ended;
/** The settings under which a deployment goes as it was reviewed. */
export const reviewed = async (): Promise<Record<string, string>> => {
  const { out } = await verb("review", "--stack", "dev", "--format", "json");
  const [{ checksum }] = JSON.parse(out).checksums;
  return { PARTNER_ACCESS_EXPECT_CHECKSUM: checksum };
};
export const preview = () => plain.pulumi("preview", "--expect-no-changes", "--stack", "dev");
export const writes = () => plain.tenant.requests.filter(({ method }) => method !== "GET").length;

export const clientIds = async () =>
  Object.fromEntries(
    Object.entries((await view(plain.tenant)).applications).map(([id, [client]]) => [id, client?.client_id]),
  );
