// What answers in a tenant's place: nothing of it is taken for a tenant with nothing in it, and it is told in our words.
import { afterEach, describe, expect, test, vi } from "vitest";
import { openReadingClient } from "../../src/tenant/client.ts";
import { explained } from "../../src/tenant/errors.ts";
import { listening } from "../../src/tenant/listen.ts";
import { readSettings } from "../../src/tenant/read.ts";

const DOMAIN = "our-app.auth0.example";
const CREDENTIALS = { clientId: "i", clientSecret: "s" };

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What is said of a tenant whose settings are asked for, or a token for them, while every answer is this one. */
async function told(answer: () => Response, access: { token: string } | typeof CREDENTIALS): Promise<string> {
  vi.stubGlobal("fetch", async () => answer());
  const meter = { calls: 0, onEvent: () => undefined };
  listening(meter, () => new Date());
  const reading = openReadingClient(DOMAIN, access, meter).then(readSettings);
  return await reading.then(
    (settings) => `read: ${JSON.stringify(settings)}`,
    (error: unknown) => (explained(error, DOMAIN) as Error).message,
  );
}

describe.for([{ token: "t" }, CREDENTIALS])("to %o", (access) => {
  test.for(["<html>a proxy</html>", "", "null", "1"])("%j", async (body) => {
    const page = { headers: { "content-type": "text/html" } };
    expect(await told(() => new Response(body, page), access)).toBe(
      `${DOMAIN} cannot be reached: what answers there is no Auth0 tenant: it sends no JSON`,
    );
  });

  test("many lines", async () => {
    const message = `no\n::error::obeyed${" again".repeat(1000)}`;
    const said = await told(() => Response.json({ message }, { status: 400 }), access);
    expect(said).toContain(": no ::error::obeyed again again");
    expect(said).not.toContain("\n");
    expect(said.length).toBeLessThan(700);
  });
});

test.for([{}, { settings: {} }])("%j to a request for settings", async (body) => {
  expect(await told(() => Response.json(body), { token: "t" })).toBe(
    "the tenant's answer for its settings has none of them: nothing can be said about them",
  );
});

test.for([{}, { access_token: 1 }, { scope: "read:clients" }])(
  "%j to a request for a token",
  async (body) => {
    expect(await told(() => Response.json(body), CREDENTIALS)).toBe(
      `${DOMAIN} cannot be reached: its answer to a request for a token has none`,
    );
  },
);
