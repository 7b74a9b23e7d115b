// Rules about applications that a tenant has already and that a partner takes over.

import type { Path } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { type Rule, workspaceRule } from "./rule.ts";
import { PULUMI_IMPORT } from "./sources.ts";

const clientIdOnce = workspaceRule({
  id: "client-id-once",
  title: "An application is taken over by one partner, in one stack",
  why: "two resources for one application would undo each other, and a client ID belongs to one tenant",
  source: PULUMI_IMPORT,
  *check({ partners }) {
    const first = new Map<string, { readonly file: string; readonly at: Path }>();
    for (const { file, value } of partners.values())
      for (const [stack, { client_id }] of Object.entries(value.stacks)) {
        if (client_id === undefined) continue;
        const at = ["stacks", stack, "client_id"];
        const earlier = first.get(client_id);
        if (!earlier) first.set(client_id, { file, at });
        else
          yield {
            file,
            at,
            what: `client ID ${quote(client_id)} is taken over twice`,
            fix: "write the client ID of the application that this partner has in this stack",
            also: [{ ...earlier, what: "the first is here" }],
          };
      }
  },
});

/** In the order of docs/rules.md. */
export const ADOPTION: readonly Rule[] = [clientIdOnce];
