import { expect, test } from "vitest";
import { askToken, userToken } from "../../local/verify/tokens.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { COMPANY } from "../support/company.ts";
import { Local, view } from "../support/local.ts";

const AUDIENCE = "https://api.our-app.example/contacts";

test("a grant narrowed and widened by a deployment counts at the next refresh, with the partner's key as it was", async () => {
  const partner = checkDeclarations(diskSource(COMPANY)).workspace.partners.get("acme-cms")?.value;
  if (!partner) throw new Error("no partner to try it with");
  const local = await Local.deployed(["acme-cms"]);
  const asked = ["read:contacts", "update:contacts", "offline_access"];
  const refresh = async (refreshToken: string) =>
    await local.deploy(async ({ outcome }, tenant) => {
      const caller = { tenant, partner, clientId: outcome?.clientIds["acme-cms"] ?? "" };
      return await askToken(caller, { grant_type: "refresh_token", refresh_token: refreshToken });
    });
  try {
    const first = await local.inspect(async (tenant) => {
      const { applications } = await view(tenant);
      const caller = { tenant, partner, clientId: applications["acme-cms"]?.[0]?.client_id ?? "" };
      return await userToken(caller, AUDIENCE, asked);
    });
    expect(first.scope?.split(" ").sort()).toEqual([...asked].sort());
    const refreshToken = first.refresh_token ?? "";

    local.edit("partners/acme-cms.yaml", (text) =>
      text.replace("[read:contacts, update:contacts]", "[read:contacts]"),
    );
    expect((await refresh(refreshToken)).scope?.split(" ").sort()).toEqual([
      "offline_access",
      "read:contacts",
    ]);

    local.edit("partners/acme-cms.yaml", (text) =>
      text.replace("[read:contacts]", "[read:contacts, delete:contacts]"),
    );
    // What nobody asked the user for does not come with a refresh.
    expect((await refresh(refreshToken)).scope?.split(" ").sort()).toEqual([
      "offline_access",
      "read:contacts",
    ]);

    local.edit("partners/acme-cms.yaml", (text) => text.replace("delete:contacts]", "update:contacts]"));
    expect((await refresh(refreshToken)).scope?.split(" ").sort()).toEqual([...asked].sort());
  } finally {
    local.remove();
  }
});
