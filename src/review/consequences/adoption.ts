// Applications and APIs that a tenant has already and that are taken over.
import { OWNERSHIP_KEYS } from "../../plan/application.ts";
import type { Plan, PlannedPartner } from "../../plan/types.ts";
import { type ApiPair, type PartnerPair, stopped } from "./pair.ts";
import { rules, type Said } from "./rule.ts";

/** As the tenant has it: every application that was deployed carries our marker. */
const isAsFound = ({ application: { clientMetadata } }: PlannedPartner): boolean =>
  !Object.hasOwn(clientMetadata, OWNERSHIP_KEYS.partner);

/** Who of a plan names a client ID, by the present id where it was renamed. */
const namedBy = ({ partners }: Plan, clientId: string): string | undefined =>
  Object.keys(partners).find((id) => partners[id]?.adopts === clientId);

const REFUSED =
  "check --base and the update refuse that, since its users allowed that partner and nobody else";

/** Whose client ID it names, where that was another partner's. */
function ownerOf({ id, after, stack }: PartnerPair): string | undefined {
  const owner = after?.adopts === undefined ? undefined : namedBy(stack.base, after.adopts);
  return owner === id ? undefined : owner;
}

/** A client ID that was another partner's: of one that is gone, `partner-vanished` says who it is now. */
function* moved(pair: PartnerPair): Generator<Said> {
  const { name, after, at, stack } = pair;
  const owner = ownerOf(pair);
  if (owner === undefined || !Object.hasOwn(stack.head.partners, owner)) return;
  yield {
    what: `${name} names the application ${after?.adopts}, which is that of ${owner}; ${REFUSED}.`,
    covers: [
      at("adopts"),
      ...Object.values(OWNERSHIP_KEYS).map((key) => at("application", "clientMetadata", key)),
    ],
  };
}

function* adopted(pair: PartnerPair): Generator<Said> {
  const { before, after, name, at, stack } = pair;
  const id = after?.adopts;
  if (id === undefined || (id === before?.adopts && !isAsFound(before)) || ownerOf(pair) !== undefined)
    return;
  const instead =
    before === undefined || isAsFound(before)
      ? ""
      : ` If that is not the application it has there, the one it has is deleted, with its client ID, tokens and consents.${stopped(stack, before)}`;
  yield {
    what: `${name} takes over the application ${id} that the tenant of ${stack.stack} has already: its name, callbacks and grants become those of the file.${instead}`,
    covers: [
      at("adopts"),
      ...Object.values(OWNERSHIP_KEYS).map((key) => at("application", "clientMetadata", key)),
    ],
  };
}

function* released({ before, after, name, at, stack }: PartnerPair): Generator<Said> {
  if (!after || before?.adopts === undefined || after.adopts !== undefined) return;
  // Anyone else who names it now is told of.
  const isMoved = namedBy(stack.head, before.adopts) !== undefined;
  yield {
    what: isMoved
      ? `${name} no longer names its application ${before.adopts}.`
      : `${name} no longer says that its application was there before; it keeps it.`,
    covers: [at("adopts")],
  };
}

function* apiAdopted({ before, after, name, at, stack }: ApiPair): Generator<Said> {
  const id = after?.adopts;
  if (id === undefined || id === before?.adopts) return;
  yield {
    what: `${name} takes over the API ${id} that the tenant of ${stack.stack} has already: its policies, lifetimes and scopes become those of the file, for everybody who uses it.`,
    covers: [at("adopts")],
  };
}

function* apiReleased({ before, after, name, at }: ApiPair): Generator<Said> {
  if (!after || before?.adopts === undefined || after.adopts !== undefined) return;
  yield { what: `${name} no longer says that it was there before; it stays.`, covers: [at("adopts")] };
}

export const ADOPTION_CONSEQUENCES = rules(
  {
    id: "application-adopted",
    title: "an application that the tenant has already becomes a partner's",
    severity: "high",
    explanation:
      "Make sure that the client ID is this partner's and nobody else's: not our own app's, and not another partner's. The preview shows what will change on it.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/import/",
    ofPartner: adopted,
  },
  {
    id: "application-moved",
    title: "a partner names the application of another one",
    severity: "high",
    explanation:
      "Leave each client ID with the partner that it was given to; if that was renamed, write former_ids.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/import/",
    ofPartner: moved,
  },
  {
    id: "application-adoption-dropped",
    title: "a partner's file no longer names the application that was taken over",
    severity: "low",
    explanation:
      "Do it only where the take-over was deployed: elsewhere a new application would be made. From here on the engine may replace the application where Auth0 does not let it change.",
    ofPartner: released,
  },
  {
    id: "api-adopted",
    title: "an API that the tenant has already is taken over",
    severity: "high",
    explanation:
      "Our own applications and partners of long ago may use it: the update refuses to take scopes away or to lock out an application that no file declares. The preview shows all that changes on it.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/import/",
    ofApi: apiAdopted,
  },
  {
    id: "api-adoption-dropped",
    title: "an API's file no longer names the API that was taken over",
    severity: "low",
    explanation:
      "Do it only where the take-over was deployed: elsewhere the update is refused, since the tenant has the API already.",
    ofApi: apiReleased,
  },
);
