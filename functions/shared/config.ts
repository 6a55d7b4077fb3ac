/**
 * The only reader of the environment. Each function names the settings it needs; a missing one stops the function
 * at its start with a sentence that names it.
 */
const readers = {
  tableName: 'TABLE_NAME',
  bucketName: 'BUCKET_NAME',
  busName: 'BUS_NAME',
  /** The function's own queue. */
  queueUrl: 'QUEUE_URL',
  clusterArn: 'CLUSTER_ARN',
  /** Family without revision: the next job runs the newest. */
  taskFamily: 'TASK_FAMILY',
  subnetIds: 'SUBNET_IDS',
  securityGroupIds: 'SECURITY_GROUP_IDS',
  modelId: 'MODEL_ID',
  warehouseWorkgroup: 'WAREHOUSE_WORKGROUP',
  warehouseDatabase: 'WAREHOUSE_DATABASE',
  warehouseSchema: 'WAREHOUSE_SCHEMA',
  warehouseSecretArn: 'WAREHOUSE_SECRET_ARN',
  webhookSecretArn: 'WEBHOOK_SECRET_ARN',
  /** Comma-separated; webhooks may go to these private networks, by http too. Usually empty. */
  webhookAllowedCidrs: 'WEBHOOK_ALLOWED_CIDRS',
  /** IAM, JWT or NONE: who the API's authorizer lets in, and so where the owner's name is found. */
  authorization: 'AUTHORIZATION',
  retentionDays: 'RETENTION_DAYS',
  metricsNamespace: 'METRICS_NAMESPACE',
} as const;

export type Setting = keyof typeof readers;

/** Settings that may be empty. */
const optional: ReadonlySet<Setting> = new Set<Setting>(['webhookAllowedCidrs']);

export function config<S extends Setting>(...settings: S[]): Record<S, string> {
  const values = settings.map((setting) => {
    const value = process.env[readers[setting]];
    if (value === undefined || (value === '' && !optional.has(setting))) {
      throw new Error(`The environment variable ${readers[setting]} is not set.`);
    }
    return [setting, value] as const;
  });
  return Object.fromEntries(values) as Record<S, string>;
}
