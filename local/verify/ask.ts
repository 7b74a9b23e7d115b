// A local tenant's Management API with every right, as somebody in the dashboard uses it.
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";

/** One call; the answer's body. @throws Error for an answer that is not a success */
export async function ask<T = Record<string, unknown>>(
  { tenant }: Pick<Emulator, "tenant">,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await tenantApp(tenant).request(`/api/v2/${path}`, {
    method,
    headers: { authorization: "Bearer local", "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

const PER_PAGE = 100;

/** Every object of a kind that has pages. */
export async function askAll<T>(tenant: Pick<Emulator, "tenant">, kind: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; ; page++) {
    const some = await ask<T[]>(tenant, "GET", `${kind}?per_page=${PER_PAGE}&page=${page}`);
    all.push(...some);
    if (some.length < PER_PAGE) return all;
  }
}
