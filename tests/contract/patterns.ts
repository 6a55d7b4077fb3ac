import {
  EcsTaskStateChange,
  EVENT_SOURCE,
  ExecutionFinished,
  GenerationFailed,
  GenerationRequested,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  keys,
  LaunchFailed,
  LaunchRequested,
  ProgramGenerated,
  PromptReceived,
  S3ObjectCreated,
  StopRequested,
  TaskLaunched,
  WebhookRequested,
} from '../../events';

const names = (...contracts: { readonly detailType: string }[]) => contracts.map(({ detailType }) => detailType);

/** Functions with side effects ignore replayed events. */
const notReplayed = { 'replay-name': [{ exists: false }] };

/** The event pattern of each function, built from the contracts. Names are those of the deployment in the samples. */
export const patterns: Readonly<Record<string, { readonly bus: 'system' | 'default'; readonly pattern: object }>> = {
  'describe-tables': {
    bus: 'default',
    pattern: {
      source: [S3ObjectCreated.source],
      'detail-type': names(S3ObjectCreated),
      detail: {
        bucket: { name: ['code-interpreter-111122223333'] },
        object: { key: [keys.catalog, keys.misnamedCatalog, keys.loaded, keys.tablesRequest] },
      },
    },
  },
  'generate-code': {
    bus: 'system',
    pattern: {
      source: [EVENT_SOURCE],
      ...notReplayed,
      $or: [
        { 'detail-type': names(PromptReceived, GenerationRequested) },
        { 'detail-type': names(ExecutionFinished), detail: { final: [false] } },
      ],
    },
  },
  'launch-task': {
    bus: 'system',
    pattern: {
      source: [EVENT_SOURCE],
      ...notReplayed,
      $or: [
        { 'detail-type': names(ProgramGenerated), detail: { attempt: [1] } },
        { 'detail-type': names(LaunchRequested) },
      ],
    },
  },
  'record-progress': {
    bus: 'system',
    pattern: {
      source: [EVENT_SOURCE],
      'detail-type': names(
        PromptReceived,
        ProgramGenerated,
        GenerationFailed,
        TaskLaunched,
        LaunchFailed,
        ExecutionFinished,
        JobSucceeded,
        JobFailed,
        JobCancelled,
      ),
    },
  },
  'record-task-state': {
    bus: 'default',
    pattern: {
      source: [EcsTaskStateChange.source],
      'detail-type': names(EcsTaskStateChange),
      detail: {
        clusterArn: ['arn:aws:ecs:us-east-1:111122223333:cluster/code-interpreter'],
        group: ['family:code-interpreter-executor'],
        lastStatus: ['PENDING', 'RUNNING', 'STOPPED'],
      },
    },
  },
  'record-artifact': {
    bus: 'default',
    pattern: {
      source: [S3ObjectCreated.source],
      'detail-type': names(S3ObjectCreated),
      detail: { bucket: { name: ['code-interpreter-111122223333'] }, object: { key: [{ prefix: 'results/' }] } },
    },
  },
  'notify-webhook': {
    bus: 'system',
    pattern: { source: [EVENT_SOURCE], 'detail-type': names(WebhookRequested), ...notReplayed },
  },
  'stop-task': {
    bus: 'system',
    pattern: { source: [EVENT_SOURCE], 'detail-type': names(StopRequested), ...notReplayed },
  },
};
