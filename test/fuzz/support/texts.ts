// Texts that try something: on terminals, Markdown, HTML, build logs, JavaScript objects, URLs, YAML, eyes, and secrets.
import fc from "fast-check";
import { HOSTILE } from "../../support/hostile.ts";

/** Nothing of these may ever be printed by a refusal: the body of a private key, and a client secret. */
export const SECRETS = {
  key: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDxqV8nCanary01",
  token: "yJ0cAnArY7xQ2kLmN8pR4sT6uV9wZ1aB3dE5fG7hI0jK2lM4nO6pQ8rS0tU2vW4x",
  password: "hunter2-canary",
} as const;

export const SECRET_TEXTS = [
  `-----BEGIN PRIVATE KEY-----\n${SECRETS.key}\n-----END PRIVATE KEY-----\n`,
  SECRETS.token,
  `client_secret: ${SECRETS.token}`,
  `https://user:${SECRETS.password}@acme.example/callback`,
];

const URLS = [
  "https://acme.example/callback",
  "https://*.acme.example/callback",
  "https://acme.example/../callback",
  "https://acme.example/%2e%2e/callback",
  "https://acme.example\\@evil.example/",
  "https://acme.example@evil.example/",
  "https://acme.example:443/callback",
  "https://ACME.example/callback",
  "https://acme.example./callback",
  "https://xn--acme-.example/",
  "https://аcme.example/callback",
  "https://acme.example/callback#fragment",
  "https://acme.example/callback?x=1&y={organization_name}",
  "https://[::1]/",
  "https://2130706433/",
  "http://localhost:3301/callback",
  "http://127.0.0.1/",
  "http://127.1/",
  "http://0x7f.1/",
  "http://localhost.evil.example/",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "//evil.example/",
  "https:evil.example",
  "https:///evil.example",
  "https://",
  "example.acme.app://callback",
  "acme://callback",
  "ftp://acme.example/",
  "https://our-app.auth0.example/login/callback",
  `https://acme.example/${"a".repeat(3000)}`,
];

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "length",
  "then",
  "toJSON",
  "acme-cms",
  "fieldbook",
  "read:contacts",
  "delete:contacts",
  "openid",
  "offline_access",
  "*",
  "local",
  "prod",
  "null",
  "true",
  "0",
  "-0",
  "1e999",
  "NaN",
  ".inf",
];

const EYES = [
  "Аcme CMS",
  "ACME CMS",
  "Acme\u200dCMS",
  "Ac\u00adme CMS",
  "Acme\u00a0CMS",
  "Ａｃｍｅ CMS",
  "\u{e0041}\u{e0042}",
  "👩\u200d💻",
  "e\u0301",
  "\u202eSMC emcA",
  "\ufeffAcme",
  "مرحبا",
  "क्\u200dष",
  "ﷺ".repeat(30),
  "Z̸̧͎a̷l̷g̸o",
  "\u3164",
  "İ",
  "ß",
  "ſ",
];

const CODE = [
  ["$", "{{ github.token }}"].join(""),
  ["$", "{process.env.HOME}"].join(""),
  "$(id)",
  "`id`",
  "'; DROP TABLE partners; --",
  "!!js/function 'function(){}'",
  "%0A::error::x",
  "%{canary}",
  "{{7*7}}",
  "\n::add-mask::x\n",
  "x\n\n<details>",
  "</script><script>alert(1)</script>",
  "<svg/onload=alert(1)>",
  "<a href=https://evil.example>x</a>",
  "]]>",
];

const LONG = ["a".repeat(256), "a ".repeat(200), "x".repeat(5000), "😀".repeat(300)];

/** All of them by name of the kind. */
export const TEXTS = { HOSTILE: [...HOSTILE], URLS, NAMES, EYES, CODE, LONG, SECRET_TEXTS };

const all = Object.values(TEXTS).flat();

/** One of them, some joined, or anything. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...all) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)).map((two) => two.join("")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);
