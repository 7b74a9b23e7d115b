// A partner that calls two APIs.
import type { Plan } from "../../../src/plan/types.ts";

/** A partner's plan with a second API beside Contacts, for the same kinds of access. */
export function withInvoices(plan: Plan, id: string): Plan {
  const [partner, contacts] = [plan.partners[id], plan.apis.contacts];
  if (!partner || !contacts) throw new Error(`no ${id}`);
  const identifier = "https://api.our-app.example/invoices";
  const invoices = {
    ...contacts,
    resourceServer: { ...contacts.resourceServer, name: "Invoices", identifier },
    scopes: [{ name: "read:invoices", description: "See your invoices", sensitivity: "medium" as const }],
    routes: { "GET /invoices": ["read:invoices"] },
  };
  const more = Object.values(partner.grants).map((grant) => [
    `invoices/${grant.subjectType}`,
    { ...grant, api: "invoices", audience: identifier, scopes: ["read:invoices"] },
  ]);
  const grants = { ...partner.grants, ...Object.fromEntries(more) };
  return { ...plan, apis: { ...plan.apis, invoices }, partners: { [id]: { ...partner, grants } } };
}
