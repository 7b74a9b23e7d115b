// Every rule about hosting and AWS, in the order of docs/rules.md.

import type { RuleGroup } from "../rule.ts";
import { alarmTopicProtected, awsArnPlace, awsPrincipalPartition, awsPrincipalSecret } from "./aws.ts";
import {
  containerUser,
  fargateSize,
  hostingContainer,
  hostingHealthPublic,
  hostingOptionsRoute,
  hostingRetention,
  hostingRouteCount,
  hostingRouteScopes,
  hostingThrottling,
} from "./hosting-api.ts";
import {
  imageDigest,
  newVpcRange,
  serviceCapacity,
  serviceNetwork,
  serviceVariables,
  serviceZones,
} from "./hosting-service.ts";
import {
  hostingAllowOrigins,
  hostingApiKnown,
  hostingDomainUnique,
  hostingDomainZone,
  hostingIssuerPublic,
  hostingNeedsAws,
  hostingOriginUrl,
  hostingSettingsKind,
} from "./hosting-stack.ts";

export const HOSTING_GROUPS: readonly RuleGroup[] = [
  {
    heading: "Hosting: the API's file",
    rules: [
      hostingHealthPublic,
      hostingRouteCount,
      hostingRouteScopes,
      hostingOptionsRoute,
      hostingThrottling,
      hostingRetention,
      hostingContainer,
      fargateSize,
      containerUser,
    ],
  },
  {
    heading: "Hosting: the stack's settings",
    rules: [
      hostingApiKnown,
      hostingSettingsKind,
      hostingNeedsAws,
      hostingIssuerPublic,
      hostingDomainZone,
      hostingDomainUnique,
      hostingOriginUrl,
      hostingAllowOrigins,
    ],
  },
  {
    heading: "Hosting: containers",
    rules: [imageDigest, serviceNetwork, serviceZones, newVpcRange, serviceCapacity, serviceVariables],
  },
  { heading: "AWS", rules: [awsArnPlace, alarmTopicProtected, awsPrincipalSecret, awsPrincipalPartition] },
];
