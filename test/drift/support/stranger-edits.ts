// Edits of applications that no file declares in a tenant, and what drift says about each.
import { ACME_GRANT, api, type Edit, grantOf, type Json, policies, stranger } from "./edits.ts";
import { clientIn, grantIn } from "./tenant.ts";

export const STRANGER_EDITS: readonly Edit[] = [
  {
    name: "an unmanaged third-party application without access",
    edit: (a) => a.clients.push(stranger()),
    found: [],
  },
  {
    name: "an unmanaged third-party application with a grant",
    edit: (a) => {
      a.clients.push(stranger());
      a.grants.push(grantOf("stranger"));
    },
    found: ["alarm unmanaged-third-party application stranger"],
  },
  {
    name: "an unmanaged third-party application with a grant elsewhere",
    edit: (a) => {
      a.clients.push(stranger());
      a.grants.push(grantOf("stranger", { audience: "https://x.example" }));
    },
    found: [],
  },
  {
    name: "an application that carries the marker of another stack",
    edit: (a) => {
      const { client_metadata } = clientIn(a, "acme-cms");
      a.clients.push(
        stranger({ client_metadata: { ...(client_metadata as Json), partner_access_stack: "elsewhere" } }),
      );
      a.grants.push(grantOf("stranger"));
    },
    found: ["alarm unmanaged-third-party application stranger"],
  },
  {
    name: "a permissive application while the API lets everybody in",
    edit: (a) => {
      a.clients.push(stranger({ third_party_security_mode: "permissive" }));
      api(policies("allow_all", "require_client_grant"))(a);
    },
    found: ["alarm unmanaged-third-party application stranger", "alarm api-policy-opened api contacts"],
  },
  {
    name: "an unmanaged first-party application that calls on its own",
    edit: (a) => {
      a.clients.push(stranger({ is_first_party: true }));
      a.grants.push(grantOf("stranger", { subject_type: "client" }));
    },
    found: ["alarm unmanaged-machine application stranger"],
  },
  {
    name: "our own app, which acts for users",
    edit: (a) => {
      a.clients.push(stranger({ is_first_party: true }));
      a.grants.push(grantOf("stranger"));
    },
    found: ["alarm unmanaged-first-party application stranger"],
  },
  {
    name: "a marker of a partner without a file",
    edit: (a) => {
      const { client_metadata } = clientIn(a, "acme-cms");
      a.clients.push(
        stranger({
          client_metadata: { ...(client_metadata as Json), partner_access_partner: "constructor" },
        }),
      );
    },
    found: ["alarm application-without-file application stranger"],
  },
  {
    name: "two applications with the same marker",
    edit: (a) => {
      a.clients.push({ ...clientIn(a, "acme-cms"), client_id: "zz-copy" });
      a.grants.push({ ...grantIn(a, ACME_GRANT), id: "copy", client_id: "zz-copy" });
    },
    found: ["alarm application-duplicate partner acme-cms"],
  },
  {
    name: "a copy that may do more",
    edit: (a) => {
      a.clients.push({ ...clientIn(a, "acme-cms"), client_id: "zz-copy" });
      a.grants.push({
        ...grantIn(a, ACME_GRANT),
        id: "copy",
        client_id: "zz-copy",
        scope: ["read:contacts", "delete:contacts"],
      });
    },
    found: ["alarm grant-wider partner acme-cms", "alarm application-duplicate partner acme-cms"],
  },
];
