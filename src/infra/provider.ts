// Pulumi's configuration and the environment → the refusal of a provider that works elsewhere than the plan says.
import * as pulumi from "@pulumi/pulumi";
import { PART_KEYS, STACK_KEYS } from "../model/stack.ts";
import type { Plan } from "../plan/types.ts";

const KNOWN = new Set([...STACK_KEYS, ...PART_KEYS]);

type Env = Readonly<Record<string, string | undefined>>;

/** The host of the Management API that a token is for; undefined where it does not tell. */
function hostOf(token: string): string | undefined {
  try {
    const { aud } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      aud?: string | readonly string[];
    };
    const audience = [aud ?? []].flat().find((one) => one.endsWith("/api/v2/"));
    return audience === undefined ? undefined : new URL(audience).host;
  } catch {
    return undefined;
  }
}

function* wrongIn(env: Env, { domain, aws }: Plan): Generator<string> {
  const config = pulumi.runtime.allConfig();
  // From the stack's file, from an environment that it names, or from --config.
  for (const key of Object.keys(config)
    .filter((one) => !KNOWN.has(one))
    .sort())
    yield `Pulumi's configuration has ${key}, which no reviewed file may have: remove it`;
  const said = [
    ["Pulumi's auth0:domain", config["auth0:domain"]],
    ["AUTH0_DOMAIN", env.AUTH0_DOMAIN],
  ] as const;
  for (const [name, value] of said)
    if (value && value !== domain)
      yield `${name} is ${JSON.stringify(value)}: make it ${domain}, or unset it`;
  const host = hostOf(env.AUTH0_API_TOKEN ?? "");
  if (host !== undefined && host !== domain)
    yield `AUTH0_API_TOKEN is for the tenant ${JSON.stringify(host)}: take one of ${domain}, or unset it`;
  if (aws)
    for (const name of Object.keys(env).filter((one) => env[one] && /^AWS_ENDPOINT_URL(_|$)/.test(one)))
      yield `${name} sends what is for AWS elsewhere: unset it`;
}

/**
 * The providers are Pulumi's default one for Auth0 and ours for AWS. One that we made for Auth0 would replace every
 * application: Pulumi replaces whatever goes from a default provider to another. So what makes the default one is judged.
 * Source: https://github.com/pulumi/pulumi, pkg/resource/deploy/step_generator.go
 *
 * @throws RunError with all that would lead it elsewhere
 */
export function refuseOtherProvider(env: Env, plan: Plan): void {
  const wrong = [...wrongIn(env, plan)];
  if (wrong.length === 0) return;
  throw new pulumi.RunError(
    `nothing is changed in stack ${plan.part ?? plan.stack}, whose plan is for the tenant ${plan.domain}:\n` +
      wrong.map((one) => `  - ${one}`).join("\n"),
  );
}
