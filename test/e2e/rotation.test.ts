// A partner changes its key while it keeps asking for tokens: what fails, and when.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { machineToken } from "../../local/verify/tokens.ts";
import { partnerSchema } from "../../src/model/partner.ts";
import { PlainStack } from "../support/plain-stack.ts";

const FILE = "partners/cargo-index.yaml";
const AUDIENCE = "https://api.our-app.example/contacts";

let stack: PlainStack;

beforeAll(async () => {
  stack = await PlainStack.deployed(["cargo-index"]);
});

afterAll(() => stack?.close());

interface Pair {
  readonly name: string;
  readonly expires: string;
  readonly pem: string;
  readonly privateKey: KeyObject;
}

function newPair(name: string, expires: string): Pair {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { name, expires, privateKey, pem: String(publicKey.export({ type: "spki", format: "pem" })) };
}

/** The partner as one that signs its assertions, with these keys in this order, in the stack dev alone. */
function withKeys(text: string, pairs: readonly Pair[]): string {
  const document = parseDocument(text);
  document.setIn(["application", "authentication_method"], "private_key_jwt");
  document.deleteIn(["application", "token_quota"]);
  const credentials = pairs.map(({ name, expires, pem }) => ({
    name,
    expires_at: `${expires}T00:00:00Z`,
    pem,
  }));
  document.set("stacks", { dev: { credentials } });
  return document.toString();
}

const caller = (clientId: string, key?: KeyObject) => ({
  tenant: stack.tenant,
  partner: partnerSchema.parse(parse(stack.read(FILE))),
  clientId,
  ...(key && { key }),
});

const clientIdOf = async () => (await stack.outputs()).partners["cargo-index"]?.client_id ?? "";

/** Asks for tokens, one request after the other, until `work` is done; what was answered. */
async function meanwhile(ask: () => Promise<{ error?: string }>, work: () => Promise<unknown>) {
  let working = true;
  const answers: (string | undefined)[] = [];
  const asking = (async () => {
    while (working) {
      answers.push((await ask()).error);
      await new Promise((done) => setTimeout(done, 5));
    }
  })();
  await work().finally(() => {
    working = false;
  });
  await asking;
  return { requests: answers.length, failed: answers.filter((error) => error !== undefined) };
}

const NONE_FAILED = { requests: expect.any(Number), failed: [] };

describe("keys of private_key_jwt", () => {
  // Names in the other order than the one the keys are used in: order must not matter.
  const first = newPair("key-b", "2038-06-30");
  const second = newPair("key-a", "2029-06-30");
  const third = newPair("key-c", "2030-06-30");

  test("overlap: no request fails while the partner changes from one to the next", async () => {
    stack.edit(FILE, (text) => withKeys(text, [first]));
    await stack.up();
    const clientId = await clientIdOf();
    const before = caller(clientId, first.privateKey);

    stack.edit(FILE, (text) => withKeys(text, [first, second]));
    const adding = await meanwhile(
      () => machineToken(before, AUDIENCE),
      () => stack.up(),
    );
    expect(adding).toEqual(NONE_FAILED);
    expect(adding.requests).toBeGreaterThan(20);

    const after = caller(clientId, second.privateKey);
    expect(await machineToken(after, AUDIENCE)).toHaveProperty("access_token");

    stack.edit(FILE, (text) => withKeys(text, [second]));
    const removing = await meanwhile(
      () => machineToken(after, AUDIENCE),
      () => stack.up(),
    );
    expect(removing).toEqual(NONE_FAILED);
    expect(await machineToken(before, AUDIENCE)).toHaveProperty("error");
    expect(await clientIdOf()).toBe(clientId);
  });

  test("one for another in one change: what the old key signs is refused, the new one works", async () => {
    const clientId = await clientIdOf();
    stack.edit(FILE, (text) => withKeys(text, [third]));
    await stack.up();
    expect(await machineToken(caller(clientId, second.privateKey), AUDIENCE)).toHaveProperty("error");
    expect(await machineToken(caller(clientId, third.privateKey), AUDIENCE)).toHaveProperty("access_token");
  });
});

describe("two keys of which one is replaced", () => {
  test("the key that stays serves every request, wherever it stands in the list", async () => {
    const [gone, stays, comes] = [
      newPair("key-m", "2038-06-30"),
      newPair("key-n", "2029-06-30"),
      newPair("key-l", "2030-06-30"),
    ] as const;
    const clientId = await clientIdOf();
    stack.edit(FILE, (text) => withKeys(text, [gone, stays]));
    await stack.up();
    stack.edit(FILE, (text) => withKeys(text, [stays, comes]));
    const asked = await meanwhile(
      () => machineToken(caller(clientId, stays.privateKey), AUDIENCE),
      () => stack.up(),
    );
    expect(asked).toEqual(NONE_FAILED);
    expect(asked.requests).toBeGreaterThan(20);
    expect(await machineToken(caller(clientId, gone.privateKey), AUDIENCE)).toHaveProperty("error");
    expect(await machineToken(caller(clientId, comes.privateKey), AUDIENCE)).toHaveProperty("access_token");
  });
});
