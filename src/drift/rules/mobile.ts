// Apps that may open links of the tenant's domain, and are not those of the partner's file.
import { MOBILE_STAYS } from "../../model/mobile.ts";
import { type DriftRule, fieldRule, instead } from "./rule.ts";

const differs = fieldRule({
  id: "mobile-differs",
  title: "The apps that open links of the tenant's domain are those of the partner's file",
  severity: "alarm",
  why: "an app that opens a link of ours gets the authorization codes that come back to it",
  remedy: "by-hand",
  todo: ({ declared }) =>
    declared === undefined
      ? `take it out in the tenant, or write it into the file. ${MOBILE_STAYS}`
      : "an update with --refresh puts back what the file says",
  source: "https://auth0.com/docs/get-started/applications/enable-android-app-links-support",
  at: ["mobile", "mobile/*", "mobile/*/*"].map((path) => `partner/application/${path}`),
  says: (d) => `its ${d.path.slice(1).join(" ")} is ${instead(d)}`,
});

export const MOBILE_RULES: readonly DriftRule[] = [differs];
