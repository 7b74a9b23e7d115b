// Partners of every kind, each as what differs from the usual one.
import { generateKeyPairSync } from "node:crypto";
import type { Grant, Partner, Status } from "../../src/model/partner.ts";
import { acme } from "./workspace.ts";

/** Where the first is played; the next ones follow. */
export const FIRST_PORT = 4301;

export const user = (more: Partial<Grant> = {}): Grant => ({
  ...{ api: "contacts", subject_type: "user", scopes: ["read:contacts"], reason: "Shows contacts" },
  ...more,
});
export const program = (more: Partial<Grant> = {}): Grant => user({ subject_type: "client", ...more });

/** What differs from the usual partner. */
export interface Change {
  readonly application?: Partial<Partner["application"]>;
  readonly grants?: readonly Grant[];
  readonly status?: Status;
  /** `PORT` stands for one of its own. */
  readonly callback?: string | undefined;
}

const STRICT = { is_first_party: false, third_party_security_mode: "strict" } as const;
export const PERMISSIVE = { is_first_party: false, third_party_security_mode: "permissive" } as const;
export const OURS = {
  is_first_party: true,
  third_party_security_mode: undefined,
  connections: ["Username-Password-Authentication"],
};
export const OURS_TRUSTED = { ...OURS, skip_consent: true };
export const OPENID = ["openid", "email"];
export const MACHINE = { app_type: "non_interactive", refresh_token: undefined } as const;
export const LOGIN = { oidc_scopes: OPENID, refresh_token: undefined } as const;

/** A partner's id is its name without what no id has. */
export const idOf = (name: string) => name.replaceAll(/[^a-z]+/g, "-");

const newPem = (): string =>
  generateKeyPairSync("rsa", { modulusLength: 2048 })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();

export function partnerOf(
  { application, grants, status, callback }: Change,
  name: string,
  port: number,
): Partner {
  const usual = acme();
  const isProgram = application?.app_type === "non_interactive";
  const own = (callback ?? "http://localhost:PORT/callback").replace("PORT", String(port));
  const keys = () =>
    application?.authentication_method === "private_key_jwt" && {
      credentials: [{ name: "key", pem: newPem() }],
    };
  return {
    ...usual,
    name,
    ...(status && { status }),
    application: {
      ...usual.application,
      ...STRICT,
      ...application,
    } as Partner["application"],
    grants: [...(grants ?? [user()])],
    stacks: {
      local: isProgram
        ? {}
        : {
            callbacks: [own],
            enable_url: own.startsWith("http") ? new URL("/enable", own).href : `http://localhost:${port}/`,
            ...keys(),
          },
      prod: isProgram
        ? {}
        : {
            callbacks: [`https://${idOf(name)}.example/callback`],
            enable_url: `https://${idOf(name)}.example/enable`,
            ...keys(),
          },
    },
  };
}
