import * as z from 'zod/mini';
import { JobCancelled, JobFailed, JobSucceeded } from '../bus/outcome';
import { Artifact, Cost, Failure, Limits, Usage } from '../common';
import { QueryRun } from '../documents/report';
import { PromptRequest } from './prompt';
import { ArtifactView, AttemptView, JobList, JobSummary, JobView, Problem, PromptAccepted, Timeline } from './views';

const named = {
  PromptRequest,
  PromptAccepted,
  JobList,
  JobSummary,
  JobView,
  AttemptView,
  ArtifactView,
  Artifact,
  QueryRun,
  Failure,
  Limits,
  Usage,
  Cost,
  Timeline,
  Problem,
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
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

/** Within an OpenAPI document a schema has no `$schema` and no `$id`. */
function bare({ $schema, $id, ...schema }: Record<string, unknown>): object {
  return schema;
}
