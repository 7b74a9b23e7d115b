// An environment in which npm answers at once: a real one would ask a registry.
import { join } from "node:path";

export const WITHOUT_NPM: Readonly<Record<string, string>> = {
  PATH: join(import.meta.dirname, "without-npm"),
};
