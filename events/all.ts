import { GenerationDocument } from './documents/generation';
import { JobDocument } from './documents/job';
import { ManifestDocument } from './documents/manifest';
import { ReportDocument } from './documents/report';
import { ExecutionFinished } from './own/execution-finished';
import { CodeGenerated, GenerationFailed, GenerationRequested } from './own/generation';
import { LaunchFailed, LaunchRequested, StopRequested, TaskLaunched } from './own/launch';
import { JobCancelled, JobFailed, JobSucceeded } from './own/outcome';
import { PromptReceived } from './own/prompt-received';
import { WebhookRequested } from './own/webhook-requested';

/** Every event of the system's own bus, in the order of the flow. */
export const ownEvents = [
  PromptReceived,
  CodeGenerated,
  GenerationFailed,
  TaskLaunched,
  LaunchFailed,
  ExecutionFinished,
  GenerationRequested,
  LaunchRequested,
  StopRequested,
  WebhookRequested,
  JobSucceeded,
  JobFailed,
  JobCancelled,
] as const;

/** Every document in the system's bucket. */
export const documents = { JobDocument, GenerationDocument, ReportDocument, ManifestDocument } as const;
