import { describe, expect, test } from "vitest";
import { isAddress, ownerSchema } from "../../src/model/units.ts";

describe("an owner", () => {
  test.for([
    { owner: "integrations@our-app.example", address: true },
    { owner: "@ada", address: false },
    { owner: "@ada-l", address: false },
    { owner: "@our-app/integrations", address: false },
    { owner: "@Our-App/data_platform-2", address: false },
  ])("may be $owner", ({ owner, address }) => {
    expect(ownerSchema.parse(owner)).toBe(owner);
    expect(isAddress(owner)).toBe(address);
  });

  test.for([
    "ada",
    "@",
    "@our-app/",
    "@our-app/a/b",
    "@our app/integrations",
    "@-ada",
    "@ada-",
    "@ada\n* @mallory",
    "@our-app/integrations @mallory",
    "ada@our-app.example @mallory",
    "@ada #",
    "our-app/integrations",
  ])("is not %j", (owner) => {
    expect(ownerSchema.safeParse(owner).success).toBe(false);
  });
});
