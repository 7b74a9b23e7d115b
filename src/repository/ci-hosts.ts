// Where a repository's pipelines run; `none` where they are not this package's.
export const CI_HOSTS = ["github", "gitlab", "none"] as const;
export type CiHost = (typeof CI_HOSTS)[number];
