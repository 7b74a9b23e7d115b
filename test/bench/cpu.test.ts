import { expect, test } from "vitest";
import { partOf } from "../../bench/cpu.ts";

test.for([
  [["/cache/bin/pulumi", "preview"], "engine"],
  [["/cache/plugins/resource-auth0-v3/pulumi-resource-auth0", "127.0.0.1:1"], "provider"],
  [["/opt/terraform-provider-auth0"], "provider"],
  [["node", "run/index.js"], "program"],
  [["/bin/sh", "/engine/language-host/pulumi-language-nodejs"], "program"],
  [["/usr/bin/pulumi-language-nodejs"], "program"],
] as const)("the process %j belongs to the %s", ([commandLine, part]) => {
  expect(partOf(commandLine)).toBe(part);
});
