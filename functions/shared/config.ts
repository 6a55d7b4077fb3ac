import { EFFORTS, THINKING } from './model/options';

/** Reads an environment variable, or throws an error that names it. */
type Reader<T> = () => T;

const text =
  (variable: string): Reader<string> =>
  () => {
    const value = process.env[variable];
    if (!value) throw new Error(`The environment variable ${variable} is not set.`);
    return value;
  };

/** Must be set, but may be empty. */
const possiblyEmptyText =
  (variable: string): Reader<string> =>
  () => {
    const value = process.env[variable];
    if (value === undefined) throw new Error(`The environment variable ${variable} is not set.`);
    return value;
  };

const number =
  (variable: string): Reader<number> =>
  () => {
    const value = Number(text(variable)());
    if (Number.isNaN(value)) throw new Error(`The environment variable ${variable} is not a number.`);
    return value;
  };

const oneOf =
  <T extends string>(variable: string, values: readonly T[]): Reader<T> =>
  () => {
    const value = values.find((one) => one === text(variable)());
    if (value === undefined) throw new Error(`The environment variable ${variable} is none of ${values.join(', ')}.`);
    return value;
  };

/** Comma-separated. */
const list =
  (variable: string): Reader<string[]> =>
  () =>
    text(variable)().split(',');

/** Comma-separated; may be empty. */
const possiblyEmptyList =
  (variable: string): Reader<string[]> =>
  () =>
    possiblyEmptyText(variable)()
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);

const readers = {
  tableName: text('TABLE_NAME'),
  bucketName: text('BUCKET_NAME'),
  busName: text('BUS_NAME'),
  /** The queue that invokes the function. */
  queueUrl: text('QUEUE_URL'),
  clusterArn: text('CLUSTER_ARN'),
  /** The family without a revision: RunTask uses the latest one. */
  taskFamily: text('TASK_FAMILY'),
  /** The newest revision of the executor's task definition. */
  taskDefinitionArn: text('TASK_DEFINITION_ARN'),
  /** Standby tasks that are kept; 0 for none. */
  standbyTasks: number('STANDBY_TASKS'),
  /** Minutes after the last launch, and of a standby without a job, after which none is kept; 0 for ever. */
  standbyMinutes: number('STANDBY_MINUTES'),
  subnetIds: list('SUBNET_IDS'),
  securityGroupIds: list('SECURITY_GROUP_IDS'),
  modelId: text('MODEL_ID'),
  /** The foundation model behind an ARN in MODEL_ID. Usually empty. */
  foundationModelId: possiblyEmptyText('FOUNDATION_MODEL_ID'),
  thinking: oneOf('MODEL_THINKING', THINKING),
  effort: oneOf('MODEL_EFFORT', EFFORTS),
  /** Looks of the model into columns for one attempt; 0 for none. */
  maxLooks: number('MAX_LOOKS'),
  warehouseWorkgroup: text('WAREHOUSE_WORKGROUP'),
  warehouseDatabase: text('WAREHOUSE_DATABASE'),
  warehouseSchema: text('WAREHOUSE_SCHEMA'),
  warehouseSecretArn: text('WAREHOUSE_SECRET_ARN'),
  webhookSecretArn: text('WEBHOOK_SECRET_ARN'),
  /** Comma-separated private networks that webhooks may reach, also over http. Usually empty. */
  webhookAllowedCidrs: possiblyEmptyText('WEBHOOK_ALLOWED_CIDRS'),
  /** The API's authorizer, IAM, JWT or NONE. It decides where the owner's name is found. */
  authorization: text('AUTHORIZATION'),
  /** With JWT, the issuer of tokens. */
  jwtIssuer: possiblyEmptyText('JWT_ISSUER'),
  /** With JWT, the first of the audiences that the API accepts. */
  jwtAudience: possiblyEmptyText('JWT_AUDIENCE'),
  /** With JWT, the page's client at the issuer. */
  pageClientId: possiblyEmptyText('PAGE_CLIENT_ID'),
  /** With JWT, the scopes that the page asks the issuer for, separated by spaces. */
  pageScopes: possiblyEmptyText('PAGE_SCOPES'),
  /** Comma-separated origins of the issuer's endpoints, where they differ from that of the issuer. */
  issuerOrigins: possiblyEmptyText('ISSUER_ORIGINS'),
  /** Address that artifacts are downloaded from, with a slash at its end. */
  resultsUrl: text('RESULTS_URL'),
  /** With IAM, whether a job belongs to a role (`role`) or to one session of it (`session`). */
  iamOwner: text('IAM_OWNER'),
  /** Callers who verify answers. Usually empty. */
  curators: possiblyEmptyList('CURATORS'),
  /** Jobs of one owner that have not ended. */
  maxJobsPerOwner: number('MAX_JOBS_PER_OWNER'),
  /** US dollars. */
  maxDailyUsdPerOwner: number('MAX_DAILY_USD_PER_OWNER'),
  /** Whether a job may be run again with another program. */
  editedPrograms: oneOf('EDITED_PROGRAMS', ['true', 'false']),
  /** Seconds that GET /jobs/{jobId} waits for a change, at most. */
  waitSeconds: number('WAIT_SECONDS'),
  /** Without a slash at its end. */
  apiUrl: text('API_URL'),
  /** Address of the page with a slash at its end. Usually empty. */
  pageUrl: possiblyEmptyText('PAGE_URL'),
  questionInEvents: oneOf('QUESTION_IN_EVENTS', ['true', 'false']),
  retentionDays: number('RETENTION_DAYS'),
  metricsNamespace: text('METRICS_NAMESPACE'),
} as const;

export type Setting = keyof typeof readers;
export type Config<S extends Setting> = { readonly [K in S]: ReturnType<(typeof readers)[K]> };

/**
 * The settings that a function names, from the environment. This is the only reader of the environment; a missing or
 * malformed variable stops the function when it starts.
 */
export const config = <S extends Setting>(...settings: S[]): Config<S> =>
  Object.fromEntries(settings.map((setting) => [setting, readers[setting]()])) as Config<S>;
