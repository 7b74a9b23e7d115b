// Where a repository's pipelines run; `none` where they are not this package's.
/** Where pipelines can be generated for. */
export const CI_HOSTS = ["github", "gitlab", "none"] as const;
/** Where a repository's pipelines run. */
export type CiHost = (typeof CI_HOSTS)[number];
