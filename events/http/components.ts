import * as z from 'zod/mini';
import { JobCancelled, JobFailed, JobSucceeded } from '../bus/outcome';
import { Artifact, Cost, Failure, FailureKind, Instant, Limits, SizeClass, Usage } from '../common';
import { QueryRun } from '../documents/report';
import { examples } from './examples';
import { Feedback, FeedbackRequest, Rating, Sharing, SharingRequest } from './feedback';
import { PromptRequest } from './prompt';
import { RerunRequest } from './rerun';
import {
  ArtifactView,
  AttemptView,
  GatewayMessage,
  JobAction,
  JobFailure,
  JobList,
  JobStatus,
  JobSummary,
  JobView,
  Links,
  Notebook,
  OpenApiDocument,
  PageConfig,
  Problem,
  ProgramOutput,
  PromptAccepted,
  StepSeconds,
  TablesView,
  TableView,
  Timeline,
  WebhookView,
} from './views';

const named = {
  PromptRequest,
  RerunRequest,
  PromptAccepted,
  JobList,
  JobSummary,
  JobView,
  JobStatus,
  JobAction,
  JobFailure,
  AttemptView,
  ArtifactView,
  WebhookView,
  FeedbackRequest,
  Feedback,
  Rating,
  SharingRequest,
  Sharing,
  Links,
  StepSeconds,
  Artifact,
  QueryRun,
  Failure,
  FailureKind,
  SizeClass,
  Limits,
  Usage,
  Cost,
  Timeline,
  ProgramOutput,
  TablesView,
  TableView,
  Notebook,
  OpenApiDocument,
  PageConfig,
  Problem,
  GatewayMessage,
  JobSucceeded: JobSucceeded.schema,
  JobFailed: JobFailed.schema,
  JobCancelled: JobCancelled.schema,
};

/** Name of a schema under `#/components/schemas`. */
export type Component = keyof typeof named;

/** The schemas of the HTTP API, each defined once and referenced by name. */
export function components(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      // Generators of clients make a time of the format, a text of the pattern.
      if (zodSchema === Instant) Object.assign(jsonSchema, { format: 'date-time', pattern: undefined });
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withExample(id, bare(schema))]));
}

/** Within an OpenAPI document a schema has no `$schema` and no `$id`. */
function bare({ $schema, $id, ...schema }: Record<string, unknown>): object {
  return schema;
}

const withExample = (id: string, schema: object): object =>
  id in examples ? { ...schema, examples: [examples[id as keyof typeof examples]] } : schema;
