const REASONS: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Payload Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** The body of every failed Management API request. `errorCode` is missing where Auth0 gives none. */
export interface ErrorBody {
  statusCode: number;
  error: string;
  message: string;
  errorCode?: string;
  attributes?: { error: string };
}

/** A request the tenant refuses; rolls back whatever the request has written so far. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly errorCode: string | undefined;

  constructor(status: number, message: string, errorCode?: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }

  get body(): ErrorBody {
    return {
      statusCode: this.status,
      error: REASONS[this.status] ?? "Error",
      message: this.message,
      ...(this.errorCode !== undefined && { errorCode: this.errorCode }),
      // What the server that Auth0 is made with adds. Source: https://github.com/hapijs/boom/blob/master/API.md
      ...(this.status === 401 && { attributes: { error: this.message } }),
    };
  }
}

/** 400: the body breaks the schema or a rule of the endpoint. */
export function invalidBody(message: string): ApiError {
  return new ApiError(400, message, "invalid_body");
}

/** 400: the body breaks the schema at one property, in the words Auth0 uses. */
export function invalidProperty(problem: string, property: string): ApiError {
  return invalidBody(`Payload validation error: '${problem}' on property ${property}.`);
}

/** 400: the query string breaks the schema at one parameter. */
export function invalidQuery(problem: string, parameter: string): ApiError {
  return new ApiError(
    400,
    `Query validation error: '${problem}' on property ${parameter}.`,
    "invalid_query_string",
  );
}

/** 404 for each kind of object; some kinds have no error code. */
export const notFound = {
  route: () => new ApiError(404, "Not Found"),
  client: () => new ApiError(404, "The client does not exist", "inexistent_client"),
  credential: () => new ApiError(404, "The credential does not exist.", "inexistent_credential"),
  resourceServer: () => new ApiError(404, "The resource server does not exist", "inexistent_resource_server"),
  clientGrant: () => new ApiError(404, "The grant does not exist.", "inexistent_client_grant"),
  connection: () => new ApiError(404, "The connection does not exist", "inexistent_connection"),
  organization: () => new ApiError(404, "No organization found by that id or name"),
  organizationConnection: () => new ApiError(404, "No connection found by that id"),
  organizationClient: () => new ApiError(404, "No client found by that id"),
  user: () => new ApiError(404, "The user does not exist.", "inexistent_user"),
  role: () => new ApiError(404, "The role does not exist."),
  action: () => new ApiError(404, "That action does not exist."),
  actionVersion: () => new ApiError(404, "That action version does not exist."),
  logStream: () => new ApiError(404, "The log stream does not exist."),
};

/** 409: an object with the same unique value exists. */
export function conflict(message: string, errorCode?: string): ApiError {
  return new ApiError(409, message, errorCode);
}

/** 429: the tenant has answered too many requests; the caller waits for `x-ratelimit-reset`. */
export function tooManyRequests(): ApiError {
  return new ApiError(429, "Global limit has been reached", "too_many_requests");
}
