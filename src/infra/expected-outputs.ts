// A plan becomes what its Pulumi stack has to tell, made apart from the code that tells it.
import type { Plan } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { OutputOf } from "./expected.ts";
import { KEY_ARN } from "./expected-aws.ts";
import { targetOf } from "./expected-domain.ts";

/** Of domains whose DNS others run: what they make there; absent where there are none. */
function recordsOf(apis: Plan["apis"]): object | undefined {
  const elsewhere = Object.entries(apis).flatMap(([id, { hosting }]) =>
    hosting && !("ownedBy" in hosting.domain) && hosting.domain.hostedZoneId === undefined
      ? [[hosting.domain.domainName, { type: "CNAME", value: targetOf(id).name }]]
      : [],
  );
  return elsewhere.length === 0 ? undefined : Object.fromEntries(elsewhere);
}

/** What a plan's Pulumi stack says. */
export const outputsOf = ({ issuer, partners, apis, aws, part }: Plan): object => ({
  issuer,
  partners: Object.fromEntries(
    Object.entries(partners).map(([id, { application, enableUrl, grants }]) => [
      id,
      {
        name: application.name,
        description: application.description,
        client_id: new OutputOf(TYPES.client, id, "clientId"),
        enable_url: enableUrl ?? null,
        grants: Object.values(grants).map(({ audience, subjectType, scopes }) => ({
          audience,
          subject_type: subjectType,
          scopes,
        })),
      },
    ]),
  ),
  key_arn: aws !== undefined && part === undefined ? KEY_ARN : undefined,
  dns_records: aws !== undefined && part === undefined ? recordsOf(apis) : undefined,
});
