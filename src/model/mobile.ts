// Which apps of a native application may open links of the tenant's domain: of a file, a plan and a tenant, in words.
import type { Application } from "./partner.ts";

/** As the plan has them, in the provider's words; fingerprints are sorted. */
export interface Mobile {
  readonly android?: {
    readonly appPackageName: string;
    readonly sha256CertFingerprints: readonly string[];
  };
  readonly ios?: { readonly teamId: string; readonly appBundleIdentifier: string };
}

/** What the file says, as the plan has it. */
export const mobileOf = ({ android, ios }: NonNullable<Application["mobile"]>): Mobile => ({
  ...(android && {
    android: {
      appPackageName: android.app_package_name,
      sha256CertFingerprints: [...new Set(android.sha256_cert_fingerprints)].sort(),
    },
  }),
  ...(ios && { ios: { teamId: ios.team_id, appBundleIdentifier: ios.app_bundle_identifier } }),
});

/** One for each app and each key that signs it, sorted; none of nothing. */
export const appsIn = ({ android, ios }: Mobile = {}): readonly string[] =>
  [
    ...(android?.sha256CertFingerprints ?? []).map(
      (key) => `${android?.appPackageName} of Android, signed with ${key.slice(0, 11)}…`,
    ),
    ...(ios ? [`${ios.appBundleIdentifier} of iOS, team ${ios.teamId}`] : []),
  ].sort();

/**
 * Why no update takes one away: the provider sends nothing for what is no longer declared, and cannot empty it.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/client/resource_test.go (read 2026-11)
 */
export const MOBILE_STAYS =
  "Auth0 keeps an app that a file no longer names until somebody takes it out of the application's device settings: no update does";
