/** The versions that fit together. Others of these Go modules are often not served by module proxies. */

/** The oldest Pulumi CLI that is accepted from the machine: the local stack is tested with newer ones only. */
export const PULUMI_MINIMUM = "3.200.0";

/** The Pulumi CLI that is built; the same version is in pulumi-cli/go.mod. */
export const PULUMI_BUILT = "3.253.0";

/** The Auth0 plugin: the version of the npm package @pulumi/auth0, which asks for exactly this one. */
export const AUTH0_PLUGIN = "3.49.0";

/** Finds the first x.y.z in a text, without "v"; undefined if there is none. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

/** Whether version a (x.y or x.y.z) is older than version b. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < 3; i++) {
    const difference = Number(left[i] ?? 0) - Number(right[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
