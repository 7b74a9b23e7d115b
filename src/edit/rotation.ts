// A partner and a stack's plan become the steps that replace its credentials, and what each of them breaks.

import type { AuthenticationMethod } from "../model/authentication.ts";
import type { Credential, KeyState, PartnerStack } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { formatDuration } from "../model/units.ts";
import type { Plan } from "../plan/types.ts";

/** One step of a rotation: done by us or by the partner. */
export interface Step {
  /** What somebody does; plain text. */
  readonly does: string;
  readonly command?: string;
  readonly breaks: string;
  readonly state: "done" | "next" | "later";
  /** Calls of the Management API that the deployment after it makes for the credentials. */
  readonly calls?: number;
}

/** In the order in which they are done; none where nothing is to be done. */
export interface Rotation {
  readonly summary: string;
  readonly steps: readonly Step[];
}

export interface RotationInput {
  readonly id: string;
  readonly stack: string;
  readonly plan: Plan;
  readonly settings: PartnerStack;
}

/** How the provider changes keys: each with a read, a write of the key and a write of the application. */
const CALLS = { adding: 8, removing: 7 } as const;

/** The stack's key in this state; a single one without a state is the current one. */
export const keyIn = ({ credentials = [] }: PartnerStack, state: KeyState): Credential | undefined => {
  const only = credentials.length === 1 && credentials[0]?.state === undefined;
  return only && state === "current" ? credentials[0] : credentials.find((key) => key.state === state);
};

const NOTHING = "Nothing: Auth0 accepts what either key signed.";

/**
 * Two keys may be attached, so that they overlap.
 * Source: https://auth0.com/docs/get-started/applications/rotate-credentials (read 2026-11)
 */
function ofKeys({ id, stack, settings }: RotationInput): Rotation {
  const { credentials = [] } = settings;
  const [current, next, retiring] = (["current", "next", "retiring"] as const).map((s) => keyIn(settings, s));
  if (!current)
    return {
      summary: `${id} has ${credentials.length} keys in stack ${stack}, and its file does not say which one it signs with: write state: current there, and state: next or state: retiring at the other.`,
      steps: [],
    };
  const verb = `rotate ${id} --stack ${stack}`;
  const at = retiring ? 2 : next ? 1 : 0;
  const state = (step: number): Step["state"] => (step < at ? "done" : step === at ? "next" : "later");
  const old = retiring?.name ?? current.name;
  const fresh = next?.name ?? (retiring ? current.name : "the next key");
  return {
    summary: `${id} signs with a key of its own in stack ${stack}: two keys overlap, and no request has to fail.`,
    steps: [
      {
        does: "The partner makes a new pair and sends the public key. Write it down, review and deploy.",
        command: `${verb} --public-key FILE --name NAME --expires DATE`,
        breaks: NOTHING,
        state: state(0),
        calls: CALLS.adding,
      },
      {
        does: `The partner signs with ${fresh} on all its machines, and says so. Write that down.`,
        command: `${verb} --switched`,
        breaks: `${NOTHING} It can go back at any time.`,
        state: state(1),
        calls: 0,
      },
      {
        does: `Remove ${old}, review and deploy.`,
        command: `${verb} --finish`,
        breaks: `What ${old} signed is refused at once; tokens that were issued live on.`,
        state: state(2),
        calls: CALLS.removing,
      },
    ],
  };
}

const lifetimesOf = ({ plan, id }: RotationInput): string => {
  const apis = new Set(Object.values(entryOf(plan.partners, id)?.grants ?? {}).map(({ api }) => api));
  const seconds = [...apis].map((api) => entryOf(plan.apis, api)?.resourceServer.tokenLifetime ?? 0);
  return formatDuration(Math.max(0, ...seconds));
};

/**
 * An application has one secret, and a new one ends it.
 * Source: https://auth0.com/docs/get-started/applications/rotate-client-secret (read 2026-11)
 */
function ofSecret(input: RotationInput): Rotation {
  const { id, stack, plan, settings } = input;
  const pulumiStack = settings.part ?? stack;
  const secret = plan.aws && entryOf(plan.aws.secrets, id);
  const urn = `urn:pulumi:${pulumiStack}::${plan.project}::partner-access:index:PartnerAccess$auth0:index/clientCredentials:ClientCredentials::${id}/credentials`;
  const lands = secret
    ? `The new secret goes into Pulumi's state, encrypted, and into AWS Secrets Manager as ${secret.name}.`
    : "The new secret goes into Pulumi's state, encrypted; the stack has no AWS, so its owner hands it over.";
  return {
    summary: `${id} has a secret in stack ${stack}. Auth0 keeps one secret, so the old one ends with the rotation: the partner gets no tokens until it has the new one. private_key_jwt has no such gap.`,
    steps: [
      {
        does: "Agree on a moment with the partner, and that it can read the new secret.",
        breaks: "Nothing.",
        state: "next",
      },
      {
        does: "Let Auth0 make a new secret; it is not shown.",
        command: 'auth0 api post "clients/CLIENT_ID/rotate-secret" > /dev/null',
        breaks: `The old secret is refused at once, also for refreshing. Access tokens live on, at most ${lifetimesOf(input)}; refresh tokens and consents stay good.`,
        state: "later",
        calls: 1,
      },
      {
        does: `Take the new secret up. ${lands}`,
        command: `pulumi up --stack ${pulumiStack} --refresh --target '${urn}' --target-dependents`,
        breaks: "Nothing more; secrets are not printed.",
        state: "later",
      },
      {
        does: "The partner reads the new secret and goes on.",
        breaks: "Nothing: from here on it gets tokens again.",
        state: "later",
      },
    ],
  };
}

const ROTATIONS: Readonly<Record<AuthenticationMethod, (input: RotationInput) => Rotation>> = {
  none: ({ id }) => ({ summary: `${id} is a public application: it has nothing to rotate.`, steps: [] }),
  client_secret_post: ofSecret,
  client_secret_basic: ofSecret,
  private_key_jwt: ofKeys,
};

/** What replaces the partner's credentials in one stack; undefined where the stack does not have the partner. */
export function rotationOf(input: RotationInput): Rotation | undefined {
  const method = entryOf(input.plan.partners, input.id)?.credentials.authenticationMethod;
  if (method === undefined) return undefined;
  return ROTATIONS[method](input);
}
