// The public keys of a partner, read from their PEM once.
import { createPublicKey } from "node:crypto";
import type { Credential, Partner } from "../model/partner.ts";
import type { Path } from "../model/workspace.ts";

interface Read {
  readonly state: "private" | "unreadable" | "readable";
  /** OpenSSL's name of the algorithm; empty unless readable. */
  readonly type: string;
  /** Of an RSA key's modulus; 0 otherwise. */
  readonly bits: number;
  /** The key alone, without name and encoding: equal for equal keys. */
  readonly spki: string;
}

export interface Key extends Read {
  readonly at: Path;
  readonly stack: string;
  readonly name: string;
}

/** Every key of a partner with its place, in the order of the file. */
export function* keysOf(partner: Partner): Generator<Key> {
  for (const [stack, { credentials = [] }] of Object.entries(partner.stacks))
    for (const [i, credential] of credentials.entries())
      yield {
        ...read(credential),
        at: ["stacks", stack, "credentials", i, "pem"],
        stack,
        name: credential.name,
      };
}

/** Reading a key costs far more than any rule does, and several rules ask for each. */
const known = new WeakMap<Credential, Read>();

function read(credential: Credential): Read {
  const before = known.get(credential);
  if (before) return before;
  const result = parse(credential.pem);
  known.set(credential, result);
  return result;
}

function parse(pem: string): Read {
  const nothing = { type: "", bits: 0, spki: "" };
  if (/PRIVATE KEY/i.test(pem)) return { state: "private", ...nothing };
  // Of several blocks OpenSSL reads the first and says nothing about the others.
  if (pem.split("-----BEGIN ").length !== 2) return { state: "unreadable", ...nothing };
  try {
    const key = createPublicKey(pem);
    return {
      state: "readable",
      type: key.asymmetricKeyType ?? "",
      bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
      spki: key.export({ type: "spki", format: "der" }).toString("base64"),
    };
  } catch {
    return { state: "unreadable", ...nothing };
  }
}
