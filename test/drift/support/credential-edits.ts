// Edits of credentials in a tenant, and what drift says about each.
import { acme, type Edit, EMBER_KEYS, ember, key } from "./edits.ts";
import { clientIdOf, otherPem, thumbprint } from "./tenant.ts";

/** A public key as the tenant shows it. */
const otherKey = () => ({
  id: "other-key",
  name: "other",
  kid: thumbprint(otherPem()),
  alg: "RS256",
});

export const CREDENTIAL_EDITS: readonly Edit[] = [
  {
    name: "another authentication method",
    edit: acme({ token_endpoint_auth_method: "none" }),
    found: ["alarm authentication-method-differs partner acme-cms"],
  },
  {
    name: "a key where a secret is declared",
    edit: (a) => {
      acme({ client_authentication_methods: { private_key_jwt: { credentials: [{ id: "other-key" }] } } })(a);
      a.keys[clientIdOf("acme-cms")] = [otherKey()];
    },
    found: ["alarm authentication-method-differs partner acme-cms", "alarm key-undeclared partner acme-cms"],
  },
  {
    name: "a secret where a key is declared",
    edit: (a) => {
      ember({ client_authentication_methods: null, token_endpoint_auth_method: "client_secret_post" })(a);
      a.keys[EMBER_KEYS] = [];
    },
    found: [
      "alarm authentication-method-differs partner ember-mail",
      "finding key-missing partner ember-mail",
    ],
  },
  {
    name: "an extra key",
    edit: (a) => {
      const methods = {
        private_key_jwt: { credentials: [{ id: "key-of-ember-mail" }, { id: "other-key" }] },
      };
      ember({ client_authentication_methods: methods })(a);
      a.keys[EMBER_KEYS]?.push(otherKey());
    },
    found: ["alarm key-undeclared partner ember-mail"],
  },
  {
    name: "an extra key in the pool only",
    edit: (a) => a.keys[EMBER_KEYS]?.push(otherKey()),
    found: ["note key-unattached partner ember-mail"],
  },
  {
    name: "a key detached",
    edit: ember({ client_authentication_methods: { private_key_jwt: { credentials: [] } } }),
    found: ["finding key-missing partner ember-mail", "note key-unattached partner ember-mail"],
  },
  {
    name: "a key that lives longer",
    edit: key({ expires_at: "2027-02-01T00:00:00.000Z" }),
    found: ["alarm key-lives-longer partner ember-mail"],
  },
  {
    name: "a key that never expires",
    edit: key({ expires_at: undefined }),
    found: ["alarm key-lives-longer partner ember-mail"],
  },
  {
    name: "a key that ends sooner",
    edit: key({ expires_at: "2027-01-30T00:00:00.000Z" }),
    found: ["finding key-differs partner ember-mail"],
  },
  {
    name: "the same end in another spelling",
    edit: key({ expires_at: "2027-01-31T01:00:00+01:00" }),
    found: [],
  },
  {
    name: "a key for another algorithm",
    edit: key({ alg: "PS256" }),
    found: ["finding key-differs partner ember-mail"],
  },
  {
    name: "a renamed key",
    edit: key({ name: "second" }),
    found: ["note key-name-differs partner ember-mail"],
  },
];
