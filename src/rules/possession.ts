// Rules about tokens that are bound to a key of the application (DPoP).

import { asksForProof, bindsTokens } from "../model/dpop.ts";
import type { Partner } from "../model/partner.ts";
import { SUBJECT_TYPES } from "../model/partner.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { grantedApis, isPublic } from "./lookup.ts";
import { apiRule, partnerRule, type Rule } from "./rule.ts";
import { HTTP_API_JWT, SENDER_CONSTRAINING } from "./sources.ts";

const FLAG = "require_proof_of_possession";

const granted = (partner: Partner, workspace: Workspace) =>
  SUBJECT_TYPES.flatMap((subject) => grantedApis(partner, workspace, subject));

const dpopNotHosted = apiRule({
  id: "dpop-not-hosted",
  title: "A hosted API does not bind tokens to keys",
  why: "API Gateway takes a token bare or behind Bearer, and one that is bound to a key comes behind DPoP",
  source: HTTP_API_JWT,
  *check({ value: { dpop, hosting } }) {
    if (hosting && dpop && bindsTokens(dpop))
      yield {
        at: ["dpop"],
        what: `dpop ${quote(dpop)} for an API that is hosted on AWS`,
        fix: "remove dpop; only an API that runs elsewhere can have it",
      };
  },
});

const proofOfPossessionApi = partnerRule({
  id: "proof-of-possession-api",
  title: "An application that must prove possession uses APIs that bind tokens",
  why: "Auth0 gives it no token for any other API, with a proof or without",
  source: SENDER_CONSTRAINING,
  *check({ value: partner }, workspace) {
    if (partner.application[FLAG] !== true) return;
    for (const { at, api } of granted(partner, workspace)) {
      if (bindsTokens(api.value.dpop)) continue;
      yield {
        at,
        what: `API ${quote(api.id)} binds no tokens, and the application has ${FLAG}`,
        fix: api.value.hosting
          ? `remove ${FLAG}: a hosted API cannot bind tokens`
          : `remove ${FLAG}, or write dpop: allowed in ${api.file}`,
      };
    }
  },
});

const proofOfPossessionStated = partnerRule({
  id: "proof-of-possession-stated",
  title: "An application that gets no token without a proof says so",
  why: "Auth0 refuses its token requests until it sends proofs, and nothing else in its file shows that",
  source: SENDER_CONSTRAINING,
  *check({ value: partner }, workspace) {
    const { application } = partner;
    if (application[FLAG] === true) return;
    const asking = granted(partner, workspace).find(({ api }) =>
      asksForProof(api.value.dpop, { isPublic: isPublic(application) }),
    );
    if (!asking) return;
    yield {
      at: application[FLAG] === undefined ? ["application"] : ["application", FLAG],
      what: `API ${quote(asking.api.id)} gives it tokens only with a DPoP proof, and the file does not say so`,
      fix: `write ${FLAG}: true`,
      also: [{ file: asking.api.file, at: ["dpop"], what: "the API demands it" }],
    };
  },
});

/** In the order of docs/rules.md. */
export const POSSESSION: readonly Rule[] = [dpopNotHosted, proofOfPossessionApi, proofOfPossessionStated];
