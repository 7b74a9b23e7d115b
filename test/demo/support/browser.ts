/** Sends requests as one browser would: keeps cookies by host and does not follow redirects by itself. */
export class CookieBrowser {
  readonly #cookies = new Map<string, string>();

  cookies(): string[] {
    return [...this.#cookies.values()];
  }

  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const { origin } = new URL(url);
    const response = await fetch(url, {
      redirect: "manual",
      method: form ? "POST" : "GET",
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(form ? { origin } : {}),
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      this.#cookies.set(name, value);
    }
    return response;
  }

  /** Follows redirects until a page. */
  async visit(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; status: number; text: string }> {
    let here = url;
    let response = await this.go(here, form);
    for (let hops = 0; response.headers.has("location") && hops < 10; hops += 1) {
      here = new URL(response.headers.get("location") ?? "", here).href;
      response = await this.go(here);
    }
    return { url: here, status: response.status, text: await response.text() };
  }
}
