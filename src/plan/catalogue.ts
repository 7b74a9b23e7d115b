// Active partners become the catalogue that our app shows: who can be enabled, where, with what access.
import { hasAccess } from "../model/status.ts";
import { type AwsPlace, pathName } from "./aws/aws-names.ts";
import type { PlannedIntegration, PlannedIntegrationParameter } from "./aws/aws-types.ts";
import { sortedRecord } from "./sorted.ts";
import { parameterText } from "./token-settings.ts";
import type { PlannedPartner } from "./types.ts";

/** The value of an integration's parameter, once the application and its client ID exist. */
export const integrationText = (integration: PlannedIntegration, clientId: string) =>
  parameterText({ ...integration, client_id: clientId });

const planIntegration = ({ application, enableUrl, grants }: PlannedPartner): PlannedIntegration => ({
  name: application.name,
  description: application.description,
  ...(application.logoUri !== "" && { logo_uri: application.logoUri }),
  enable_url: enableUrl ?? null,
  grants: Object.values(grants).map(({ audience, subjectType, scopes }) => ({
    audience,
    subject_type: subjectType,
    scopes,
  })),
});

/** One parameter for each partner, since a parameter has a size limit; our app reads them by their path. */
export const planCatalogue = (
  partners: Readonly<Record<string, PlannedPartner>>,
  place: AwsPlace,
): Record<string, PlannedIntegrationParameter> =>
  sortedRecord(
    Object.entries(partners)
      .filter(([, { status }]) => hasAccess(status))
      .map(([id, partner]) => [
        id,
        {
          name: `/${pathName(place, "integrations", id)}`,
          description: "An integration that users can enable",
          integration: planIntegration(partner),
        },
      ]),
  );
