// A complete draft and the files around it → the text of a new partner file, with what each choice means beside it.
import { Document, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { ANY_TOKEN } from "../model/any-token.ts";
import type { Api } from "../model/api.ts";
import { consentOf, skipsSomeConsent } from "../model/consent.ts";
import type { SubjectType } from "../model/partner.ts";
import type { Workspace } from "../model/workspace.ts";
import { appTypeOf, authenticationOf, type Draft, type DraftStack } from "./draft.ts";

const HEAD = " yaml-language-server: $schema=../schema/partner.schema.json";

/** A public key is replaced after a year at the latest; `check` warns a month before. */
const KEY_YEARS = 1;

function keyExpiry(today: string): string {
  const end = new Date(`${today}T00:00:00Z`);
  end.setUTCFullYear(end.getUTCFullYear() + KEY_YEARS);
  return end.toISOString().replace(".000", "");
}

const KINDS = {
  first: " Ours or a trusted partner's: it acts as part of our app.",
  third: " A third party: its users are asked for consent, and only what is granted here works.",
} as const;

const skipsConsent = ({ isFirstParty = false, userScopes, stacks }: Draft, api: Api | undefined) =>
  userScopes.length > 0 &&
  Object.values(stacks).some(({ callbacks }) =>
    skipsSomeConsent(
      consentOf({
        subjectType: "user",
        isFirstParty,
        callbacks,
        apiSkips: api?.skip_consent_for_verifiable_first_party_clients ?? false,
      }),
    ),
  );

function application(draft: Draft, api: Api | undefined): Record<string, unknown> {
  const { offline, connections } = draft;
  return {
    is_first_party: draft.isFirstParty ?? false,
    ...(!draft.isFirstParty && { third_party_security_mode: "strict" }),
    app_type: appTypeOf(draft),
    authentication_method: authenticationOf(draft),
    ...(connections.length > 0 && { connections }),
    ...(skipsConsent(draft, api) && { skip_consent: true }),
    ...(offline && {
      refresh_token: {
        token_lifetime: offline.tokenLifetime,
        idle_token_lifetime: offline.idleTokenLifetime,
      },
    }),
  };
}

function grants({ api, userScopes, clientScopes, reason }: Draft): Record<string, unknown>[] {
  const grant = (subject_type: SubjectType, scopes: readonly string[]) =>
    scopes.length === 0
      ? []
      : [{ api, subject_type, scopes: scopes.filter((scope) => scope !== ANY_TOKEN), reason }];
  return [...grant("user", userScopes), ...grant("client", clientScopes)];
}

function stackOf(name: string, { callbacks, enableUrl, publicKey }: DraftStack, today: string) {
  const key = publicKey && {
    name: `${name}-${today.slice(0, "YYYY-MM".length)}`,
    expires_at: keyExpiry(today),
    pem: `${publicKey.trim()}\n`,
  };
  return {
    ...(callbacks.length > 0 && { callbacks }),
    ...(enableUrl !== undefined && { enable_url: enableUrl }),
    ...(key && { credentials: [key] }),
  };
}

const keyIn = (map: YAMLMap, name: string): Scalar | undefined => {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  return pair?.key as Scalar | undefined;
};

/** Beside each scope what it allows; below the grants what else the API offers. */
function describeScopes(list: YAMLSeq, api: Api | undefined): void {
  for (const grant of list.items) {
    const scopes = isMap(grant) ? grant.get("scopes") : undefined;
    if (!isSeq(scopes)) continue;
    scopes.flow = false;
    for (const scope of scopes.items) {
      const known = isScalar(scope) ? api?.scopes[String(scope.value)] : undefined;
      if (known && isScalar(scope)) scope.comment = ` ${known.sensitivity}: ${known.description}`;
    }
  }
}

function offered({ userScopes, clientScopes, api: id }: Draft, api: Api | undefined): string | undefined {
  const taken = new Set([...userScopes, ...clientScopes]);
  const rest = Object.entries(api?.scopes ?? {}).filter(([scope]) => !taken.has(scope));
  const lines = rest.map(([scope, it]) => `   ${scope}  ${it.sensitivity}: ${it.description}`);
  return lines.length === 0 ? undefined : [` Not granted, of what ${id} offers:`, ...lines].join("\n");
}

/** Lists of plain words stand on one line, keys and scopes on lines of their own. */
function shape(root: YAMLMap): void {
  const stacks = root.get("stacks");
  for (const { value } of isMap(stacks) ? stacks.items : []) {
    const callbacks = isMap(value) ? value.get("callbacks") : undefined;
    if (isSeq(callbacks)) callbacks.flow = true;
  }
  const connections = root.getIn(["application", "connections"]);
  if (isSeq(connections)) connections.flow = true;
}

/** The text of the file. `today` (YYYY-MM-DD) is when the partner's keys begin. Whether it is right, `check` says. */
export function partnerFile(draft: Draft, workspace: Workspace, today: string): string {
  const api = draft.api === undefined ? undefined : workspace.apis.get(draft.api)?.value;
  const { name, description, owner, contract, contractEnds, contactName, contactEmail } = draft;
  const stacks = Object.entries(draft.stacks).map(([id, stack]) => [id, stackOf(id, stack, today)]);
  const document = new Document({
    name,
    description,
    owner,
    contact: { name: contactName, email: contactEmail },
    contract: { reference: contract, ends: contractEnds },
    application: application(draft, api),
    grants: grants(draft),
    stacks: Object.fromEntries(stacks),
  });
  document.commentBefore = HEAD;
  const root = document.contents as unknown as YAMLMap;
  const comments = {
    application: draft.isFirstParty ? KINDS.first : KINDS.third,
    grants: offered(draft, api),
    stacks: undefined,
  };
  for (const [key, comment] of Object.entries(comments)) {
    const node = keyIn(root, key);
    if (!node) continue;
    node.spaceBefore = true;
    if (comment !== undefined) node.commentBefore = comment;
  }
  const list = root.get("grants");
  if (isSeq(list)) describeScopes(list, api);
  shape(root);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
