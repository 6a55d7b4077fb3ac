import {
  EcsTaskStateChange,
  EVENT_SOURCE,
  ExecutionFinished,
  GenerationFailed,
  GenerationRequested,
  GenerationStarted,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  keys,
  LaunchFailed,
  LaunchRequested,
  ProgramGenerated,
  PromptReceived,
  S3ObjectCreated,
  StandbyClaimed,
  StopRequested,
  TaskLaunched,
  TaskReady,
  WebhookRequested,
} from '../../events';

const names = (...contracts: { readonly detailType: string }[]) => contracts.map(({ detailType }) => detailType);

/** Functions with side effects ignore replayed events. */
const notReplayed = { 'replay-name': [{ exists: false }] };

interface Pattern {
  readonly bus: 'system' | 'default';
  readonly pattern: object;
  /** The function behind the queue, if it has another name. */
  readonly functionName?: string;
}

/** The event pattern of each queue, which has the name of its function unless the function has several; built from the contracts. Names are those of the deployment in the samples. */
export const patterns: Readonly<Record<string, Pattern>> = {
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
        { 'detail-type': names(PromptReceived) },
        { 'detail-type': names(GenerationRequested), detail: { attempt: [1] } },
      ],
    },
  },
  'generate-repair': {
    functionName: 'generate-code',
    bus: 'system',
    pattern: {
      source: [EVENT_SOURCE],
      ...notReplayed,
      $or: [
        { 'detail-type': names(ExecutionFinished), detail: { final: [false] } },
        { 'detail-type': names(GenerationRequested), detail: { attempt: [{ numeric: ['>', 1] }] } },
      ],
    },
  },
  'launch-task': {
    bus: 'system',
    pattern: {
      source: [EVENT_SOURCE],
      'detail-type': names(GenerationStarted, LaunchRequested),
      ...notReplayed,
    },
  },
  'keep-standby': {
    bus: 'system',
    pattern: { source: [EVENT_SOURCE], 'detail-type': names(StandbyClaimed), ...notReplayed },
  },
  'record-progress': {
    bus: 'system',
    pattern: {
      source: [EVENT_SOURCE],
      'detail-type': names(
        PromptReceived,
        GenerationStarted,
        ProgramGenerated,
        GenerationFailed,
        StandbyClaimed,
        TaskLaunched,
        TaskReady,
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

/** The function behind a queue. */
export const functionBehind = (queue: string): string => patterns[queue]?.functionName ?? queue;
