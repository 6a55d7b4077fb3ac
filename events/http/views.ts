import * as z from 'zod/mini';
import { Artifact, Cost, Failure, Instant, JobId, SizeClass, Usage, Values } from '../common';
import { Look } from '../documents/generation';
import { QueryRun } from '../documents/report';
import { Feedback, Sharing } from './feedback';

export const STATUSES = ['received', 'generating', 'running', 'repairing', 'succeeded', 'failed', 'cancelled'] as const;
export const JobStatus = z.enum(STATUSES);
export type JobStatus = z.infer<typeof JobStatus>;

/** What a caller may do with a job, besides reading it. */
export const JOB_ACTIONS = [
  'cancel',
  'erase',
  'rerun',
  'edit',
  'share',
  'feedback',
  'verify',
  'follow-up',
  'export',
] as const;
export const JobAction = z.enum(JOB_ACTIONS);
export type JobAction = z.infer<typeof JobAction>;

/** The groups of statuses by which jobs are listed. */
export const JOB_GROUPS = {
  running: ['received', 'generating', 'running', 'repairing'],
  succeeded: ['succeeded'],
  failed: ['failed'],
  cancelled: ['cancelled'],
} as const satisfies Readonly<Record<string, readonly JobStatus[]>>;
export type JobGroup = keyof typeof JOB_GROUPS;

/** Of a job, relative to the API or absolute as the request was. */
export const Links = z.object({ self: z.string(), events: z.string(), results: z.string() });

/** 202 of POST /prompt. */
export const PromptAccepted = z.object({ jobId: JobId, status: JobStatus, links: Links });
export type PromptAccepted = z.infer<typeof PromptAccepted>;

/** A job in a list. */
export const JobSummary = z.object({
  jobId: JobId,
  status: JobStatus,
  prompt: z.string(),
  /** The job that this one follows, which may have been erased since. */
  followUpOf: z.optional(JobId),
  /** The job that this one runs again, which may have been erased since. */
  rerunOf: z.optional(JobId),
  acceptedAt: Instant,
  endedAt: z.optional(Instant),
  links: Links,
});
export const JobList = z.object({ jobs: z.array(JobSummary), nextCursor: z.optional(z.string()) });
export type JobList = z.infer<typeof JobList>;

export const ArtifactView = z.object({ ...Artifact.shape, link: z.string() });

export const AttemptView = z.object({
  attempt: z.int(),
  modelId: z.optional(z.string()),
  instructionsVersion: z.optional(z.string()),
  usage: z.optional(Usage),
  looks: z.optional(z.array(Look)),
  result: z.optional(z.enum(['succeeded', 'failed'])),
  failure: z.optional(Failure),
  program: z.optional(z.string()),
  error: z.optional(
    z.object({ type: z.string(), message: z.string(), line: z.optional(z.int()), traceback: z.string() }),
  ),
  startedAt: z.optional(Instant),
  finishedAt: z.optional(Instant),
});

const Seconds = z.optional(z.number());

/** Seconds by step, summed over all attempts. */
export const StepSeconds = z.object({
  /** Events, queues and functions between the other steps. */
  dispatch: Seconds,
  /** Reading the description of the tables, and looks into them. */
  tables: Seconds,
  /** The model's calls. */
  model: Seconds,
  /** Until RunTask has returned the task. */
  launch: Seconds,
  /** Until ECS pulls the image. */
  provision: Seconds,
  pull: Seconds,
  /** Until the container runs. */
  start: Seconds,
  /** Until the sandbox can run programs. */
  ready: Seconds,
  run: Seconds,
  /** Collecting and storing the artifacts. */
  collect: Seconds,
});

/** Why a job has no answer, and what to do. */
export const JobFailure = z.object({ ...Failure.shape, hint: z.string() });

export const WebhookView = z.object({
  url: z.string(),
  delivered: z.boolean(),
  deliveries: z.array(
    z.object({ delivery: z.int(), at: Instant, status: z.optional(z.int()), error: z.optional(z.string()) }),
  ),
});

/** GET /jobs/{id}. */
export const JobView = z.object({
  jobId: JobId,
  status: JobStatus,
  prompt: z.string(),
  followUpOf: z.optional(JobId),
  rerunOf: z.optional(JobId),
  /** Set for a rerun of a program that a caller has edited. */
  programEdited: z.optional(z.literal(true)),
  size: SizeClass,
  acceptedAt: Instant,
  deadlineAt: Instant,
  endedAt: z.optional(Instant),
  /** Markdown. */
  answer: z.optional(z.string()),
  values: Values,
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
  program: z.optional(z.string()),
  queries: z.array(QueryRun),
  artifacts: z.array(ArtifactView),
  attempts: z.array(AttemptView),
  failure: z.optional(JobFailure),
  /** Seconds. */
  timings: z.object({
    total: z.optional(z.number()),
    /** The critical path. The steps of an ended job add up to `total`. */
    steps: StepSeconds,
    /** The rest of each step, while an earlier one was going on. */
    overlapped: StepSeconds,
  }),
  cost: z.optional(Cost),
  usage: z.optional(Usage),
  /** Layers that confined the program of the last attempt. */
  sandbox: z.array(z.string()),
  webhook: z.optional(WebhookView),
  feedback: z.optional(Feedback),
  sharing: z.optional(Sharing),
  /** What the caller may do with the job now. */
  actions: z.array(JobAction),
  links: Links,
});
export type JobView = z.infer<typeof JobView>;

/** GET /jobs/{id}/events. */
export const Timeline = z.object({
  jobId: JobId,
  events: z.array(z.object({ at: Instant, type: z.string(), text: z.string(), detail: z.optional(z.unknown()) })),
  nextCursor: z.optional(z.string()),
});
export type Timeline = z.infer<typeof Timeline>;

/** GET /jobs/{id}/output. */
export const ProgramOutput = z.object({
  text: z.string(),
  /** Where the text ends: the `after` of the next request. */
  next: z.int(),
  /** Whether the job has ended and this is the end of its output. */
  ended: z.boolean(),
  /** Whether more was printed than is stored. */
  truncated: z.boolean(),
});
export type ProgramOutput = z.infer<typeof ProgramOutput>;

/** RFC 9457 problem details, `application/problem+json`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Set with status 500: the request's id in the logs. */
  requestId: z.optional(z.string()),
  /** One entry for each invalid field. */
  errors: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
});
export type Problem = z.infer<typeof Problem>;

export const TableView = z.object({
  name: z.string(),
  description: z.optional(z.string()),
  rows: z.number(),
  columns: z.array(
    z.object({
      name: z.string(),
      /** Redshift's type name. */
      type: z.string(),
      description: z.optional(z.string()),
      /** Rows without a value. */
      nulls: z.optional(z.number()),
      /** Distinct values. */
      distinct: z.optional(z.number()),
      /** Whether the catalog withholds values of the column from the model. */
      withheld: z.boolean(),
    }),
  ),
});

/** GET /tables. */
export const TablesView = z.object({
  schema: z.string(),
  describedAt: Instant,
  /** Whether the tables may have changed since: two hours have passed, or the catalog is another one. */
  stale: z.boolean(),
  tables: z.array(TableView),
  /** Tables that could not be described. */
  undescribed: z.array(z.string()),
  /** Questions that the tables answer. */
  suggestions: z.array(z.string()),
});
export type TablesView = z.infer<typeof TablesView>;

/** GET /jobs/{id}/export?as=notebook, in Jupyter's format 4.5. */
export const Notebook = z.object({
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
  metadata: z.looseObject({}),
  cells: z.array(
    z.looseObject({
      cell_type: z.enum(['markdown', 'code']),
      id: z.string(),
      metadata: z.looseObject({}),
      source: z.array(z.string()),
    }),
  ),
});
export type Notebook = z.infer<typeof Notebook>;

/** GET /openapi.json, an OpenAPI 3.1 document. */
export const OpenApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({}),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.looseObject({}),
  components: z.looseObject({}),
});

/** GET /page-config.json: how callers sign in on the page. */
export const PageConfig = z.discriminatedUnion('signIn', [
  /** At an OpenID provider, by the code flow with PKCE. */
  z.object({
    signIn: z.literal('oidc'),
    issuer: z.string(),
    clientId: z.string(),
    scopes: z.string(),
    /** The audience that access tokens need, where it is not the client. */
    audience: z.optional(z.string()),
  }),
  /** The API is open to anyone. */
  z.object({ signIn: z.literal('none') }),
  z.object({ signIn: z.literal('unavailable'), reason: z.string() }),
]);
export type PageConfig = z.infer<typeof PageConfig>;

/** Body of a response that API Gateway makes itself. */
export const GatewayMessage = z.object({ message: z.string() });
