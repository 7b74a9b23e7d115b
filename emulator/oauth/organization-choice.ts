import type { Context } from "hono";
import type { Tenant } from "../tenant.ts";
import { choicesOf, isMemberRequired } from "./organization.ts";
import { organizationPage } from "./pages/organization.ts";
import { decide } from "./sign-in.ts";
import { lost, type Progress, progressOf } from "./steps.ts";

const choicesFor = ({ tenant, request, user }: Progress) =>
  user === undefined ? [] : choicesOf(tenant, request.client, user);

/** `GET /u/organization` */
export function showOrganization(tenant: Tenant, context: Context): Response | Promise<Response> {
  const progress = progressOf(tenant, context, context.req.query("state") ?? "");
  if (progress?.user === undefined) return lost(context);
  const { client } = progress.request;
  return organizationPage(context, {
    state: progress.state,
    client,
    organizations: choicesFor(progress),
    isOptional: !isMemberRequired(client),
  });
}

/** `POST /u/organization`: one of those that were shown, or none where the application is for individuals too. */
export async function submitOrganization(tenant: Tenant, context: Context): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const progress = progressOf(tenant, context, form.get("state") ?? "");
  const id = form.get("organization") ?? "";
  if (progress?.session === undefined) return lost(context);
  const isChoice =
    id === ""
      ? !isMemberRequired(progress.request.client)
      : choicesFor(progress).some((organization) => organization.id === id);
  if (!isChoice) return lost(context);
  decide(tenant, progress.state, { session_id: progress.session.id, organization_id: id });
  return context.redirect(`/authorize/resume?state=${progress.state}`, 303);
}
