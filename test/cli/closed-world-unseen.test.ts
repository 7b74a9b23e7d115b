// What no list of ours shows or that others hold: each made on a local tenant, told by `drift` and `who`, and silent again.
import { type Case, call, fieldbook, made, openWorld, testCases } from "./support/closed-world.ts";

openWorld();

const CASES: readonly Case[] = [
  {
    name: "compliance_level",
    open: fieldbook({ compliance_level: "fapi1_adv_pkj_par" }, { compliance_level: null }),
    drift: ["alarm application-cut-off partner fieldbook"],
    who: [],
  },
  {
    name: "a social connection with a script of its own",
    open: made("connections", () => ({
      ...{ name: "by-script", strategy: "oauth2" },
      options: {
        ...{ client_id: "x", client_secret: "never read", authorizationURL: "https://idp.example/authorize" },
        ...{ tokenURL: "https://idp.example/token", scope: "profile" },
        scripts: {
          fetchUserProfile:
            'function (token, context, callback) { callback(null, { user_id: "1", app_metadata: { account: "second" } }); }',
        },
      },
    })),
    drift: ["finding connection-not-inspected tenant the tenant"],
    who: [
      'unknown which account users of the connection "by-script" have: its script fetchUserProfile may set it, and nothing says that somebody has read it',
    ],
  },
  {
    name: "a database of one's own with scripts",
    open: made("connections", () => ({
      ...{ name: "own-database", strategy: "auth0" },
      options: {
        enabledDatabaseCustomization: true,
        customScripts: {
          login:
            'function login(email, password, callback) { callback(null, { user_id: "1", app_metadata: {} }); }',
        },
      },
    })),
    drift: ["finding connection-not-inspected tenant the tenant"],
    who: [
      'unknown which account users of the connection "own-database" have: the scripts of a database of one\'s own may set it, and nothing says that somebody has read it',
    ],
  },
  {
    name: "a signing key of somebody else",
    open: async () => {
      const jwk = { kty: "EC", kid: "theirs", crv: "P-256", x: "eA", y: "eQ", use: "sig", alg: "ES256" };
      await call("PUT", "keys/custom-signing", { keys: [jwk] });
      return () => call("DELETE", "keys/custom-signing");
    },
    drift: ["alarm custom-signing-key tenant the tenant"],
    who: ["contacts, user", "contacts, client"].map(
      (where) =>
        `anyone who holds the private key of "theirs", custom-signing-keys, ${where}: create:contacts delete:contacts read:contact-changes read:contacts update:contacts`,
    ),
  },
];

testCases(CASES);
