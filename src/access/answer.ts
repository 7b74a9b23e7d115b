// Plans and a question about one partner, or one application of ours, become whether it can, as whom, in which stacks, and why or why not.

import { declaredIn } from "../model/applications.ts";
import { nearest } from "../model/nearest.ts";
import { SUBJECT_TYPES } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { type Asked, routeFor, routeLike } from "../model/route-match.ts";
import { hasAccess } from "../model/status.ts";
import type { Plan } from "../plan/types.ts";
import { codeWord } from "../text.ts";
import { type Asking, type Reason, reasonsOf } from "./explain-scope.ts";
import { limitsOf, limitsOfOwn } from "./limits.ts";
import { accessOf, accessOfOwn } from "./matrix.ts";
import { idsOf, type Plans } from "./plans.ts";
import { reachOf, reachOfOwn, scopesIn } from "./reach.ts";
import type { AccessRow } from "./row.ts";

export interface Question {
  /** The id of a partner, or of an application of ours. */
  readonly partner: string;
  readonly scope?: string;
  readonly route?: Asked;
}

/** The same in all stacks that it names. */
export interface Answer extends Reason {
  readonly stacks: readonly string[];
}

/** What `explain` says about one application; its JSON has this shape. */
export interface Explanation {
  readonly format: 1;
  readonly question: Question;
  /** The application's name, or its id where no plan has it. */
  readonly name: string;
  /** Stacks that were asked about, sorted. */
  readonly stacks: readonly string[];
  /** Empty where nothing particular was asked. What it can do comes first. */
  readonly answers: readonly Answer[];
  /** Everything that it can do, where nothing particular was asked. */
  readonly access: readonly AccessRow[];
}

const no = (because: string, needed?: string): Reason => ({
  can: false,
  because,
  limits: [],
  ...(needed !== undefined && { needed }),
});

const meant = (name: string | undefined) => (name === undefined ? "" : `; probably meant: ${name}`);

function aboutScope(asking: Asking, scope: string): Reason[] {
  const reasons = reasonsOf(asking, scope);
  if (reasons.length > 0) return reasons;
  const known = Object.values(asking.plan.apis).flatMap((api) => scopesIn(api).map(({ name }) => name));
  const like = nearest(known, scope);
  return [no(`no API has a scope ${codeWord(scope)}${meant(like && codeWord(like))}`)];
}

/** A route needs one of its scopes: one that the partner has is enough, and without one each says why not. */
function aboutRoute(asking: Asking, asked: Asked): Reason[] {
  const apis = Object.entries(asking.plan.apis);
  const found = apis.flatMap(([id, { routes }]) => {
    const route = routeFor(Object.keys(routes), asked);
    const needs = route === undefined ? undefined : entryOf(routes, route);
    return route === undefined || needs === undefined ? [] : [{ id, route, needs }];
  });
  if (found.length === 0) {
    const known = apis.flatMap(([, { routes }]) => Object.keys(routes));
    return [no(`no API has a route ${asked.method} ${asked.path}${meant(routeLike(known, asked))}`)];
  }
  return found.flatMap(({ id, route, needs }) => {
    if (needs === "public")
      return [{ can: true, because: `${route} of ${id} needs no token: anybody can call it`, limits: [] }];
    const reasons = needs.flatMap((scope) => reasonsOf(asking, scope, id));
    const needed = `${route} of ${id} needs ${needs.map(codeWord).join(" or ")}`;
    return SUBJECT_TYPES.flatMap((subject) => {
      const ofSubject = reasons.filter(({ subjectType }) => subjectType === subject);
      const open = ofSubject.filter(({ can }) => can);
      return (open.length > 0 ? open : ofSubject).map((reason) => ({
        ...reason,
        because: `${needed}: ${reason.because}`,
      }));
    });
  });
}

const isOwn = (plans: Plans, id: string) =>
  [...plans.values()].some(({ ownApplications }) => Object.hasOwn(ownApplications, id));

/** How the application is in one stack; undefined where it is not there. */
function askingOf(plan: Plan, id: string, plans: Plans): Asking | undefined {
  const partner = entryOf(plan.partners, id);
  if (!partner) {
    const own = entryOf(plan.ownApplications, id);
    return (
      own && {
        plan,
        file: `own_applications.${id} of tenant.yaml`,
        status: "active",
        grants: own.grants,
        reach: reachOfOwn(plan, own),
        // Its grants are the same in all stacks where it exists.
        grantedIn: () => [],
        limits: (reached) => limitsOfOwn(plan, reached),
      }
    );
  }
  const hasGrant = (other: Plan, key: string) =>
    entryOf(entryOf(other.partners, id)?.grants ?? {}, key) !== undefined;
  return {
    plan,
    file: declaredIn(id),
    status: partner.status,
    grants: partner.grants,
    reach: reachOf(plan, partner),
    grantedIn: (key) => [...plans].filter(([, other]) => hasGrant(other, key)).map(([stack]) => stack),
    limits: (reached) => limitsOf(plan, partner, reached),
  };
}

function reasonsIn(plan: Plan, { partner: id, scope, route }: Question, plans: Plans): Reason[] {
  const asking = askingOf(plan, id, plans);
  if (!asking) {
    const known = idsOf(plans, "partners");
    if (isOwn(plans, id))
      return [
        no(
          "it is not in this stack",
          `this stack, with its client_id, in own_applications.${id} of tenant.yaml`,
        ),
      ];
    if (!known.includes(id)) return [no(`there is no partner ${id}${meant(nearest(known, id))}`)];
    return [no("it is not in this stack", `this stack among the stacks in ${declaredIn(id)}`)];
  }
  if (route) return aboutRoute(asking, route);
  if (scope !== undefined) return aboutScope(asking, scope);
  if (asking.reach.size > 0) return [];
  const { status, file } = asking;
  return [
    hasAccess(status)
      ? no("no API gives it anything")
      : no(`it is ${status}: no grant of it exists`, `status: active in ${file}`),
  ];
}

function merged(reasons: readonly { readonly stack: string; readonly reason: Reason }[]): Answer[] {
  const same = Map.groupBy(reasons, ({ reason }) => JSON.stringify(reason));
  const answers = [...same.values()].flatMap((group) =>
    group[0] ? [{ ...group[0].reason, stacks: group.map(({ stack }) => stack) }] : [],
  );
  return [...answers.filter(({ can }) => can), ...answers.filter(({ can }) => !can)];
}

/** Where a partner has no file in a stack, or no such scope or route exists, that is the answer. */
export function explain(plans: Plans, question: Question): Explanation {
  const sorted = [...plans].sort(([a], [b]) => (a < b ? -1 : 1));
  const reasons = sorted.flatMap(([stack, plan]) =>
    reasonsIn(plan, question, plans).map((reason) => ({ stack, reason })),
  );
  const isOpen = question.scope === undefined && question.route === undefined;
  const { partner: id } = question;
  const named = sorted.map(
    ([, plan]) => entryOf(plan.partners, id)?.application.name ?? entryOf(plan.ownApplications, id)?.name,
  );
  return {
    format: 1,
    question,
    name: named.find((name) => name !== undefined) ?? id,
    stacks: sorted.map(([stack]) => stack),
    answers: merged(reasons),
    access: isOpen
      ? [
          ...accessOf(undefined, new Map(sorted)).filter(
            ({ partner, via }) => partner === id && via !== "resumption",
          ),
          ...accessOfOwn(new Map(sorted), id),
        ]
      : [],
  };
}
