// A secret becomes text that may be stored: useless to anyone who reads the storage without the key.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts with AES-256-GCM.
 *
 * What is sealed belongs to an owner and opens for that owner only: a text moved to another customer's row does
 * not open there. Nothing is reused: every sealing has its own initialization vector.
 * Source: https://nodejs.org/api/crypto.html (read 2026-11)
 */
export class Vault {
  readonly #key: Uint8Array;

  /** @throws RangeError when the key is not 32 bytes long */
  constructor(key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new RangeError(`the encryption key needs ${KEY_BYTES} bytes`);
    this.#key = key;
  }

  seal(secret: string, owner: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return `v1.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
  }

  /** @throws Error when the text was changed, belongs to somebody else, or was sealed with another key */
  open(text: string, owner: string): string {
    const [version, body] = text.split(".");
    const bytes = Buffer.from(body ?? "", "base64url");
    if (version !== "v1" || bytes.length < IV_BYTES + TAG_BYTES)
      throw new Error("this is not a sealed secret");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  }
}
