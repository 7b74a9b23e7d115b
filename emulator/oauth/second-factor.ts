import type { Context } from "hono";
import { verify } from "otplib";
import type { Tenant } from "../tenant.ts";
import { clearFailures, isLocked, recordFailure } from "./lockout.ts";
import { secondFactorPage } from "./pages/second-factor.ts";
import { passSecondFactor } from "./sign-in.ts";
import { lost, progressOf } from "./steps.ts";

const TOLERANCE_SECONDS = 30;

/** `GET /u/mfa-otp-challenge` */
export function showSecondFactor(tenant: Tenant, context: Context): Response | Promise<Response> {
  const progress = progressOf(tenant, context, context.req.query("state") ?? "");
  return progress?.user === undefined ? lost(context) : secondFactorPage(context, progress.state);
}

/**
 * `POST /u/mfa-otp-challenge`: a code is good once, and ten wrong ones lock the account.
 * Source: https://auth0.com/docs/secure/multi-factor-authentication/multi-factor-authentication-factors/configure-otp-notifications-for-mfa
 */
export async function submitSecondFactor(tenant: Tenant, context: Context): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const progress = progressOf(tenant, context, form.get("state") ?? "");
  if (progress?.user?.totp_secret === undefined) return lost(context);
  const { state, user } = progress;
  const account = { connection: "one-time codes", username: user.user_id };
  if (isLocked(tenant, account)) return secondFactorPage(context, state, "Too many wrong codes.");
  const token = (form.get("code") ?? "").replaceAll(" ", "");
  const step = await matchingStep(tenant, user.totp_secret ?? "", token, Number(user.totp_step ?? -1));
  if (step === undefined) {
    recordFailure(tenant, account);
    return secondFactorPage(context, state, "The code is not valid.");
  }
  clearFailures(tenant, account);
  tenant.store.put("user", user.user_id, { ...user, totp_step: step });
  passSecondFactor(tenant, context);
  return context.redirect(`/authorize/resume?state=${state}`, 303);
}

async function matchingStep(tenant: Tenant, secret: string, token: string, after: number) {
  if (!/^\d{6}$/.test(token)) return undefined;
  const result = await verify({
    secret,
    token,
    epoch: Math.floor(tenant.now() / 1000),
    epochTolerance: TOLERANCE_SECONDS,
    ...(after >= 0 && { afterTimeStep: after }),
  });
  return result.valid && "timeStep" in result ? result.timeStep : undefined;
}
