// How a partner's application proves who it is, and with which keys.

import { KEY_NAME_STAYS } from "../../plan/credentials.ts";
import type { ComparedKey } from "../../tenant/declared.ts";
import { attachedKeys } from "../../tenant/observed.ts";
import { quote } from "../../text.ts";
import type { Difference } from "../difference.ts";
import { type DriftRule, fieldRule, id, instead, lastKeyOf } from "./rule.ts";

const KEYS = "https://auth0.com/docs/secure/application-credentials";

const keyInWords = (key: unknown, kid: string) => {
  const { name, expiresAt } = (key ?? {}) as ComparedKey;
  return `${name === undefined ? id(kid) : quote(name)}${expiresAt === undefined ? ", which never expires" : `, which expires ${expiresAt}`}`;
};

const method = fieldRule({
  id: "authentication-method-differs",
  title: "An application authenticates as its file says",
  severity: "alarm",
  why: "a weaker method lets others use the client ID, and any other method breaks the partner",
  remedy: "update",
  source: KEYS,
  at: ["partner/credentials/authenticationMethod"],
  says: (d) =>
    d.live === undefined
      ? "how it authenticates cannot be seen: the credentials may lack read:client_credentials"
      : `it authenticates with ${instead(d)}`,
});

const keyAdded = fieldRule({
  id: "key-undeclared",
  title: "An application accepts no key that its file does not name",
  severity: "alarm",
  why: "anyone who holds its other half can act as the partner",
  remedy: "by-hand",
  todo: "detach and delete the key in the tenant, or write it into the partner's file",
  source: KEYS,
  at: ["partner/credentials/keys/*"],
  says: (d) =>
    d.declared === undefined &&
    `it accepts the key ${keyInWords(d.live, lastKeyOf(d))} (${id(lastKeyOf(d))})`,
});

const keyMissing = fieldRule({
  id: "key-missing",
  title: "An application accepts every key that its file names",
  severity: "finding",
  why: "the partner's requests that are signed with it are refused",
  remedy: "by-hand",
  todo: "delete the key in the tenant if it is still in the pool, since Auth0 refuses the same key twice; then update the stack with --refresh",
  source: KEYS,
  at: ["partner/credentials/keys/*"],
  says: (d) => d.live === undefined && `it does not accept the key ${keyInWords(d.declared, lastKeyOf(d))}`,
});

/** Whether a key ends later than declared; no end is the latest. */
const isLater = ({ declared, live }: Difference): boolean =>
  live === undefined || (declared !== undefined && String(live) > String(declared));

const keyLonger = fieldRule({
  id: "key-lives-longer",
  title: "No key is accepted for longer than its file says",
  severity: "alarm",
  why: "a key that was to end goes on opening the partner's access",
  remedy: "update",
  source: KEYS,
  at: ["partner/credentials/keys/*/expiresAt"],
  says: (d) => isLater(d) && `the key ${id(lastKeyOf(d, -2))} expires ${instead(d)}`,
});

const keyDiffers = fieldRule({
  id: "key-differs",
  title: "A key is accepted as its file says",
  severity: "finding",
  why: "the partner's signatures may be refused earlier than planned",
  remedy: "update",
  source: KEYS,
  at: ["partner/credentials/keys/*/expiresAt", "partner/credentials/keys/*/algorithm"],
  says: (d) =>
    !(lastKeyOf(d) === "expiresAt" && isLater(d)) &&
    `the ${lastKeyOf(d)} of the key ${id(lastKeyOf(d, -2))} is ${instead(d)}`,
});

const keyName = fieldRule({
  id: "key-name-differs",
  title: "A key has the name that its file gives it",
  severity: "note",
  why: `people look for keys by their names; ${KEY_NAME_STAYS}`,
  remedy: "by-hand",
  todo: "write the tenant's name into the partner's file",
  at: ["partner/credentials/keys/*/name"],
  says: (d) => `the name of the key ${id(lastKeyOf(d, -2))} is ${instead(d)}`,
});

const strayKey: DriftRule = {
  id: "key-unattached",
  title: "An application's pool has no key that it does not accept",
  severity: "note",
  why: "nobody can sign in with it, but it counts against Auth0's limit of four, and the same key cannot be uploaded again",
  remedy: "by-hand",
  todo: "delete the key in the tenant",
  source: KEYS,
  *check({ tenant, ownership, plan }) {
    for (const [partner, owned] of ownership.ours) {
      if (!Object.hasOwn(plan.partners, partner)) continue;
      for (const application of owned) {
        const attached = attachedKeys(application);
        for (const key of tenant.keys.get(application.client_id) ?? []) {
          if (attached.includes(key.id)) continue;
          const subject = { kind: "partner", id: partner, clientId: application.client_id } as const;
          yield {
            subject,
            what: `the key ${key.name === undefined ? id(key.id) : quote(key.name)} is in its pool and not in use`,
          };
        }
      }
    }
  },
};

export const CREDENTIAL_RULES: readonly DriftRule[] = [
  method,
  keyAdded,
  keyLonger,
  keyMissing,
  keyDiffers,
  keyName,
  strayKey,
];
