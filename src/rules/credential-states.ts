// Rules about the states of public keys: people read from them which key a partner signs with, and which may go.

import type { Credential, Partner } from "../model/partner.ts";
import type { Path } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { ROTATE_CREDENTIALS } from "./sources.ts";

interface Keys {
  readonly stack: string;
  readonly at: Path;
  readonly credentials: readonly Credential[];
}

/** Stacks in which some key has a state. */
function* withStates({ stacks }: Partner): Generator<Keys> {
  for (const [stack, { credentials = [] }] of Object.entries(stacks))
    if (credentials.some(({ state }) => state !== undefined))
      yield { stack, at: ["stacks", stack, "credentials"], credentials };
}

const credentialStates = partnerRule({
  id: "credential-states",
  title: "One key of a stack is current, and at most one other is next or retiring",
  why: "Auth0 accepts every key alike, so only the file says which one is used and which one may be removed",
  source: ROTATE_CREDENTIALS,
  *check({ value: partner }) {
    for (const { stack, at, credentials } of withStates(partner)) {
      const current = credentials.filter(({ state }) => state === "current");
      if (current.length !== 1)
        yield {
          at,
          on: "key",
          what: `${current.length === 0 ? "no" : current.length} credentials in stack ${quote(stack)} with state "current", expected 1`,
          fix: "write state: current at the key that the partner signs with, and at no other",
        };
      for (const [i, { name, state }] of credentials.entries())
        if (state === undefined)
          yield {
            at: [...at, i, "name"],
            what: `credential ${quote(name)} has no state, and the other one has`,
            fix: "write state: next if the partner will sign with it, or state: retiring if it did",
          };
    }
  },
});

const credentialNextOutlives = partnerRule({
  id: "credential-next-outlives",
  title: "The key that stays expires after the key that goes",
  why: "otherwise the partner changes to a key that stops working before the one it had",
  source: ROTATE_CREDENTIALS,
  *check({ value: partner }) {
    for (const { at, credentials } of withStates(partner)) {
      const place = (state: Credential["state"]) => credentials.findIndex((key) => key.state === state);
      const [stays, goes] = [
        place("next") >= 0 ? place("next") : place("current"),
        place("next") >= 0 ? place("current") : place("retiring"),
      ];
      const [keeper, leaver] = [credentials[stays], credentials[goes]];
      if (!keeper?.expires_at || !leaver) continue;
      if (leaver.expires_at && Date.parse(keeper.expires_at) > Date.parse(leaver.expires_at)) continue;
      yield {
        at: [...at, stays, "expires_at"],
        what: `key ${quote(keeper.name)} expires on ${keeper.expires_at.slice(0, 10)}, ${leaver.expires_at ? `not after key ${quote(leaver.name)}, which it replaces` : `and key ${quote(leaver.name)}, which it replaces, does not expire`}`,
        fix: "write a later expires_at at the key that stays",
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const CREDENTIAL_STATES: readonly Rule[] = [credentialStates, credentialNextOutlives];
