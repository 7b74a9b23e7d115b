import fc from "fast-check";
import { expect, test } from "vitest";
import { addressOf, isVerifiable, siteOf } from "../../src/model/address.ts";

test.for([
  { url: "https://acme.example/", hostname: "acme.example", reach: "public" },
  { url: "https://acme.example./", hostname: "acme.example", reach: "public" },
  { url: "https://ACME.example:443/", hostname: "acme.example", reach: "public" },
  { url: "https://93.184.216.34/", hostname: "93.184.216.34", reach: "public" },
  { url: "https://[2606:2800:220::]/", hostname: "[2606:2800:220::]", reach: "public" },
  { url: "http://localhost/", hostname: "localhost", reach: "loopback" },
  { url: "http://app.localhost./", hostname: "app.localhost", reach: "loopback" },
  { url: "http://127.1/", hostname: "127.0.0.1", reach: "loopback" },
  { url: "http://0x7f000001/", hostname: "127.0.0.1", reach: "loopback" },
  { url: "http://[::1]/", hostname: "[::1]", reach: "loopback" },
  { url: "http://[::ffff:7f00:1]/", hostname: "127.0.0.1", reach: "loopback" },
  { url: "http://0.0.0.0/", hostname: "0.0.0.0", reach: "loopback" },
  { url: "http://[::]/", hostname: "[::]", reach: "loopback" },
  { url: "http://169.254.169.254/", hostname: "169.254.169.254", reach: "internal" },
  { url: "http://[::ffff:a9fe:a9fe]/", hostname: "169.254.169.254", reach: "internal" },
  { url: "http://10.0.0.8/", hostname: "10.0.0.8", reach: "internal" },
  { url: "http://172.16.0.1/", hostname: "172.16.0.1", reach: "internal" },
  { url: "http://192.168.1.1/", hostname: "192.168.1.1", reach: "internal" },
  { url: "http://100.64.0.1/", hostname: "100.64.0.1", reach: "internal" },
  { url: "http://[fd00::1]/", hostname: "[fd00::1]", reach: "internal" },
  { url: "http://[fe80::1]/", hostname: "[fe80::1]", reach: "internal" },
  { url: "https://intranet/", hostname: "intranet", reach: "internal" },
  { url: "https://crm.local/", hostname: "crm.local", reach: "internal" },
  { url: "https://crm.lan/", hostname: "crm.lan", reach: "internal" },
  { url: "https://crm.corp./", hostname: "crm.corp", reach: "internal" },
  { url: "https://crm.test/", hostname: "crm.test", reach: "internal" },
  { url: "https://localhost.localdomain/", hostname: "localhost.localdomain", reach: "internal" },
  { url: "https://lan.acme.example/", hostname: "lan.acme.example", reach: "public" },
  { url: "https://[::127.0.0.1]/", hostname: "[::7f00:1]", reach: "internal" },
  { url: "https://crm.internal./", hostname: "crm.internal", reach: "internal" },
])("$url is on $hostname, which is $reach", ({ url, hostname, reach }) => {
  expect(addressOf(url)).toMatchObject({ hostname, reach, isWeb: true });
});

test.for([
  ["https://acme.example/callback", "https://acme.example/callback?"],
  ["https://acme.example/callback", "https://acme.example/callback?from=globe"],
  ["https://acme.example/callback", "https://acme.example/c%61llback"],
  ["https://acme.example/callback", "https://acme.example./callback"],
  ["https://acme.example/callback", "https://acme.example//callback"],
  ["https://acme.example/callback", "https://acme.example/callback/"],
  ["https://acme.example/callback", "https://acme.example/x/../callback"],
  ["https://acme.example", "https://acme.example:443/"],
  ["https://acme.example/callback", "https://acme.example/%2563allback"],
  ["https://acme.example/callback", "https://acme.example/callback;x=1"],
  ["https://acme.example/callback", "https://acme.example/x/..%2Fcallback"],
  ["https://acme.example/our-app/callback", "https://acme.example/our-app%5Ccallback"],
  ["https://acme.example/callback", "https://acme.example/Callback"],
  ["https://acme.example/callback", "https://acme.example/callback%3Fx"],
  ["https://acme.example/callback", "https://acme.example/c%61llback;%ff"],
  ["https://acme.example/%ff/callback", "https://acme.example/%FF/c%2561llback"],
  ["https://acme.example/%c3%bc", "https://acme.example/%25c3%25BC"],
  ["example.acme.app:/callback", "example.acme.app://elsewhere/other"],
] as const)("%s and %s ask for the same", ([one, other]) => {
  expect(addressOf(one)?.requested).toBe(addressOf(other)?.requested);
});

test.for([
  ["https://acme.example/callback", "https://acme.example/callbacks"],
  ["https://acme.example/callback", "https://acme.example:8443/callback"],
  ["https://acme.example/callback", "https://www.acme.example/callback"],
  ["https://acme.example/%ff", "https://acme.example/%fe"],
  ["example.acme.app:/callback", "example.acme.other:/callback"],
] as const)("%s and %s ask for different things", ([one, other]) => {
  expect(addressOf(one)?.requested).not.toBe(addressOf(other)?.requested);
});

test.for([
  { host: "app.our-app.example", site: "our-app.example" },
  { host: "our-app.example", site: "our-app.example" },
  { host: "app.our-app.co.uk", site: "our-app.co.uk" },
  { host: "contacts", site: "contacts" },
  { host: "93.184.216.34", site: "93.184.216.34" },
])("$host belongs to $site", ({ host, site }) => {
  expect(siteOf(host)).toBe(site);
});

test("what is read once more is the same, whatever the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (text) => {
      const address = addressOf(text);
      if (address) expect(addressOf(address.href)).toEqual(address);
    }),
  );
});

test.for([
  { url: "https://acme.example/callback", expected: true },
  { url: "https://localhost/callback", expected: false },
  { url: "example.acme.app:/callback", expected: false },
  { url: "callback", expected: false },
])("that Auth0 can tell who is behind $url is $expected", ({ url, expected }) => {
  expect(isVerifiable(url)).toBe(expected);
});
