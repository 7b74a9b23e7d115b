// What a first update meets in a tenant that is in use: applications that nothing declares, users, what stops it.

import type { ScopeChange } from "../../first/before-after.ts";
import type { FirstReview, Undeclared, UserCount } from "../../first/facts.ts";
import { page } from "../../model/pages.ts";
import { entryOf } from "../../model/record.ts";
import { nounFor, setOff } from "../../text.ts";
import type { StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { codeList, counted, listOf, subjectWords } from "./words.ts";

const POLICIES = "https://auth0.com/docs/get-started/apis/api-access-policies-for-applications";

const apiName = ({ head }: StackPair, id: string): string =>
  setOff(entryOf(head.apis, id)?.resourceServer.name ?? id);

const nameOf = ({ name, clientId, isFirstParty }: Undeclared): string =>
  `${name === "" ? "An application without a name" : setOff(name)} (${clientId}), a ${isFirstParty ? "first-party" : "third-party"} application that nothing declares,`;

/** A line for each change of an undeclared application that the rule is about. */
const eachChange = (tell: (change: ScopeChange, api: string) => string | undefined) =>
  function* ({ undeclared }: FirstReview, pair: StackPair): Generator<Said> {
    for (const application of undeclared)
      for (const change of application.changes) {
        const what = tell(change, apiName(pair, change.api));
        if (what !== undefined) yield { what: `${nameOf(application)} ${what}` };
      }
  };

const lockedOut = eachChange(({ subjectType, isLockedOut, lost }, api) =>
  isLockedOut
    ? `gets no more tokens for ${api} ${subjectWords(subjectType)}, refreshed ones included${lost.length === 0 ? "" : `; until now it can have ${codeList(lost)}`}.`
    : undefined,
);

const losing = eachChange(({ subjectType, isLockedOut, lost }, api) =>
  isLockedOut || lost.length === 0
    ? undefined
    : `can no longer get ${codeList(lost)} of ${api} ${subjectWords(subjectType)}.`,
);

const gaining = eachChange(({ subjectType, isLockedOut, lost, gained }, api) => {
  if (isLockedOut || (gained.length === 0 && lost.length > 0)) return undefined;
  const scopes = gained.length === 0 ? "tokens without a scope" : codeList(gained);
  return `can get ${scopes} of ${api} ${subjectWords(subjectType)} from now on.`;
});

/** How far the count goes, in words. */
function howMany({ without, read, total }: UserCount): string {
  if (read >= total) return `${without} of all ${counted(total, "user")} have no account`;
  return `At least ${without} of ${total} users have no account: Auth0 shows ${read} of them, and those were counted`;
}

function* users({ users: count }: FirstReview, { head, base }: StackPair): Generator<Said> {
  if (!count || (count.without === 0 && count.read >= count.total)) return;
  const claiming = Object.entries(head.apis).filter(
    ([id, { accountClaim }]) =>
      accountClaim !== undefined && entryOf(base.apis, id)?.accountClaim !== accountClaim,
  );
  if (claiming.length === 0) return;
  const apis = listOf(claiming.map(([, { resourceServer }]) => setOff(resourceServer.name)));
  yield {
    what: `${howMany(count)} in app_metadata.${count.key}: they are refused tokens for ${apis}, in every application.`,
  };
}

function* staying({ staying: list }: FirstReview): Generator<Said> {
  for (const { partner, connections } of list)
    yield {
      subject: { kind: "partner", id: partner },
      partners: [partner],
      what: `The application has ${nounFor(connections.length, "the connection")} ${codeList(connections)}, which its file does not name: the update leaves that as it is.`,
    };
}

function* doubtful({ doubtful: list }: FirstReview): Generator<Said> {
  for (const { id, name, clientId, calledInTenant, isFirstParty } of list)
    yield {
      subject: { kind: "own-application", id },
      what: `${name} is the application ${clientId}, which the tenant calls ${JSON.stringify(calledInTenant)}${isFirstParty ? "" : ", a third party's"}.`,
      ...(!isFirstParty && { severity: "high" as const }),
    };
}

function* beside({ beside: list }: FirstReview, { stack }: StackPair): Generator<Said> {
  for (const { kind, id, declared, inTenant, key } of list)
    yield kind === "api"
      ? {
          subject: { kind, id },
          what: `The tenant has the API ${setOff(inTenant)}, and apis/${id}.yaml says ${setOff(declared)}: another one is made. If they are the same, write that identifier and resource_server_id: ${key} below ${stack}.`,
        }
      : {
          subject: { kind, id },
          partners: [id],
          what: `The tenant has an application ${setOff(inTenant)} (${key}) already, and another one is made. If it is this partner's, write client_id: ${key} below ${stack}.`,
        };
}

/** A word of prose may begin a sentence in a capital; the name of a file or the value of a key is spelled as it is. */
const begun = (text: string): string =>
  /^[a-z]+[ ,]/.test(text) ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text;

/** Where the program prints lines to be written, a sentence says where they are. */
function sentenceOf(stop: string, stack: string): string {
  const [first = "", ...lines] = stop.split("\n");
  const sentence = begun(first).replace(/:$/, "");
  return lines.length === 0
    ? `${sentence}.`
    : `${sentence}: \`pulumi preview --stack ${stack}\` prints the lines.`;
}

export const FIRST_CONSEQUENCES = rules(
  {
    id: "first-update-stops",
    title: "the first update stops before it changes anything",
    severity: "high",
    explanation: "Write what it says, and review again.",
    *ofFirst({ stops }, { stack }) {
      for (const stop of stops) yield { what: sentenceOf(stop, stack) };
    },
  },
  {
    id: "first-locks-out",
    title: "an application that nothing declares gets no more tokens",
    severity: "high",
    explanation:
      "Is it ours? Declare it under own_applications in tenant.yaml, with the scopes that it uses: its grant is made before the policy turns. Is it a partner's? Take it over with import. If nobody uses it, delete it in the tenant.",
    source: POLICIES,
    ofFirst: lockedOut,
  },
  {
    id: "first-takes-scopes",
    title: "an application that nothing declares loses scopes",
    severity: "high",
    explanation:
      "Calls that need them fail from its next token on. Declare the scopes in the API's file and the application in tenant.yaml, or make sure that nobody uses them.",
    source: POLICIES,
    ofFirst: losing,
  },
  {
    id: "first-gives-scopes",
    title: "an application that nothing declares gains scopes",
    severity: "high",
    explanation: "No file says that it may. Declare it, or let the API ask for a grant.",
    source: POLICIES,
    ofFirst: gaining,
  },
  {
    id: "first-users-without-account",
    title: "users have no account and are refused tokens",
    severity: "high",
    explanation: `The login Action refuses a user without an account every token for these APIs, at the next refresh too. Fill in app_metadata for all of them before; ${page("docs/first-deployment.md")} counts and fills.`,
    source: "https://auth0.com/docs/manage-users/user-search/list-and-search-users",
    ofFirst: users,
  },
  {
    id: "first-own-application",
    title: "an application of ours has another name in the tenant, or is a third party's there",
    severity: "medium",
    explanation:
      "A wrong client ID gives another application what this one is to have, and leaves this one without. Correct it, or write the tenant's name; a third party's application belongs into partners/.",
    ofFirst: doubtful,
  },
  {
    id: "first-beside",
    title: "the tenant has nearly the same already, and another one is made beside it",
    severity: "high",
    explanation:
      "Those who use the one that is there go on with it, and nothing of it is managed: nobody's access to it ends with a partner's file. Auth0 takes identifiers letter by letter, and allows a name twice.",
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    ofFirst: beside,
  },
  {
    id: "first-leaves",
    title: "an application that is taken over keeps connections that its file does not name",
    severity: "medium",
    explanation:
      "An update takes away only what it made. Write it into the file, or take it away in the tenant.",
    ofFirst: staying,
  },
  {
    id: "first-consent-page",
    title: "the tenant's consent page is not as tenant.yaml says",
    severity: "medium",
    explanation:
      "No update sets the tenant's flags: set use_scope_descriptions_for_consent there, or change tenant.yaml.",
    source: "https://auth0.com/docs/customize/login-pages/customize-consent-prompts",
    *ofFirst({ showsScopeDescriptions }, { head }) {
      if (showsScopeDescriptions !== head.showsScopeDescriptions)
        yield {
          what: `The consent page shows the scopes' ${showsScopeDescriptions ? "descriptions" : "names"}, and tenant.yaml says that it shows their ${head.showsScopeDescriptions ? "descriptions" : "names"}.`,
        };
    },
  },
);
