// A protecting stack under plain `pulumi`: nothing deletes a partner before it was retired.
import { describe, expect, test } from "vitest";
import { view } from "../support/local.ts";
import {
  alone,
  clientIds,
  KEPT,
  plain,
  preview,
  reviewed,
  up,
  upAlone,
  useProtectingStack,
  verb,
  writes,
} from "./support/protecting.ts";

useProtectingStack();

// Each test goes on from the stack that the one before it left.
describe("a protecting stack", () => {
  let first: Record<string, string | undefined>;

  test("is deployed like any other", async () => {
    expect(await up()).toMatchObject({ code: 0 });
    first = await clientIds();
    expect(Object.keys(first).sort()).toEqual(KEPT);
  });

  test("refuses to be destroyed, with nothing changed", async () => {
    const before = writes();
    const { code, output } = await plain.pulumi("destroy", "--yes", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toMatch(/protect/);
    expect(writes()).toBe(before);
  });

  test("refuses a partner's file that is just deleted, with nothing changed", async () => {
    const file = plain.read("partners/acme-cms.yaml");
    const before = writes();
    plain.delete("partners/acme-cms.yaml");
    for (const more of [[], ["--skip-preview"]]) {
      const { code, output } = await plain.pulumi("up", "--yes", "--stack", "dev", ...more);
      expect(code).not.toBe(0);
      expect(output).toContain('"Acme CMS" was deployed as "acme-cms", has grants, and is declared nowhere');
      expect(writes()).toBe(before);
    }
    plain.write("partners/acme-cms.yaml", file);
  });

  test("refuses it as well where the deletion was reviewed", async () => {
    const file = plain.read("partners/acme-cms.yaml");
    const before = writes();
    plain.delete("partners/acme-cms.yaml");
    const { code, output } = await plain.start(["up", "--yes", "--stack", "dev"], await reviewed()).ended;
    plain.write("partners/acme-cms.yaml", file);
    expect(code).not.toBe(0);
    expect(output).toMatch(/acme-cms.*protect|protect.*acme-cms/s);
    expect(writes()).toBe(before);
  });

  test("keeps its applications even without a preview, and the next update gives the grants back", async () => {
    const { grants } = await view(plain.tenant);
    const { code } = await plain.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(await clientIds()).toEqual(first);
    expect((await view(plain.tenant)).grants).toEqual([]);
    expect(await up()).toMatchObject({ code: 0 });
    expect(await view(plain.tenant)).toMatchObject({ grants });
    expect(await clientIds()).toEqual(first);
  });

  test("takes a retired partner's grants and lifts its protection, and no other's", async () => {
    expect(await verb("retire", "acme-cms", "--reason", "contract ended")).toMatchObject({ exit: 0 });
    expect(await up()).toMatchObject({ code: 0 });
    const { grants } = await view(plain.tenant);
    expect(grants.filter((grant) => grant.startsWith("acme-cms"))).toEqual([]);
    expect(await clientIds()).toEqual(first);
    const { code } = await plain.pulumi("destroy", "--yes", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(await clientIds()).toEqual(first);
  });

  test("deletes the retired partner's application once its file is gone, also when it is the only target", async () => {
    plain.delete("partners/acme-cms.yaml");
    expect(await upAlone(await alone("acme-cms", "--deleted"))).toMatchObject({ code: 0 });
    const { "acme-cms": _, ...others } = first;
    expect(await clientIds()).toEqual(others);
    expect(Object.keys((await plain.outputs()).partners)).toEqual(Object.keys(others).sort());
    expect(await preview()).toMatchObject({ code: 0 });
  });
});
