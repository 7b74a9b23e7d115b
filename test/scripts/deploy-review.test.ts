import { describe, expect, test } from "vitest";
import { checksumOf, lastDeployed } from "../../scripts/deploy-review.ts";
import { githubWith } from "./support/github.ts";

const NEW = "c".repeat(40);
const OLD = "d".repeat(40);
const CHECKSUM = "0123456789abcdef".repeat(4);
const statuses = (...states: string[]) => states.map((state) => ({ state }));

describe("the last deployed commit", () => {
  test.for([
    { name: "the newest that succeeded", newest: ["success"], older: ["success"], sha: NEW },
    { name: "one that a newer one has replaced since", newest: ["inactive", "success"], older: [], sha: NEW },
    {
      name: "not one that failed",
      newest: ["failure", "in_progress"],
      older: ["inactive", "success"],
      sha: OLD,
    },
    { name: "not one that waits for approval", newest: ["waiting"], older: ["success"], sha: OLD },
    { name: "not one that was refused", newest: ["error"], older: ["error"], sha: undefined },
  ])("is $name", async ({ newest, older, sha }) => {
    const github = githubWith({
      "/deployments": (query: URLSearchParams) =>
        query.get("environment") === "prod"
          ? [
              { id: 2, sha: NEW },
              { id: 1, sha: OLD },
            ]
          : [],
      "/deployments/2/statuses": statuses(...newest),
      "/deployments/1/statuses": statuses(...older),
    });
    expect(await lastDeployed(github, "prod")).toBe(sha);
    expect(await lastDeployed(github, "dev")).toBeUndefined();
  });
});

describe("a review's checksum", () => {
  test("is that of the stack", () => {
    const json = JSON.stringify({ checksums: [{ stack: "prod", checksum: CHECKSUM }] });
    expect(checksumOf(json, "prod")).toBe(CHECKSUM);
  });

  test.for([
    { name: "none", checksums: [] },
    { name: "that of another stack", checksums: [{ stack: "dev", checksum: CHECKSUM }] },
    { name: "an empty one", checksums: [{ stack: "prod", checksum: "" }] },
    { name: "one with a line of its own", checksums: [{ stack: "prod", checksum: `${CHECKSUM}\ndev=1` }] },
    {
      name: "two of them",
      checksums: [
        { stack: "prod", checksum: CHECKSUM },
        { stack: "prod", checksum: "f".repeat(64) },
      ],
    },
    { name: "no list", checksums: undefined },
  ])("is refused: $name", ({ checksums }) => {
    expect(() => checksumOf(JSON.stringify({ checksums }), "prod")).toThrow("no usable checksum");
  });
});
