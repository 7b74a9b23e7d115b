// A world for each standing observation.
import { api, application, type Example, key, keys, machine, partner, set } from "./edit.ts";

export const OBSERVATION_EXAMPLES: Record<string, Example> = {
  "contract-ended": { change: set((w) => (partner(w).contract.ends = "2026-11-23")) },
  "contract-ends-soon": { change: set((w) => (partner(w).contract.ends = "2026-12-24")) },
  "key-expired": { change: keys(key("a", "one", "2026-11-01T00:00:00Z")) },
  "key-expires-soon": { change: keys(key("a", "one", "2026-12-01T00:00:00Z")) },
  "permissive-application": { change: set((w) => (application(w).third_party_security_mode = "permissive")) },
  "sensitive-without-user": { change: machine("delete:contacts") },
  "review-overdue": { change: set((w) => (partner(w).review_by = "2026-10-31")) },
  "review-due-soon": { change: set((w) => (partner(w).review_by = "2026-11-30")) },
  "both-subject-types": { change: machine("read:contacts") },
  "stacks-differ": {
    change: set((w) =>
      partner(w).grants.push({
        api: "contacts",
        subject_type: "client",
        scopes: ["read:contacts"],
        reason: "Syncs at night",
        stacks: ["local"],
      }),
    ),
  },
  "scope-unused": {
    change: set(
      (w) => (api(w).scopes["create:contacts"] = { description: "Add contacts", sensitivity: "medium" }),
    ),
  },
  "routes-without-scope": { change: () => {} },
};
