// Questions that several rules ask about the APIs a stack hosts.
import type { Api } from "../../model/api.ts";
import type { StackHosting } from "../../model/aws.ts";
import type { Hosting } from "../../model/hosting.ts";
import type { Stack } from "../../model/stack.ts";
import type { Declared, Path, Workspace } from "../../model/workspace.ts";

export const AWS = "partner-access:aws";
export const HOSTING = "partner-access:hosting";
export const REGION = "aws:region";

export interface Hosted {
  readonly stack: Declared<Stack>;
  /** Id of the API. */
  readonly id: string;
  readonly settings: StackHosting;
  /** Where the settings stand in the stack's file. */
  readonly at: Path;
  /** The API's file, and what it says about hosting, if there is such a file. */
  readonly api: Declared<Api> | undefined;
  readonly hosting: Hosting | undefined;
}

/** Every API that a stack's settings host, stack by stack. */
export function hostedIn({ stacks, apis }: Workspace): Hosted[] {
  return [...stacks.values()].flatMap((stack) =>
    Object.entries(stack.value.config[HOSTING] ?? {}).map(([id, settings]) => {
      const api = apis.get(id);
      return { stack, id, settings, at: ["config", HOSTING, id], api, hosting: api?.value.hosting };
    }),
  );
}

/** Whether callbacks and pages on this machine are allowed in a stack. */
export const isLocal = ({ value }: Declared<Stack>) =>
  value.config["partner-access:loopback_callbacks"] ?? false;
