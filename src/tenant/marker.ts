// An application's metadata → which project, stack and partner made it.

import { OWNERSHIP_KEYS } from "../plan/application.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveApplication } from "./live.ts";

const textOf = ({ client_metadata: metadata }: LiveApplication, key: string): string | undefined => {
  const value = metadata?.[key];
  return typeof value === "string" ? value : undefined;
};

/** The partner that an application of this project and stack was made for; undefined for every other application. */
export const markerOf = (
  { project, stack }: Pick<Plan, "project" | "stack">,
  application: LiveApplication,
): string | undefined =>
  textOf(application, OWNERSHIP_KEYS.project) === project &&
  textOf(application, OWNERSHIP_KEYS.stack) === stack
    ? textOf(application, OWNERSHIP_KEYS.partner)
    : undefined;

/** The stack that an application of this project was made by. */
export const stackOf = (
  { project }: Pick<Plan, "project">,
  application: LiveApplication,
): string | undefined =>
  textOf(application, OWNERSHIP_KEYS.project) === project
    ? textOf(application, OWNERSHIP_KEYS.stack)
    : undefined;
