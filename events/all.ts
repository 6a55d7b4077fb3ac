import { ExecutionFinished } from './bus/execution-finished';
import { FeedbackGiven } from './bus/feedback-given';
import { GenerationFailed, GenerationRequested, GenerationStarted, ProgramGenerated } from './bus/generation';
import { LaunchFailed, LaunchRequested, StandbyClaimed, StopRequested, TaskLaunched, TaskReady } from './bus/launch';
import { JobCancelled, JobFailed, JobSucceeded } from './bus/outcome';
import { PromptReceived } from './bus/prompt-received';
import { WebhookRequested } from './bus/webhook-requested';
import { ExampleDocument } from './documents/example';
import { GenerationDocument } from './documents/generation';
import { JobDocument } from './documents/job';
import { LaunchDocument } from './documents/launch';
import { ManifestDocument } from './documents/manifest';
import { ReportDocument } from './documents/report';
import { StandbyClaim } from './documents/standby-claim';
import { TablesDocument } from './documents/tables';

/** Every event on the bus, in the order of the flow. */
export const busEvents = [
  PromptReceived,
  GenerationStarted,
  ProgramGenerated,
  GenerationFailed,
  StandbyClaimed,
  TaskLaunched,
  TaskReady,
  LaunchFailed,
  ExecutionFinished,
  GenerationRequested,
  LaunchRequested,
  StopRequested,
  WebhookRequested,
  JobSucceeded,
  JobFailed,
  JobCancelled,
  FeedbackGiven,
] as const;

/** Every document in the bucket. */
export const documents = {
  JobDocument,
  GenerationDocument,
  LaunchDocument,
  StandbyClaim,
  ReportDocument,
  ManifestDocument,
  TablesDocument,
  ExampleDocument,
} as const;
