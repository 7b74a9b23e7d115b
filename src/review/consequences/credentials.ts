// How a partner proves who it is: the method, its public keys, and who in AWS reads its secret.

import { isPublicMethod } from "../../model/authentication.ts";
import { entryOf } from "../../model/record.ts";
import type { PlannedSecret } from "../../plan/aws/aws-types.ts";
import { KEY_NAME_STAYS, KEY_PROPERTIES, plannedKeys } from "../../plan/credentials.ts";
import type { PlannedCredentials, PlannedKey } from "../../plan/types.ts";
import { type SetOff, setOff } from "../../text.ts";
import { kept, newcomer } from "./application.ts";
import type { PartnerPair, StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { listOf, without } from "./words.ts";

const keysByName = (credentials: PlannedCredentials): ReadonlyMap<string, PlannedKey> =>
  new Map(plannedKeys(credentials).map((key) => [key.name, key]));

/** The day of a key's end, or that it has none. */
const endOf = ({ expiresAt }: PlannedKey) =>
  expiresAt === undefined ? "never" : `on ${expiresAt.slice(0, 10)}`;

function* method(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const { before, after, name, at } = both;
  const [was, now] = [before.credentials.authenticationMethod, after.credentials.authenticationMethod];
  if (was === now) return;
  const open = isPublicMethod(now) ? " Anyone who knows its client ID can act as the application." : "";
  yield {
    what: `${name} must prove who it is with ${now} instead of ${was}, from the moment of the deployment.${open}`,
    covers: [at("credentials", "authenticationMethod")],
  };
}

/** Keys by name, those that only got another name by the new one: Auth0 knows a key by its contents. */
function renamedKeys(before: PlannedCredentials, after: PlannedCredentials) {
  const [was, now] = [new Map(keysByName(before)), keysByName(after)];
  const news = [...now.values()].filter(({ name }) => !was.has(name));
  for (const key of keysByName(before).values()) {
    const same = now.has(key.name)
      ? undefined
      : news.find(
          ({ name, pem, algorithm }) => !was.has(name) && pem === key.pem && algorithm === key.algorithm,
        );
    if (!same) continue;
    was.delete(key.name);
    was.set(same.name, key);
  }
  return { was, now };
}

/** Says something of each key, and covers all keys: each of their differences has a rule. */
const eachKey = (
  tell: (name: SetOff, was: PlannedKey | undefined, now: PlannedKey | undefined) => string | undefined,
) =>
  function* (pair: PartnerPair): Generator<Said> {
    const both = kept(pair);
    if (!both) return;
    const { was, now } = renamedKeys(both.before.credentials, both.after.credentials);
    for (const key of [...new Set([...was.keys(), ...now.keys()])].sort()) {
      const what = tell(both.name, was.get(key), now.get(key));
      if (what !== undefined)
        yield { what, covers: KEY_PROPERTIES.map((property) => both.at("credentials", property)) };
    }
  };

const keyAdded = eachKey((name, was, now) =>
  now && !was
    ? `${name} can also sign in with the public key ${setOff(now.name)}, which expires ${endOf(now)}.`
    : undefined,
);

const keyRenamed = eachKey((name, was, now) =>
  was && now && was.name !== now.name
    ? `The public key ${setOff(was.name)} of ${name} is called ${setOff(now.name)}: it is the same key, and nothing changes for the partner.`
    : undefined,
);

const keyRemoved = eachKey((name, was, now) =>
  was && !now ? `${name} can no longer sign in with the public key ${setOff(was.name)}.` : undefined,
);

const keyReplaced = eachKey((name, was, now) => {
  if (!was || !now) return undefined;
  if (was.pem !== now.pem || was.algorithm !== now.algorithm)
    return `The public key ${setOff(now.name)} of ${name} becomes another key (${now.algorithm}) under the same name: what is signed with the old one is refused at once.`;
  return undefined;
});

const keyExpiry = eachKey((name, was, now) => {
  if (!was || !now || was.expiresAt === now.expiresAt) return undefined;
  return `The public key ${setOff(now.name)} of ${name} expires ${endOf(now)} instead of ${endOf(was)}.`;
});

/** AWS principals that a secret's policy lets in. */
const readersOf = (secret: PlannedSecret | undefined): string[] =>
  secret?.statements.flatMap(({ effect, principals }) =>
    effect === "Allow" ? (principals?.identifiers ?? []) : [],
  ) ?? [];

function* reader({ id, name, stack }: PartnerPair): Generator<Said> {
  const was = stack.base.aws && entryOf(stack.base.aws.secrets, id);
  const now = stack.head.aws && entryOf(stack.head.aws.secrets, id);
  const [gained, lost] = [without(readersOf(now), readersOf(was)), without(readersOf(was), readersOf(now))];
  if (!now || gained.length + lost.length === 0) return;
  const instead = lost.length === 0 ? "" : ` instead of ${listOf(lost)}`;
  yield {
    what:
      gained.length === 0
        ? `${listOf(lost)} can no longer read the credentials of ${name}.`
        : `${listOf(gained)} reads the credentials of ${name}${instead}.`,
    severity: was ? "high" : "low",
    covers: was ? [["aws", "secrets", id, "statements"]] : [["aws", "secrets", id]],
  };
}

/** Roles that a secret's denial leaves out beside its reader: those that deploy and look for drift. */
const exemptIn = (secret: PlannedSecret): string[] =>
  without(
    secret.statements.flatMap(({ condition }) =>
      Object.values(condition ?? {}).flatMap((test) => Object.values(test).flat()),
    ),
    readersOf(secret),
  );

/** The policy without those roles: what else differs is told elsewhere. */
const policyWithout = (secret: PlannedSecret, roles: readonly string[]) =>
  JSON.stringify(secret.statements, (_, value: unknown) =>
    Array.isArray(value) ? value.filter((item) => !roles.includes(item)) : value,
  );

function* exempted({ base, head, partners }: StackPair): Generator<Said> {
  const changes = partners.flatMap(({ id }) => {
    const [was, now] = [base, head].map(({ aws }) => aws && entryOf(aws.secrets, id));
    if (!was || !now) return [];
    const [before, after] = [exemptIn(was), exemptIn(now)];
    const roles = [...before, ...after];
    const same = policyWithout(was, roles) === policyWithout(now, roles);
    return [{ id, came: without(after, before), went: without(before, after), same }];
  });
  for (const alike of Map.groupBy(changes, ({ came, went }) => JSON.stringify([came, went])).values()) {
    const [first] = alike;
    if (!first || first.came.length + first.went.length === 0) continue;
    const what =
      first.came.length === 0
        ? `${listOf(first.went)} can no longer read partners' credentials.`
        : `${listOf(first.came)} can read partners' credentials${first.went.length === 0 ? "" : ` instead of ${listOf(first.went)}`}, where its own policies let it.`;
    yield {
      what,
      ...(first.came.length === 0 && { severity: "medium" as const }),
      partners: alike.map(({ id }) => id),
      covers: alike.filter(({ same }) => same).map(({ id }) => ["aws", "secrets", id, "statements"]),
    };
  }
}

export const CREDENTIAL_CONSEQUENCES = rules(
  {
    id: "authentication-changed",
    title: "an application must prove who it is in another way",
    severity: "high",
    explanation:
      "The partner must switch at the same moment: until it does, every request for a token is refused. Agree on the moment with it.",
    source: "https://auth0.com/docs/secure/application-credentials",
    ofPartner: method,
  },
  {
    id: "secret-reader-changed",
    title: "another AWS principal reads a partner's credentials",
    severity: "high",
    explanation:
      "Anyone who reads the client secret can act as the partner. Check the account number and the role; rotate the secret if the former reader should not know it any more.",
    source:
      "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
    ofPartner: reader,
    ofStack: exempted,
  },
  {
    id: "key-replaced",
    title: "a public key becomes another one under the same name",
    severity: "high",
    explanation:
      "There is no overlap: give the new key a name of its own, and remove the old one once the partner signs with the new.",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    ofPartner: keyReplaced,
  },
  {
    id: "key-added",
    title: "a public key is added",
    severity: "medium",
    explanation:
      "Anyone who has the private key can act as the partner. Check that the key came from the partner.",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    *ofPartner(pair) {
      const first = newcomer(pair);
      for (const key of first ? plannedKeys(first.credentials) : [])
        yield {
          what: `${pair.name} can sign in with the public key ${setOff(key.name)}, which expires ${endOf(key)}.`,
        };
      yield* keyAdded(pair);
    },
  },
  {
    id: "key-removed",
    title: "a public key is removed",
    severity: "medium",
    explanation:
      "Requests signed with it are refused at once. Make sure that the partner signs with another.",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    ofPartner: keyRemoved,
  },
  {
    id: "key-expiry-changed",
    title: "a public key expires on another day",
    severity: "low",
    explanation: "After that day requests signed with it are refused.",
    ofPartner: keyExpiry,
  },
  {
    id: "key-renamed",
    title: "a public key has another name",
    severity: "low",
    explanation: `${KEY_NAME_STAYS}.`,
    ofPartner: keyRenamed,
  },
);
