// The pages that rules rest on, all read 2026-11. Each page is named once, so that a moved page is one change.
const AUTH0 = "https://auth0.com/docs";
const PULUMI = "https://www.pulumi.com/docs";
const GITHUB = "https://docs.github.com/en/actions";
const AWS = "https://docs.aws.amazon.com";
const RFC = "https://www.rfc-editor.org/rfc";

const THIRD_PARTY = `${AUTH0}/get-started/applications/third-party-applications`;
const CONFIDENTIALITY = `${AUTH0}/get-started/applications/confidential-and-public-applications`;
const HTTP_APIS = `${AWS}/apigateway/latest/developerguide`;
const ECS = `${AWS}/AmazonECS/latest/developerguide`;
const REFRESH_TOKENS = `${AUTH0}/secure/tokens/refresh-tokens`;

export const SECURITY_CONTROLS = `${THIRD_PARTY}/security-controls`;
export const PERMISSIVE_MODE = `${THIRD_PARTY}/permissive-mode`;
export const STRICT_BY_DEFAULT = `${AUTH0}/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-to-enhanced-security-third-party-applications`;
export const APPLICATION_SETTINGS = `${AUTH0}/get-started/applications/application-settings`;
export const LOGIN_ROUTES = `${AUTH0}/authenticate/login/auth0-universal-login/configure-default-login-routes`;
export const APPLICATION_CONNECTIONS = `${AUTH0}/get-started/applications/update-application-connections`;
export const CONFIDENTIAL_OR_PUBLIC = `${CONFIDENTIALITY}/view-application-type`;
export const GRANT_TYPES_PAGE = `${AUTH0}/get-started/applications/application-grant-types`;
export const CLIENT_GRANTS = `${AUTH0}/get-started/applications/application-access-to-apis-client-grants`;
export const MACHINE_APPLICATIONS = `${AUTH0}/get-started/auth0-overview/create-applications/machine-to-machine-apps`;
export const TOKEN_QUOTAS = `${AUTH0}/fine-grained-m2m-token-quotas`;
export const CREATE_APPLICATION = `${AUTH0}/api/management/v2/clients/post-clients`;
export const CREATE_CREDENTIAL = `${AUTH0}/api/management/v2/clients/post-credentials`;
export const CREATE_API = `${AUTH0}/api/management/v2/resource-servers/post-resource-servers`;
export const CORS = `${AUTH0}/get-started/applications/set-up-cors`;
export const IMPERSONATION = `${AUTH0}/secure/security-guidance/measures-against-app-impersonation`;
export const DOMAIN_CONNECTIONS = `${AUTH0}/authenticate/identity-providers/promote-connections-to-domain-level`;
export const CUSTOM_CLAIMS = `${AUTH0}/secure/tokens/json-web-tokens/create-custom-claims`;
export const USER_CONSENT = `${CONFIDENTIALITY}/user-consent-and-third-party-applications`;
export const OIDC_SCOPES = `${AUTH0}/get-started/apis/scopes/openid-connect-scopes`;
export const REFRESH_EXPIRATION = `${REFRESH_TOKENS}/configure-refresh-token-expiration`;
export const REFRESH_ROTATION = `${REFRESH_TOKENS}/configure-refresh-token-rotation`;
export const PRIVATE_KEY_JWT = `${AUTH0}/get-started/applications/configure-private-key-jwt`;
export const KEY_PAIR = `${AUTH0}/secure/application-credentials/generate-rsa-key-pair`;
export const ROTATE_CREDENTIALS = `${AUTH0}/get-started/applications/rotate-credentials`;
export const API_SETTINGS = `${AUTH0}/get-started/apis/api-settings`;
export const ACCESS_POLICIES = `${AUTH0}/get-started/apis/api-access-policies-for-applications`;
export const ACCESS_TOKEN_LIFETIME = `${AUTH0}/secure/tokens/access-tokens/update-access-token-lifetime`;
export const ACCESS_TOKEN_PROFILES = `${AUTH0}/secure/tokens/access-tokens/access-token-profiles`;
export const ENTITY_LIMITS = `${AUTH0}/troubleshoot/customer-support/operational-policies/entity-limit-policy`;

export const PULUMI_STACKS = `${PULUMI}/iac/concepts/projects/stack-settings-file/`;
export const PULUMI_ALIASES = `${PULUMI}/iac/concepts/resources/options/aliases/`;
export const PULUMI_IMPORT = `${PULUMI}/iac/concepts/resources/options/import/`;
export const PULUMI_PROTECT = `${PULUMI}/iac/concepts/resources/options/protect/`;

export const HTTP_API_CORS = `${HTTP_APIS}/http-api-cors.html`;
export const HTTP_API_CORS_VALUES =
  "https://github.com/boto/botocore/blob/develop/botocore/data/apigatewayv2/2018-11-29/service-2.json";
export const HTTP_API_DOMAINS = `${HTTP_APIS}/http-api-custom-domain-names.html`;
export const HTTP_API_INTEGRATIONS = `${HTTP_APIS}/http-api-develop-integrations-http.html`;
export const HTTP_API_JWT = `${HTTP_APIS}/http-api-jwt-authorizer.html`;
export const HTTP_API_MAPPINGS = `${HTTP_APIS}/http-api-mappings.html`;
export const HTTP_API_QUOTAS = `${HTTP_APIS}/http-api-quotas.html`;
export const HTTP_API_ROUTES = `${HTTP_APIS}/http-api-develop-routes.html`;
export const GATEWAY_ACCOUNT_QUOTAS = `${HTTP_APIS}/limits.html`;
export const LOG_RETENTION = `${AWS}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`;
export const ALARM_ACTIONS = `${AWS}/AmazonCloudWatch/latest/monitoring/alarm-actions.html`;
export const FARGATE_SIZES = `${ECS}/task-cpu-memory-error.html`;
export const CONTAINER_SECURITY = `${ECS}/security-tasks-containers.html`;
export const CONTAINER_ENVIRONMENT = `${ECS}/specifying-sensitive-data.html`;
export const SERVICE_SCALING = `${ECS}/service-auto-scaling.html`;
export const IMAGE_TAGS = `${AWS}/AmazonECR/latest/userguide/image-tag-mutability.html`;
export const LOAD_BALANCER_SUBNETS = `${AWS}/elasticloadbalancing/latest/application/application-load-balancers.html`;
export const DNS_RECORDS = `${AWS}/Route53/latest/DeveloperGuide/rrsets-working-with.html`;
export const AWS_ARNS = `${AWS}/IAM/latest/UserGuide/reference-arns.html`;
export const AWS_REGIONS = `${AWS}/general/latest/gr/rande.html`;
export const SECRET_POLICIES = `${AWS}/secretsmanager/latest/userguide/auth-and-access_resource-policies.html`;

export const GITHUB_NEEDS = `${GITHUB}/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds`;
export const GITHUB_ENVIRONMENTS = `${GITHUB}/reference/workflows-and-actions/deployments-and-environments`;

export const OAUTH_REDIRECTION = `${RFC}/rfc6749#section-3.1.2`;
export const OAUTH_SCOPE = `${RFC}/rfc6749#section-3.3`;
export const OAUTH_SECURITY = `${RFC}/rfc9700`;
export const LEAST_PRIVILEGE = `${RFC}/rfc9700#section-2.3`;
export const OAUTH_REDIRECT_MATCHING = `${RFC}/rfc9700#section-4.1.3`;
export const SPECIAL_ADDRESSES = `${RFC}/rfc6890#section-2.2.2`;
export const NATIVE_SCHEMES = `${RFC}/rfc8252#section-7.1`;
export const NATIVE_LOOPBACK = `${RFC}/rfc8252#section-7.3`;
export const JWT_ISSUER = `${RFC}/rfc7519#section-4.1.1`;
export const URI_DOT_SEGMENTS = `${RFC}/rfc3986#section-5.2.4`;
export const URI_TEMPLATE = `${RFC}/rfc6570#section-3.2.2`;
