import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export const AUDIENCE = "https://api.our-app.example/contacts";
export const ACCOUNT_CLAIM = "https://our-app.example/account";

/** An issuer of access tokens with keys of its own: only what an API needs of it. */
export interface Issuer {
  /** With the slash at the end. */
  readonly url: string;
  readonly publicKeyPem: string;
  /** How often somebody read the keys. */
  readonly reads: () => number;
  /** A good token of a user, with what is different. `undefined` leaves a claim or header out. */
  token(claims?: JWTPayload, header?: Record<string, unknown>, key?: CryptoKey | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "key-1", use: "sig", alg: "RS256" };
  let reads = 0;
  const server = createServer((request, response) => {
    reads += 1;
    response.writeHead(request.url === "/.well-known/jwks.json" ? 200 : 404, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    publicKeyPem: await exportSPKI(publicKey),
    reads: () => reads,
    token: (claims = {}, header = {}, key = privateKey) =>
      new SignJWT({ ...goodClaims(url), ...claims })
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "key-1", ...header })
        .sign(key),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const goodClaims = (issuer: string): JWTPayload => ({
  iss: issuer,
  sub: "auth0|ana",
  aud: AUDIENCE,
  azp: "acme",
  scope: "read:contacts update:contacts",
  iat: nowSeconds(),
  exp: nowSeconds() + 3600,
  [ACCOUNT_CLAIM]: "first",
});
