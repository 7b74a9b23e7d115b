// Plans of several stacks become what a reader needs to know of each API.

import { idsOf, type Plans } from "../access/plans.ts";
import { scopesIn } from "../access/reach.ts";
import { entryOf } from "../model/record.ts";
import type { Plan } from "../plan/types.ts";
import { hostingInWords } from "./hosting.ts";
import type { ReportedApi } from "./review.ts";

function hostingIn(stack: string, plan: Plan, id: string): ReportedApi["hosting"] {
  const hosting = entryOf(plan.apis, id)?.hosting;
  return hosting ? [{ stack, facts: hostingInWords(hosting) }] : [];
}

/** By id. Everything but hosting is the same in all stacks, since all plans are made of the same files. */
export const apisOf = (head: Plans): ReportedApi[] =>
  idsOf(head, "apis").flatMap((id) => {
    const api = [...head.values()].map(({ apis }) => entryOf(apis, id)).find((found) => found !== undefined);
    if (!api) return [];
    return {
      id,
      name: api.resourceServer.name,
      identifier: api.resourceServer.identifier,
      owner: api.owner,
      scopes: scopesIn(api).map((scope) => ({ ...scope })),
      routes: Object.fromEntries(
        Object.entries(api.routes).map(([route, needs]) => [route, needs === "public" ? needs : [...needs]]),
      ),
      hosting: [...head]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([stack, plan]) => hostingIn(stack, plan, id)),
    };
  });
