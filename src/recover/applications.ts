// All applications that one partner may have in a tenant → the one that is its own, and what becomes of the others.
import { plannedKeys } from "../plan/credentials.ts";
import type { PlannedPartner } from "../plan/types.ts";

/** One of a partner's applications, with all that shows whether somebody was given its client ID. */
export interface Candidate {
  readonly clientId: string;
  /** The stack's state has it. */
  readonly isKnown: boolean;
  /** The stack's outputs, or the partner's file, name it. */
  readonly isNamed: boolean;
  readonly grants: number;
  /** Keys that it signs with. */
  readonly keys: number;
  /** Users who allowed it something. */
  readonly consents: number;
}

export interface Verdict {
  /** To be in the state; those that the state has are never anything else. */
  readonly kept: readonly Candidate[];
  /** Made twice and never given to anybody: to be deleted. */
  readonly surplus: readonly Candidate[];
  /** Why a person has to say which one the partner uses; then nothing is kept or deleted. */
  readonly doubt?: string;
}

/**
 * Grants and keys come after the application is in the state, so one without any was never in an output. That says
 * nothing where the plan gives the partner neither, as while it is suspended.
 */
const isUntouched = ({ grants, keys, consents }: Candidate): boolean => grants + keys + consents === 0;

const tellsByTouch = ({ grants, credentials }: PlannedPartner): boolean =>
  Object.keys(grants).length > 0 || plannedKeys(credentials).length > 0;

/** Those besides the kept ones can go when nobody can have been given any of them. */
function besides(
  kept: readonly Candidate[],
  all: readonly Candidate[],
  planned: PlannedPartner,
  chosen: boolean,
): Verdict {
  const others = all.filter((candidate) => !kept.includes(candidate));
  const used = chosen ? [] : others.filter((one) => !tellsByTouch(planned) || !isUntouched(one));
  if (used.length === 0) return { kept, surplus: others };
  const why = used.some((one) => !isUntouched(one))
    ? "more than one of them was in use"
    : "nothing shows whether the others were in use";
  return { kept: [], surplus: [], doubt: why };
}

/** The one that was in use; with none, any of them, since a run made them all for nobody yet. */
function withoutState(all: readonly Candidate[], planned: PlannedPartner): Verdict {
  const [first] = all;
  if (first === undefined || all.length === 1) return { kept: all, surplus: [] };
  const used = all.filter((candidate) => !isUntouched(candidate));
  return besides(used.length > 0 ? used.slice(0, 1) : [first], all, planned, false);
}

/**
 * Never deletes what the state, the outputs, the file, grants, keys or consents say was in use; where they do not
 * agree, a person decides.
 *
 * @param keep client IDs that a person named
 */
export function judgeApplications(
  candidates: readonly Candidate[],
  planned: PlannedPartner,
  keep: readonly string[] = [],
): Verdict {
  const all = [...candidates].sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  const known = all.filter(({ isKnown }) => isKnown);
  const named = all.filter(({ isNamed }) => isNamed);
  const chosen = all.filter(({ clientId }) => keep.includes(clientId));
  if (chosen.length > 1) return { kept: [], surplus: [], doubt: "--keep names more than one of them" };
  if (known.length > 0) {
    if (chosen.some(({ isKnown }) => !isKnown))
      return {
        kept: [],
        surplus: [],
        doubt:
          "the state has another one than --keep names: write the one to keep as client_id into the file instead",
      };
    const unknown = named.filter(({ isKnown }) => !isKnown);
    if (unknown.length > 0 && chosen.length === 0)
      return { kept: [], surplus: [], doubt: "the state has one, and outputs or the file name another" };
    return besides(known, all, planned, chosen.length > 0);
  }
  if (chosen.length > 0) return besides(chosen, all, planned, true);
  if (named.length > 1) return { kept: [], surplus: [], doubt: "outputs and the file name different ones" };
  if (named.length === 1) return besides(named, all, planned, false);
  return withoutState(all, planned);
}
