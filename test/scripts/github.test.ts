import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { githubFrom } from "../../scripts/github.ts";

let server: Server;
let env: Record<string, string>;

/** Answers what it was asked; `/refused` is refused with a text that must not be repeated. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    const { method, url, headers } = request;
    response.statusCode = url?.endsWith("/refused") ? 403 : 200;
    response.end(JSON.stringify({ method, url, body, authorization: headers.authorization }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  env = {
    GITHUB_REPOSITORY: "our-app/partner-access",
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GH_TOKEN: "the-token",
  };
});

afterAll(() => server.close());

test("requests go to the repository, with the run's token", async () => {
  expect(await githubFrom(env).request("GET", "/pulls/7")).toEqual({
    method: "GET",
    url: "/repos/our-app/partner-access/pulls/7",
    body: "",
    authorization: "Bearer the-token",
  });
});

test("what is written is JSON", async () => {
  const answer = await githubFrom(env).request("PATCH", "/issues/comments/1", { body: "text" });
  expect(answer).toMatchObject({ method: "PATCH", body: '{"body":"text"}' });
});

test("a refusal names the request, and nothing of the token or the answer", async () => {
  await expect(githubFrom(env).request("GET", "/refused")).rejects.toThrow(
    /^GET \/refused: GitHub answered 403$/,
  );
});

test.for(["GITHUB_REPOSITORY", "GH_TOKEN"])("without %s nothing is asked", (name) => {
  expect(() => githubFrom({ ...env, [name]: "" })).toThrow(`${name} is not set`);
});
