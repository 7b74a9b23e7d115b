// An application that is a partner's in a state and ours in the files, or the reverse: no update deletes or shares it.
import { describe, expect, test } from "vitest";
import { refuseDropped, refuseTurned } from "../../src/infra/before.ts";
import { deployedIn } from "../../src/infra/deployed.ts";
import { partOf } from "../../src/plan/part.ts";
import type { Plan } from "../../src/plan/types.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { stateOf } from "../support/state-of.ts";
import { acme, before, type Edit, found, planAfter } from "./support/losses.ts";

describe("an application that changes sides", () => {
  const own = (clientId: string): Edit => {
    return (w) => {
      found(w.tenant).own_applications = {
        cms: {
          name: "CMS",
          stacks: { prod: { client_id: clientId } },
          grants: [{ api: "contacts", subject_type: "user", scopes: ["read:contacts"] }],
        },
      };
    };
  };
  const refusing = (whole: Plan, state: StackState, part?: StackState, here = "prod") => {
    const [read, others] = [async () => part ?? state, part ? ["prod-1"] : []];
    return refuseTurned({ whole, plan: partOf(whole, here), state, others, read });
  };

  test("from a partner to one of ours is not deleted", async () => {
    const plan = planAfter((w) => {
      own("client-of-acme-cms")(w);
      delete w.partners["acme-cms"];
    });
    await expect(refusing(plan, stateOf(before))).rejects.toThrow(
      'own_applications.cms of tenant.yaml was the partner "acme-cms": the application would be deleted. ' +
        "Forget it as a partner's first:\n    pulumi state delete " +
        "'urn:pulumi:prod::partner-access::partner-access:index:PartnerAccess::acme-cms' --target-dependents --force --yes --stack prod",
    );
  });

  test("says what on AWS the state forgets with it", async () => {
    const state = stateOf(before);
    const urn = (type: string, name: string) => `urn:pulumi:prod::partner-access::${type}::${name}`;
    const client = urn("auth0:index/client:Client", "acme-cms");
    const on = (type: string, name: string, dependencies: string[], inputs = {}) => ({
      ...{ urn: urn(type, name), type, custom: true, id: name, inputs, dependencies },
    });
    const name = "/partner-access/prod/integrations/acme-cms";
    const resources = [
      ...state.resources.map((one) =>
        one.urn === client ? { ...one, parent: urn("partner-access:index:PartnerAccess", "acme-cms") } : one,
      ),
      on("aws:secretsmanager/secretVersion:SecretVersion", "aws/acme-cms", [client]),
      on("aws:ssm/parameter:Parameter", "aws/integrations/acme-cms", [client], { name }),
      on("aws:ssm/parameter:Parameter", "aws/integrations/fieldbook", []),
    ];
    const plan = planAfter((w) => {
      own("client-of-acme-cms")(w);
      delete w.partners["acme-cms"];
    });
    await expect(refusing(plan, { ...state, resources })).rejects.toThrow(
      "--stack prod\n    (the state also forgets SecretVersion aws/acme-cms, Parameter aws/integrations/acme-cms: " +
        `AWS keeps them, and the next update makes again what the files still declare; delete ${name} on AWS by hand, or our app goes on offering the partner)`,
    );
  });

  test("from a partner in a part's state to one of ours is not written by both", async () => {
    const plan = planAfter((w) => {
      own("client-of-acme-cms")(w);
      delete w.partners["acme-cms"];
    });
    const [here, part] = [stateOf({ ...before, partners: {} }), stateOf(before)];
    await expect(refusing(plan, here, part)).rejects.toThrow(
      "PartnerAccess::acme-cms' --target-dependents --force --yes --stack prod-1",
    );
    // Nothing is taken over: no other state is read.
    const settled = stateOf({ ...plan, partners: {} });
    await expect(refusing(plan, settled, part)).resolves.toBeUndefined();
  });

  test("that a partner's file still has is nobody's until one of them says so", async () => {
    const plan = planAfter(own("client-of-acme-cms"));
    const said = refusing(plan, stateOf(before));
    await expect(said).rejects.toThrow(
      "own_applications.cms of tenant.yaml names the application of partners/acme-cms.yaml: two would write its grants. " +
        "Take it out of tenant.yaml. If it is ours now, take partners/acme-cms.yaml out, which may come back in a later change, and forget it as a partner's first:",
    );
    const without = planAfter((w) => {
      own("client-of-acme-cms")(w);
      delete w.partners["acme-cms"];
    });
    const forgotten = stateOf({ ...before, partners: {} });
    await expect(refusing(without, forgotten)).resolves.toBeUndefined();
    await expect(refusing(plan, stateOf({ ...without, partners: {} }))).resolves.toBeUndefined();
  });

  test("from one of ours to a partner keeps its grants", async () => {
    const was = planAfter((w) => {
      own("OurCms")(w);
      delete w.partners["acme-cms"];
    });
    const plan = planAfter((w) => {
      found(acme(w).stacks.prod).client_id = "OurCms";
    });
    await expect(refusing(plan, stateOf(was))).rejects.toThrow(
      "partners/acme-cms.yaml was one of our own applications: its grants would be deleted. Forget it as ours first:\n" +
        "    pulumi state delete 'urn:pulumi:prod::partner-access::partner-access:index:OwnApplication::OurCms'",
    );
  });

  test("from one of ours to nobody's is refused while it has grants", () => {
    const was = deployedIn(stateOf(planAfter(own("OurCms"))));
    expect(() => refuseDropped(before, was)).toThrow(
      "applications of ours would be locked out: OurCms have grants and are no longer in own_applications of tenant.yaml",
    );
    expect(() => refuseDropped(planAfter(own("OurCms")), was)).not.toThrow();
    expect(() => refuseDropped(before, { ...was, grants: [] })).not.toThrow();
  });

  test.for([
    { name: "partner and application of ours that are two", change: own("Another") },
    { name: "nothing", change: () => undefined },
  ])("is not $name", async ({ change }) => {
    const plan = planAfter(change);
    await expect(refusing(plan, stateOf(plan))).resolves.toBeUndefined();
  });
});
