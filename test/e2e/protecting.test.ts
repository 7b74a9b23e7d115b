// A local stack that protects: no partner is deleted or replaced.
import { expect, test } from "vitest";
import { keepPartners } from "../support/company.ts";
import { Local, view } from "../support/local.ts";

test("a protecting stack refuses to delete a partner or to replace it, and nothing changes", async () => {
  const protecting = await Local.create();
  try {
    // It is Pulumi that refuses, whatever somebody says.
    protecting.agree = async () => "yes";
    keepPartners(protecting.root, ["cargo-index"]);
    // A protecting stack takes no callbacks on localhost, so it is one with a partner that needs none.
    protecting.edit("Pulumi.local.yaml", (t) =>
      t.replace("protect: false", "protect: true").replace(/.*(issuer|loopback_callbacks).*\n/g, ""),
    );
    const clientId = await protecting.deploy(({ outcome }) => outcome?.clientIds["cargo-index"]);
    const declared = protecting.read("partners/cargo-index.yaml");
    protecting.edit("partners/cargo-index.yaml", (t) => t.replace("mode: strict", "mode: permissive"));
    await expect(protecting.deploy(() => undefined)).rejects.toThrow(
      /cargo-index.*cannot be replaced|protect/s,
    );
    protecting.write("partners/beacon-crm.yaml", declared.replaceAll("Cargo Index", "Beacon CRM"));
    protecting.delete("partners/cargo-index.yaml");
    await expect(protecting.deploy(() => undefined)).rejects.toThrow(/cannot be deleted/);
    await protecting.inspect(async (tenant) => {
      const { applications, grants } = await view(tenant);
      expect(applications["cargo-index"]?.map((c) => c.client_id)).toEqual([clientId]);
      expect(grants).toContain("cargo-index contacts client: read:contact-changes");
    });
  } finally {
    protecting.remove();
  }
});
