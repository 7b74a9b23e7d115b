// Nothing in a plan changes in silence: whatever differs, some consequence is about whom it belongs to.
import type { Plan } from "../../../src/plan/types.ts";
import { EXAMPLES, plansAround } from "../../support/consequences.ts";
import { everythingIsTold, goldenPlan } from "./support/complete.ts";

/** The plan of an API in a container, from the example of another image. */
function fargate(): Plan {
  const example = EXAMPLES["hosting-image-changed"];
  const plan = example && plansAround(example).base.get("prod");
  if (!plan) throw new Error("no example of an API in a container");
  return plan;
}

/** What an example changes to, in prod. */
function planAfter(rule: string): Plan {
  const example = EXAMPLES[rule];
  const plan = example && plansAround(example).head.get("prod");
  if (!plan) throw new Error(`no example of ${rule}`);
  return plan;
}

everythingIsTold("local", goldenPlan("local"));
everythingIsTold("dev", goldenPlan("dev"));
everythingIsTold("a container on Fargate", fargate());
everythingIsTold("our own applications", planAfter("own-access-added"));
everythingIsTold("an API without scopes", planAfter("api-scopes-end"));
everythingIsTold("an API that was taken over", planAfter("api-adopted"));
