// The catalogue of integrations and each API's token settings become parameters that our app and APIs read.
import { Parameter } from "@pulumi/aws/ssm/parameter.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedAws, PlannedParameter } from "../../plan/aws/aws-types.ts";
import { integrationText } from "../../plan/catalogue.ts";
import { movedOptions } from "../options.ts";
import type { AwsContext } from "./context.ts";

type Described = Pick<PlannedParameter, "name" | "description">;

const makeParameter = (
  key: string,
  { name, description }: Described,
  value: pulumi.Input<string>,
  context: AwsContext,
) =>
  new Parameter(
    `${context.name}/${key}`,
    { name, description, type: "String", tier: "Intelligent-Tiering", value, tags: context.tags },
    { parent: context.parent, ...movedOptions },
  );

/** `clientIds`: by partner. */
export function makeParameters(
  { integrations, tokenSettings }: Pick<PlannedAws, "integrations" | "tokenSettings">,
  clientIds: Readonly<Record<string, pulumi.Output<string>>>,
  context: AwsContext,
): void {
  for (const [id, planned] of Object.entries(tokenSettings))
    makeParameter(`apis/${id}`, planned, planned.value, context);
  for (const [id, planned] of Object.entries(integrations)) {
    const clientId = clientIds[id];
    if (!clientId) throw new Error(`partner ${id} is not in the plan`);
    const value = clientId.apply((known) => integrationText(planned.integration, known));
    makeParameter(`integrations/${id}`, planned, value, context);
  }
}
