// `hosting` in an API's file: how it runs on AWS, as far as that is the same in every stack.
import { z } from "zod";

/** `origin`: a server that already runs. `fargate`: a container that we run. */
export const HOSTING_KINDS = ["origin", "fargate"] as const;
export const CPU_ARCHITECTURES = ["X86_64", "ARM64"] as const;

const countSchema = z.int({ error: "expected a whole number of at least 1" }).min(1);

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html (read 2026-11) */
const containerSchema = z.strictObject({
  port: countSchema.max(65_535).meta({ description: "Where the container listens." }),
  cpu: countSchema.meta({ description: "CPU units; 1024 are one virtual CPU." }),
  memory: countSchema.meta({ description: "Memory in MiB." }),
  cpu_architecture: z.enum(CPU_ARCHITECTURES),
  user: z
    .string()
    .regex(/^\d{1,9}(:\d{1,9})?$/, 'expected a numeric user and group such as "1000:1000"')
    .meta({ description: "The user and group the container runs as." }),
});

/** Thresholds in five minutes, above which somebody is told. */
const alarmsSchema = z.strictObject({
  server_errors: countSchema.optional().meta({ description: "Answers 5xx in five minutes." }),
  latency_milliseconds: countSchema
    .optional()
    .meta({ description: "What 19 of 20 requests stay below (p95)." }),
  unauthorized: countSchema.optional().meta({ description: "Answers 401 in five minutes." }),
  forbidden: countSchema.optional().meta({ description: "Answers 403 in five minutes." }),
});

/** Keys are AWS's where they mean AWS's. Source: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html (read 2026-11) */
export const hostingSchema = z.strictObject({
  kind: z
    .enum(HOSTING_KINDS)
    .meta({ description: "origin: a server that already runs. fargate: a container that we run." }),
  health_route: z.string().meta({ description: "The public route that shows whether the API is well." }),
  throttling: z
    .strictObject({
      rate_limit: countSchema.meta({ description: "Requests per second, of all callers together." }),
      burst_limit: countSchema.meta({ description: "Requests at once, of all callers together." }),
    })
    .meta({ description: "What the gateway lets through before it answers 429." }),
  retention_in_days: countSchema.meta({ description: "How long logs are kept." }),
  alarms: alarmsSchema.optional(),
  container: containerSchema.optional().meta({ description: "For fargate: what every task is." }),
});

/** `hosting` of an API's file. */
export type Hosting = z.infer<typeof hostingSchema>;
/** What is behind the gateway. */
export type HostingKind = Hosting["kind"];
/** Of a container; AWS's words. */
export type CpuArchitecture = (typeof CPU_ARCHITECTURES)[number];
/** The container of an API that runs on Fargate. */
export type Container = z.infer<typeof containerSchema>;
