// A stack, its state and its tenant that do not belong together → the sentence that says so, before anything is done.
import { UserError } from "../finding.ts";
import { type Misnamed, misnamedIn } from "../identity/held.ts";
import { misnamedLoss, refusalOf } from "../identity/loss-sentences.ts";
import { stackOf } from "../identity/marker.ts";
import { bearerOf } from "../identity/names.ts";
import type { Plan } from "../plan/types.ts";
import { hangingIn, heldIn } from "../pulumi/held.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { knowsId, otherDomain, type StackState } from "../pulumi/state.ts";
import { partnerNames, unmovedIn, unmovedMessage } from "../pulumi/unmoved.ts";
import { plural, printable } from "../text.ts";
import { hasBegun } from "./situation.ts";
import type { MadeTenant } from "./tenant.ts";

/**
 * What this Pulumi stack holds of another one's, or another one of what it is to make: taken up here as well, two states
 * would have it.
 *
 * @param whole the plan of the stack with its parts
 * @param here the Pulumi stack of `state`
 * @param others states of the stack's other Pulumi stacks, by name
 * @throws UserError with the commands that move their state, or where a file says too little of a rename
 */
export function refuseUnmoved(
  whole: Plan,
  here: string,
  state: StackState,
  others: ReadonlyMap<string, StackState>,
): void {
  const namesIn = (its: StackState) => partnerNames(heldIn(its));
  const leaving = unmovedIn(whole, here, namesIn(state));
  const isHere = (id: string) => namesIn(state).some((name) => bearerOf(whole.partners, name) === id);
  const coming = [...others]
    .flatMap(([from, its]) => unmovedIn(whole, from, namesIn(its)))
    .filter(({ id, to }) => to === here && !isHere(id));
  for (const unmoved of [leaving, coming])
    if (unmoved.length > 0) throw new UserError(unmovedMessage(here, unmoved));
  const isToBeMade = ({ kind, declaredAs: id }: Misnamed) =>
    kind === "partner" && (whole.partners[id]?.part ?? whole.stack) === here && !isHere(id);
  const misnamed = [...others.values()].flatMap((its) => misnamedIn(whole, heldIn(its))).filter(isToBeMade);
  if (misnamed.length > 0) throw new UserError(refusalOf(whole, [misnamedLoss(whole, misnamed)]));
}

/**
 * @param whole the plan of the stack with its parts: what one of them holds may hang on what another makes
 * @throws UserError when the plan declares a live object under another name than the state has it: taken up under the
 * new one, it would be deleted under the old one
 */
export function refuseMisnamedState(whole: Plan, state: StackState): void {
  const misnamed = misnamedIn(whole, heldIn(state), hangingIn(state));
  if (misnamed.length > 0) throw new UserError(refusalOf(whole, [misnamedLoss(whole, misnamed)]));
}

/** @throws UserError when the state was made at another tenant than the stack's settings name */
export function refuseOtherDomain(plan: Plan, state: StackState): void {
  const other = otherDomain(plan, state);
  if (other !== undefined) throw new UserError(other);
}

/**
 * A tenant is one stack's. What another one made here would be taken up, and partners would get a second application.
 *
 * @param domains where the project's stacks are declared to be
 * @throws UserError when the tenant holds applications of a stack that is elsewhere, or that nobody declares any more
 */
export function refuseOtherTenant(
  plan: Plan,
  state: StackState,
  tenant: MadeTenant,
  domains: ReadonlyMap<string, string>,
): void {
  const { stack, domain } = plan;
  const foreign = tenant.applications.filter((one) => !knowsId(state, TYPES.client, one.client_id));
  const others = foreign.flatMap((application) => stackOf(plan, application) ?? []);
  for (const [other = "", its] of Map.groupBy(others, (one) => one)) {
    const elsewhere = domains.get(other);
    if (other === stack || elsewhere === domain) continue;
    const made = `${plural(its.length, "application")} marked as ${printable(other)}'s`;
    throw new UserError(
      elsewhere === undefined
        ? `${domain} holds ${made}, and no stack is called that any more: if ${stack} was called so, give it that name again; ` +
            "if that stack is gone for good, delete them in the tenant first"
        : `${domain} is the tenant of another stack: it holds ${made}, which Pulumi.${other}.yaml places at ${elsewhere}. ` +
            "Correct auth0:domain in one of the two files; delete nothing before you know which of them is wrong",
    );
  }
}

/** @throws UserError when a person names what to keep, and no update has made anything that could be kept */
export function refuseBeforeFirst(
  plan: Plan,
  state: StackState,
  tenant: MadeTenant,
  keep: readonly string[],
): void {
  if (keep.length === 0 || hasBegun({ plan, state, tenant })) return;
  throw new UserError(
    `no update of stack ${plan.stack} has made anything yet, so none was interrupted and nothing is taken up: ` +
      `\`pulumi preview --stack ${plan.stack}\` says what of the tenant stands in the way of the first one, and what to write`,
  );
}

/** @throws UserError when nothing that the state has is in the tenant: it is another one, or all of it was deleted */
export function refuseEmptiedTenant({ stack, domain }: Plan, state: StackState, tenant: MadeTenant): void {
  const known = state.resources.flatMap(({ type, id }) => (type === TYPES.client && id ? [id] : []));
  if (known.length === 0 || tenant.applications.some(({ client_id }) => known.includes(client_id))) return;
  throw new UserError(
    `${domain} has none of the ${plural(known.length, "application")} in the state of ${stack}: correct ` +
      `auth0:domain in Pulumi.${stack}.yaml. If they were really deleted there, \`pulumi refresh --stack ${stack}\` forgets them`,
  );
}
