// Addresses and forms → the pages of a local tenant that somebody sees, without a network and without a browser.
import type { Hono } from "hono";

/** What the browser shows after a visit: a page of the tenant, or the address to which it was sent away. */
export interface View {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Follows redirects inside the tenant, keeps cookies, and submits forms; it runs no script. */
export function browserAt(app: Hono, issuer: string) {
  const cookies = new Map<string, string>();
  let current: View = { url: new URL(issuer), status: 0, text: "", headers: new Headers() };

  async function request(address: URL, body?: URLSearchParams): Promise<View> {
    if (!address.href.startsWith(issuer)) {
      current = { url: address, status: 0, text: "", headers: new Headers() };
      return current;
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await app.request(address.href, {
      method: body === undefined ? "GET" : "POST",
      headers: { ...(cookie !== "" && { cookie }) },
      ...(body !== undefined && { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) return request(new URL(location, address));
    current = {
      url: address,
      status: response.status,
      text: await response.text(),
      headers: response.headers,
    };
    return current;
  }

  return {
    cookies,
    view: () => current,
    visit: (address: string) => request(new URL(address, issuer)),
    /** Submits the first form of the page that has all the fields, with its hidden values. */
    submit: (fields: Record<string, string>) => {
      const { action, values } = formWith(current.text, Object.keys(fields));
      return request(new URL(action, current.url), new URLSearchParams({ ...values, ...fields }));
    },
    post: (path: string, body: Record<string, string>) =>
      request(new URL(path, issuer), new URLSearchParams(body)),
  };
}

export type Browser = ReturnType<typeof browserAt>;

function formWith(page: string, names: string[]) {
  for (const [, action = "", content = ""] of page.matchAll(
    /<form[^>]* action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g,
  )) {
    if (!names.every((name) => content.includes(`name="${name}"`))) continue;
    const hidden = content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
    return { action, values: Object.fromEntries([...hidden].map(([, name, value]) => [name, value])) };
  }
  throw new Error(`no form with ${names.join(", ")} in:\n${page}`);
}
