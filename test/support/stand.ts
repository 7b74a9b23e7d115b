// A workspace that is deployed with our keys in the place of the partners', so that their tokens can be asked for.
import type { Deployed } from "../../local/verify/partners.ts";
import { standIn } from "../../local/verify/stand-in.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import type { Local } from "./local.ts";

/** The tenant stays until it is closed. */
export async function openWithStands(
  local: Local,
  workspace: Workspace,
): Promise<{ readonly deployed: Deployed; readonly close: () => Promise<void> }> {
  const stands = standIn(local.root, workspace);
  const { tenant, run, close } = await local.open();
  return { deployed: { tenant, clientIds: run.outcome?.clientIds ?? {}, stands }, close };
}
