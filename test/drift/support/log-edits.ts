// What somebody did in a tenant and put back, of which only its log still says, and what drift says about each.

import type { LoggedWrite } from "../../../src/tenant/live.ts";
import { LOCAL_DEPLOYMENT } from "../../../src/tenant/way-in.ts";
import { ACME_GRANT, AUDIENCE, type Edit } from "./edits.ts";
import { type Answers, clientIdOf } from "./tenant.ts";

/** A line; by default somebody's in the dashboard. */
export const line = (call: string | undefined, more: Partial<LoggedWrite> = {}): LoggedWrite => {
  const [method, path] = call?.split(" /") ?? [];
  return {
    id: "9002",
    date: "2026-11-29T10:00:00.000Z",
    clientId: "dashboard",
    clientName: "Dashboard",
    method,
    path: path?.split("/"),
    body: undefined,
    ...more,
  };
};

const BY_DEPLOYMENT = { clientId: LOCAL_DEPLOYMENT, clientName: "Deployment" };

const logged =
  (...writes: readonly LoggedWrite[]) =>
  (answers: Answers) => {
    answers.log = { writes, isCut: false };
  };

const ofDeployment = (answers: Answers, ...writes: readonly LoggedWrite[]) => {
  answers.grants.push({
    id: "cgr-deployment",
    client_id: LOCAL_DEPLOYMENT,
    audience: "https://localhost:8443/api/v2/",
    scope: [],
  });
  logged(...writes)(answers);
};

const BESIDE = "alarm changed-beside-deployments";

export const LOG_EDITS: readonly Edit[] = [
  {
    name: "the deployment widened its own grant, and narrowed it again",
    edit: (a) =>
      ofDeployment(a, ...Array(2).fill(line("PATCH /client-grants/cgr-deployment", BY_DEPLOYMENT))),
    found: ["alarm deployment-changed tenant localhost:8443"],
  },
  {
    name: "somebody widened the deployment's grant, and narrowed it again",
    edit: (a) => ofDeployment(a, line("PATCH /client-grants/cgr-deployment")),
    found: ["alarm deployment-changed tenant localhost:8443"],
  },
  {
    name: "the deployment granted itself more, and took it back",
    edit: logged(
      line("POST /client-grants", {
        ...BY_DEPLOYMENT,
        body: { client_id: LOCAL_DEPLOYMENT, audience: "https://localhost:8443/me/" },
      }),
    ),
    found: ["alarm deployment-changed tenant localhost:8443"],
  },
  {
    name: "the deployment's own application got another key",
    edit: logged(line(`POST /clients/${LOCAL_DEPLOYMENT}/credentials`)),
    found: ["alarm deployment-changed tenant localhost:8443"],
  },
  {
    name: "somebody else changed each thing that a deployment makes",
    edit: (a) =>
      logged(
        line(`PATCH /client-grants/${ACME_GRANT.replaceAll("/", "%2F")}`, {
          path: ["client-grants", ACME_GRANT],
        }),
        line(`PATCH /clients/${clientIdOf("acme-cms")}`),
        line("PATCH /resource-servers/x", { path: ["resource-servers", AUDIENCE] }),
        line("POST /client-grants", { body: { client_id: "stranger", audience: AUDIENCE } }),
        line("POST /client-grants", { body: { default_for: "third_party_clients", audience: AUDIENCE } }),
        line(`PATCH /actions/actions/${String(a.actions[0]?.id)}`),
        line("PATCH /actions/triggers/post-login/bindings"),
        line("PATCH /connections/con-Username-Password-Authentication"),
      )(a),
    found: [
      `${BESIDE} action account-claim`,
      `${BESIDE} api contacts`,
      `${BESIDE} connection Username-Password-Authentication`,
      `${BESIDE} partner acme-cms`,
    ],
  },
  {
    name: "the deployment did the same, and others changed what is theirs",
    edit: (a) =>
      logged(
        line(`PATCH /clients/${clientIdOf("acme-cms")}`, BY_DEPLOYMENT),
        line(`PATCH /actions/actions/${String(a.actions[0]?.id)}`, BY_DEPLOYMENT),
        line("POST /users"),
        line("PATCH /clients/stranger"),
        line("PATCH /resource-servers/other"),
        line("PATCH /connections/con-others"),
        line("DELETE /client-grants/gone"),
        line("POST /client-grants", { body: { client_id: "stranger", audience: "https://other.example/" } }),
        line("PATCH /actions/actions/other"),
      )(a),
    found: [],
  },
  {
    name: "lines that do not say what was changed",
    edit: logged(line(undefined), line("POST /client-grants")),
    found: ["note log-not-read tenant localhost:8443"],
  },
  {
    name: "more changes than a search gives",
    edit: (answers) => {
      answers.log = { writes: [line("POST /users")], isCut: true };
    },
    found: ["note log-not-read tenant localhost:8443"],
  },
  {
    name: "a log that nobody may read",
    edit: (answers) => {
      answers.log = "refused";
    },
    found: ["note log-not-read tenant localhost:8443"],
  },
];
