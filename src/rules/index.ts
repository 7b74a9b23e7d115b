// Every rule, in the order of docs/rules.md.

import { accountClaimNamespaced, accountDescribed } from "./account.ts";
import { clientIdOnce } from "./adoption.ts";
import {
  apiDialectRbac,
  apiIdentifierSystem,
  apiIdentifierUnique,
  apiNameLength,
  apiSigningStrict,
  apiSigningSymmetric,
  apiTokenLifetime,
  apiTokenLifetimeForWeb,
  apiUserPolicy,
} from "./api.ts";
import {
  confidentialApplicationAuthenticates,
  descriptionLength,
  logoHttps,
  machineWithoutUsers,
  permissiveModeOffered,
  publicApplicationNoSecret,
  redirectionPolicyStrictOnly,
  securityModeStated,
  securityModeThirdPartyOnly,
} from "./application.ts";
import { HOSTING_GROUPS } from "./aws/hosting.ts";
import {
  callbackMissing,
  callbackShared,
  callbackWithoutUsers,
  enableUrlMissing,
  urlOurs,
} from "./callbacks.ts";
import {
  connectionDescribedOnce,
  connectionKnown,
  connectionsFirstPartyOnly,
  connectionsListed,
  connectionsNeedUser,
  domainConnectionNeeded,
} from "./connections.ts";
import {
  scopeReadable,
  skipConsentApi,
  skipConsentFirstParty,
  skipConsentStated,
  skipConsentVerifiable,
} from "./consent.ts";
import { credentialNextOutlives, credentialStates } from "./credential-states.ts";
import {
  credentialCount,
  credentialMissing,
  credentialNameLength,
  credentialNameUnique,
  credentialUnused,
} from "./credentials.ts";
import { DATE_GROUP } from "./dates.ts";
import {
  clientGrantConfidential,
  grantTypeInsecure,
  grantTypeMissing,
  grantTypeStrict,
  grantTypeUnused,
} from "./grant-types.ts";
import {
  grantApiKnown,
  grantOnce,
  grantPolicyAllows,
  grantScopeDeclared,
  grantStackDeclared,
  stackWithoutGrant,
} from "./grants.ts";
import {
  apiFormerIdFree,
  formerIdFree,
  listedOnce,
  partnerNameUnique,
  partnerStackAny,
  partnerStackKnown,
} from "./identity.ts";
import {
  metadataCount,
  metadataKeyCharacters,
  metadataLength,
  metadataReserved,
  nameCharacters,
  tokenQuotaLimit,
  tokenQuotaMachine,
} from "./metadata.ts";
import {
  oidcScopeStandard,
  oidcScopesIncludeOpenid,
  oidcScopesNeedUser,
  strictNoOidcScopes,
} from "./openid.ts";
import { originBare, originsBrowserOnly, webOriginsCount } from "./origins.ts";
import { partDomain, partnerPartKnown, partStackKnown } from "./parts.ts";
import {
  credentialKeyOnce,
  credentialKeySize,
  credentialPrivateKey,
  credentialReadable,
  credentialRsa,
} from "./public-keys.ts";
import {
  refreshTokenApi,
  refreshTokenExpires,
  refreshTokenIdle,
  refreshTokenLeeway,
  refreshTokenLifetime,
  refreshTokenNeedsUser,
  refreshTokenRotation,
} from "./refresh-tokens.ts";
import type { Rule, RuleGroup } from "./rule.ts";
import {
  routeParameters,
  routeScopeDeclared,
  routeUnambiguous,
  scopeCount,
  scopeReserved,
  scopeSyntax,
} from "./scopes.ts";
import {
  issuerForm,
  issuerHttps,
  loopbackUnprotected,
  stackDomainUnique,
  stackIssuerUnique,
} from "./stacks.ts";
import {
  callbackFragment,
  customSchemeNative,
  customSchemeReverseDomain,
  urlCanonical,
  urlExact,
  urlHttps,
  urlLoopback,
} from "./urls.ts";

export const RULE_GROUPS: readonly RuleGroup[] = [
  {
    heading: "The application",
    rules: [
      securityModeStated,
      securityModeThirdPartyOnly,
      permissiveModeOffered,
      redirectionPolicyStrictOnly,
      publicApplicationNoSecret,
      confidentialApplicationAuthenticates,
      machineWithoutUsers,
      descriptionLength,
      logoHttps,
    ],
  },
  {
    heading: "OpenID Connect",
    rules: [strictNoOidcScopes, oidcScopeStandard, oidcScopesIncludeOpenid, oidcScopesNeedUser],
  },
  {
    heading: "Names, metadata and quotas",
    rules: [
      nameCharacters,
      metadataCount,
      metadataReserved,
      metadataLength,
      metadataKeyCharacters,
      tokenQuotaMachine,
      tokenQuotaLimit,
    ],
  },
  {
    heading: "Grants",
    rules: [
      grantApiKnown,
      grantScopeDeclared,
      grantOnce,
      grantPolicyAllows,
      grantStackDeclared,
      stackWithoutGrant,
    ],
  },
  {
    heading: "Grant types",
    rules: [grantTypeInsecure, grantTypeStrict, grantTypeMissing, grantTypeUnused, clientGrantConfidential],
  },
  {
    heading: "Callbacks",
    rules: [callbackMissing, callbackWithoutUsers, enableUrlMissing, callbackShared, urlOurs],
  },
  {
    heading: "URLs",
    rules: [
      urlExact,
      callbackFragment,
      urlCanonical,
      urlHttps,
      urlLoopback,
      customSchemeNative,
      customSchemeReverseDomain,
    ],
  },
  { heading: "Origins", rules: [originBare, originsBrowserOnly, webOriginsCount] },
  {
    heading: "Connections",
    rules: [
      connectionKnown,
      connectionsFirstPartyOnly,
      connectionsListed,
      connectionsNeedUser,
      domainConnectionNeeded,
      connectionDescribedOnce,
    ],
  },
  {
    heading: "Consent",
    rules: [skipConsentFirstParty, skipConsentApi, skipConsentVerifiable, skipConsentStated, scopeReadable],
  },
  {
    heading: "Refresh tokens",
    rules: [
      refreshTokenNeedsUser,
      refreshTokenApi,
      refreshTokenExpires,
      refreshTokenLifetime,
      refreshTokenIdle,
      refreshTokenRotation,
      refreshTokenLeeway,
    ],
  },
  {
    heading: "Credentials",
    rules: [
      credentialMissing,
      credentialUnused,
      credentialCount,
      credentialNameLength,
      credentialNameUnique,
      credentialStates,
      credentialNextOutlives,
    ],
  },
  {
    heading: "Public keys",
    rules: [credentialPrivateKey, credentialReadable, credentialRsa, credentialKeySize, credentialKeyOnce],
  },
  {
    heading: "The partner",
    rules: [partnerNameUnique, formerIdFree, partnerStackKnown, partnerStackAny, listedOnce, clientIdOnce],
  },
  {
    heading: "APIs",
    rules: [
      apiIdentifierUnique,
      apiFormerIdFree,
      apiIdentifierSystem,
      apiUserPolicy,
      apiTokenLifetime,
      apiTokenLifetimeForWeb,
      apiSigningSymmetric,
      apiSigningStrict,
      apiDialectRbac,
      apiNameLength,
    ],
  },
  { heading: "The account", rules: [accountDescribed, accountClaimNamespaced] },
  {
    heading: "Scopes and routes",
    rules: [scopeReserved, scopeSyntax, scopeCount, routeScopeDeclared, routeUnambiguous, routeParameters],
  },
  {
    heading: "Stacks",
    rules: [issuerForm, issuerHttps, loopbackUnprotected, stackDomainUnique, stackIssuerUnique],
  },
  { heading: "Parts of a stack", rules: [partStackKnown, partDomain, partnerPartKnown] },
  DATE_GROUP,
  ...HOSTING_GROUPS,
];

export const RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules);
