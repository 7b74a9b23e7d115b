// A planned Action becomes the Action and its place in the trigger.
import { Action } from "@pulumi/auth0/action.js";
import { TriggerAction } from "@pulumi/auth0/triggerAction.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedAction } from "../plan/types.ts";

export interface LoginActionArgs {
  readonly planned: PlannedAction;
  /** Id of the Action that the tenant has; where it is taken up. */
  readonly adopted?: string | undefined;
}

/**
 * Code that the tenant runs at a trigger. It is bound beside the tenant's other Actions: `TriggerActions` would
 * own the whole list and remove them.
 */
export class LoginAction extends pulumi.ComponentResource {
  readonly actionId: pulumi.Output<string>;

  constructor(name: string, { planned, adopted }: LoginActionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("partner-access:index:LoginAction", name, {}, opts);
    const action = new Action(
      name,
      {
        name: planned.name,
        code: planned.code,
        runtime: planned.runtime,
        supportedTriggers: planned.trigger,
        deploy: true,
      },
      { parent: this, ...(adopted !== undefined && { import: adopted }) },
    );
    new TriggerAction(
      `${name}/${planned.trigger.id}`,
      { trigger: planned.trigger.id, actionId: action.id, displayName: planned.name },
      { parent: this },
    );
    this.actionId = action.id;
    this.registerOutputs({ actionId: this.actionId });
  }
}
