import { z } from "zod";
import { ApiError, invalidBody, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";

/** A connection that an organization's members sign in by. */
export interface EnabledConnection extends Document {
  organization_id: string;
  connection_id: string;
}

const settings = {
  assign_membership_on_login: z.boolean().optional(),
  show_as_button: z.boolean().optional(),
  is_signup_enabled: z.boolean().optional(),
  is_enabled: z.boolean().optional(),
  organization_access_level: z.enum(["none", "readonly", "limited", "full"]).optional(),
  organization_connection_name: z.string().optional(),
};
// Source: https://auth0.com/docs/api/management/v2/organizations/post-enabled-connections (read 2026-11)
export const enabledConnection = z.strictObject({ connection_id: z.string().min(1), ...settings });
export const enabledConnectionChange = z.strictObject(settings);

/** Lets an organization's members sign in by a connection, with Auth0's defaults. */
export function enableConnection(
  store: Store,
  organization_id: string,
  sent: Document & { connection_id: string },
): Document {
  const connection = store.get("connection", sent.connection_id);
  if (connection === undefined) throw notFound.connection();
  const key = `${organization_id}::${sent.connection_id}`;
  if (store.get("organization-connection", key) !== undefined) {
    throw new ApiError(409, "The connection is already enabled for the organization.");
  }
  return keepEnabled(store, {
    organization_id,
    assign_membership_on_login: false,
    show_as_button: true,
    is_enabled: true,
    organization_access_level: "none",
    ...(connection.strategy === "auth0" && { is_signup_enabled: false }),
    ...sent,
  });
}

/** Stores it after all checks, and answers with what a caller sees. */
export function keepEnabled(store: Store, enabled: EnabledConnection): Document {
  const connection = store.get("connection", enabled.connection_id);
  if (
    enabled.is_signup_enabled === true &&
    (connection?.strategy !== "auth0" || enabled.assign_membership_on_login !== true)
  ) {
    throw invalidBody(
      "Only database connections with assign_membership_on_login = true support is_signup_enabled = true.",
    );
  }
  store.put("organization-connection", `${enabled.organization_id}::${enabled.connection_id}`, enabled);
  return presentEnabled(store, enabled);
}

export function presentEnabled(
  store: Store,
  { organization_id: _, ...enabled }: EnabledConnection,
): Document {
  const connection = store.get("connection", enabled.connection_id as string);
  return { ...enabled, connection: { name: connection?.name, strategy: connection?.strategy } };
}
