// Rules about the APIs that a stack hosts: that both files speak of the same thing, and where it answers.

import { addressOf } from "../../model/address.ts";
import type { HostingKind } from "../../model/hosting.ts";
import { quote } from "../../text.ts";
import { writeOneOf } from "../advice.ts";
import { type Rule, workspaceRule } from "../rule.ts";
import {
  AWS_REGIONS,
  HTTP_API_CORS,
  HTTP_API_INTEGRATIONS,
  HTTP_API_JWT,
  PULUMI_STACKS,
} from "../sources.ts";
import { AWS, HOSTING, hostedIn, isLocal, REGION } from "./hosted.ts";

const hostingApiKnown = workspaceRule({
  id: "hosting-api-known",
  title: "A stack hosts APIs whose file says how",
  why: "what is the same in all stacks, the kind of hosting above all, belongs in the API's file",
  source: PULUMI_STACKS,
  *check(workspace) {
    const hostable = [...workspace.apis.values()].filter(({ value }) => value.hosting).map(({ id }) => id);
    for (const { stack, id, at, api, hosting } of hostedIn(workspace)) {
      const file = `apis/${id}.yaml`;
      if (hosting || workspace.unreadable.has(file)) continue;
      yield {
        file: stack.file,
        at,
        on: "key",
        what: api ? `API ${quote(id)} has no hosting in its file` : `there is no API ${quote(id)}`,
        fix: api ? `add hosting to ${file}` : writeOneOf(hostable, id, `remove it, or add ${file}`),
      };
    }
  },
});

/** The stack's setting that a kind needs, and the one that is another kind's. */
const SETTINGS: Readonly<Record<HostingKind, readonly ["origin_url" | "service", "origin_url" | "service"]>> =
  {
    origin: ["origin_url", "service"],
    fargate: ["service", "origin_url"],
  };

const hostingSettingsKind = workspaceRule({
  id: "hosting-settings-kind",
  title: "A stack's settings fit the kind of hosting: origin_url for origin, service for fargate",
  why: "the gateway sends requests either to a server that already runs or to a container of ours",
  source: HTTP_API_INTEGRATIONS,
  *check(workspace) {
    for (const { stack, id, at, settings, api, hosting } of hostedIn(workspace)) {
      if (!api || !hosting) continue;
      const [needed, other] = SETTINGS[hosting.kind];
      const also = [
        { file: api.file, at: ["hosting", "kind"], what: `kind ${hosting.kind} is written here` },
      ];
      if (settings[needed] === undefined)
        yield {
          file: stack.file,
          at,
          on: "key",
          what: `API ${quote(id)} of kind ${hosting.kind} without ${needed}`,
          fix: `add ${needed}`,
          also,
        };
      if (settings[other] !== undefined)
        yield {
          file: stack.file,
          at: [...at, other],
          on: "key",
          what: `${other} for API ${quote(id)} of kind ${hosting.kind}`,
          fix: `remove ${other}`,
          also,
        };
    }
  },
});

const hostingNeedsAws = workspaceRule({
  id: "hosting-needs-aws",
  title: "A stack that hosts an API or has an AWS account names account and region",
  why: "nothing may end up in the account or region that a shell happens to be set to",
  source: AWS_REGIONS,
  *check({ stacks }) {
    for (const { file, value } of stacks.values()) {
      const { config } = value;
      const user = config[HOSTING] ? HOSTING : AWS;
      if (!config[user]) continue;
      for (const needed of [AWS, REGION] as const)
        if (config[needed] === undefined)
          yield {
            file,
            at: ["config", user],
            on: "key",
            what: `${user} without ${needed}`,
            fix:
              needed === AWS
                ? `add ${AWS} with account_id and the roles`
                : `add ${REGION}, such as eu-central-1`,
          };
    }
  },
});

const hostingIssuerPublic = workspaceRule({
  id: "hosting-issuer-public",
  title: "The issuer of a stack that hosts an API is on the internet",
  why: "the gateway loads the keys that prove a token from the issuer, over the internet",
  source: HTTP_API_JWT,
  *check({ stacks }) {
    for (const { file, value } of stacks.values()) {
      const issuer = value.config["partner-access:issuer"];
      const url = addressOf(issuer ?? `https://${value.config["auth0:domain"]}/`);
      if (!value.config[HOSTING] || !url || url.reach === "public") continue;
      yield {
        file,
        at: ["config", issuer === undefined ? "auth0:domain" : "partner-access:issuer"],
        what: `issuer ${quote(url.href)} cannot be reached from AWS`,
        fix: `write the issuer of a real tenant, or remove ${HOSTING}`,
      };
    }
  },
});

const hostingOriginUrl = workspaceRule({
  id: "hosting-origin-url",
  title: "An origin is an https URL of scheme and host, and not the API's own domain",
  why: "the gateway puts the request's path behind it, and tokens travel there",
  source: HTTP_API_INTEGRATIONS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const text = settings.origin_url;
      if (text === undefined) continue;
      const url = addressOf(text);
      const isBare = url?.protocol === "https:" && text === url.origin;
      const isPublic = url?.reach === "public";
      if (isBare && isPublic && url.hostname !== settings.domain_name) continue;
      yield {
        file: stack.file,
        at: [...at, "origin_url"],
        what: !isBare
          ? `origin ${quote(text)} is not https, host and nothing else`
          : isPublic
            ? `origin ${quote(text)} is the API's own domain, so requests would go in circles`
            : `origin ${quote(text)} cannot be reached from AWS`,
        fix: url?.hostname && !isBare ? `write https://${url.host}` : "write the server's own https URL",
      };
    }
  },
});

const hostingAllowOrigins = workspaceRule({
  id: "hosting-allow-origins",
  title: "Origins that may call the API are exact, and https unless the stack allows this machine",
  why: "scripts of every listed origin may send users' tokens and read the answers",
  source: HTTP_API_CORS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace))
      for (const [i, text] of (settings.allow_origins ?? []).entries()) {
        const url = addressOf(text);
        const isBare = url?.isWeb === true && !text.includes("*") && text === url.origin;
        const isLocalPage = url?.reach === "loopback";
        if (isBare && (isLocalPage ? isLocal(stack) : url.protocol === "https:")) continue;
        const isPattern = text.includes("*");
        yield {
          file: stack.file,
          at: [...at, "allow_origins", i],
          what: `origin ${quote(text)} ${isPattern ? "is a pattern" : isBare ? "is not https" : "is not scheme and host only"}`,
          fix: "write an origin such as https://app.our-app.example",
        };
      }
  },
});

const hostingCorsUsed = workspaceRule({
  id: "hosting-cors-used",
  title: "What browsers may send, read and remember is said only where web pages may call the API",
  why: "the gateway answers no browser without allow_origins, so the other settings would do nothing",
  source: HTTP_API_CORS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      if ((settings.allow_origins ?? []).length > 0) continue;
      for (const key of ["allow_headers", "expose_headers", "max_age"] as const)
        if (settings[key] !== undefined)
          yield {
            file: stack.file,
            at: [...at, key],
            on: "key",
            what: `${key} without allow_origins`,
            fix: `add allow_origins with the pages that call the API, or remove ${key}`,
          };
    }
  },
});

/** In the order of docs/rules.md. */
export const HOSTING_STACK: readonly Rule[] = [
  hostingApiKnown,
  hostingSettingsKind,
  hostingNeedsAws,
  hostingIssuerPublic,
  hostingOriginUrl,
  hostingAllowOrigins,
  hostingCorsUsed,
];
