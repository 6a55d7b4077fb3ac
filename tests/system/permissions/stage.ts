import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { type JobDocument, keys } from '../../../events';
import { operations, routes } from '../../../events/http/routes';
import type { Accepted, Fact } from '../../../functions/shared/domain/facts';
import { dynamoJobStore } from '../../../functions/shared/job-store/dynamodb';
import type { JobStore } from '../../../functions/shared/job-store/port';
import type { ObjectStore } from '../../../functions/shared/object-store/port';
import { s3ObjectStore } from '../../../functions/shared/object-store/s3';
import { STACK_NAME } from '../../../local/emulator/deploy';
import { root } from '../../../local/setup/paths';
import type { System } from '../../../local/system';
import { allowance } from '../../unit/functions/shared/domain/facts';
import { eventually } from '../running-system';

/** The function of the route that a path belongs to. */
function functionOf(method: string, path: string): string {
  const operation = operations.find((one) => {
    const pattern = routes[one].path.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+');
    return routes[one].method === method && new RegExp(`^${pattern}$`).test(path.replace(/\?.*$/, ''));
  });
  if (!operation) throw new Error(`The API has no route ${method} ${path}.`);
  return routes[operation].function;
}

/** The last log line of a function about a message. */
const HANDLED = /Event handled|Event postponed|Event not handled/;

/** Result of an action in a role. */
export interface ActionResult {
  readonly succeeded: boolean;
  /** Responses and log lines. */
  readonly output: string;
}

/** The deployed system with disabled rules: functions run only when a test invokes them, each in its own role. */
export interface Stage {
  readonly system: System;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  /** Creates a job with these facts, accepted some seconds ago, and its job.json; returns the id. */
  newJob(facts?: readonly Fact[], changes?: Partial<Accepted>): Promise<string>;
  /** Invokes a function with a message of its queue. */
  deliver(functionName: string, event: object): Promise<ActionResult>;
  /** Invokes a function; `marker` selects the log lines of the output, which otherwise is the response alone. */
  invoke(functionName: string, input: object, marker?: string): Promise<ActionResult>;
  /** Sends a request to the API. */
  request(method: string, path: string, init?: RequestInit): Promise<ActionResult & { readonly status: number }>;
  logs(functionName: string, marker: string): Promise<string>;
}

export const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const SAMPLE_JOB = '01jdab3x9y7q2k4m6n8p0r1s2t';

/** A sample of events/samples/ with another job id. */
export function sampleOf(name: string, jobId: string): object {
  const text = readFileSync(join(root, 'events/samples', `${name}.json`), 'utf8');
  return JSON.parse(text.replaceAll(SAMPLE_JOB, jobId)) as object;
}

const newId = (): string => randomUUID().replaceAll('-', '').slice(0, 26);

/** Disables all rules, the schedule included. */
async function switchRulesOff(events: EventBridgeClient, bus: string): Promise<void> {
  for (const EventBusName of [bus, 'default']) {
    const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }));
    for (const { Name } of Rules) await events.send(new DisableRuleCommand({ EventBusName, Name }));
  }
}

export async function openStage(system: System): Promise<Stage> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint: system.awsUrl, region: 'us-east-1', credentials };
  const jobs = dynamoJobStore(new DynamoDBClient(settings), system.table, 30);
  const objects = s3ObjectStore(new S3Client({ ...settings, forcePathStyle: true }), system.bucket);
  const lambda = new LambdaClient(settings);
  const cloudWatch = new CloudWatchLogsClient(settings);
  await switchRulesOff(new EventBridgeClient(settings), system.bus);

  /** Reads log lines, which arrive a little later than responses. */
  const logs = (functionName: string, marker: string, complete = /./) =>
    eventually(async () => {
      const logGroupName = `/aws/lambda/${STACK_NAME}`;
      const command = new FilterLogEventsCommand({ logGroupName, filterPattern: `"${marker}"` });
      const { events = [] } = await cloudWatch.send(command);
      // Lambda's own lines have no service.
      const ofOthers = new RegExp(`"service":"(?!${functionName}")`);
      const lines = events
        .map(({ message = '' }) => message)
        .filter((message) => !ofOthers.test(message))
        .join('\n');
      if (complete.test(lines)) return lines;
      // The emulator sometimes reads the last lines of a worker only at its next invocation.
      if (lines !== '') await call(functionName, { Records: [] });
      return undefined;
    });

  function nameOf(functionName: string): string | undefined {
    const { functions, resources } = system.deployment;
    const [logicalId = ''] = Object.entries(functions).find(([, folder]) => folder === functionName) ?? [];
    return resources[logicalId];
  }

  async function call(functionName: string, input: object): Promise<string> {
    const Payload = Buffer.from(JSON.stringify(input));
    const { Payload: answer } = await lambda.send(new InvokeCommand({ FunctionName: nameOf(functionName), Payload }));
    return Buffer.from(answer ?? []).toString();
  }

  return {
    system,
    jobs,
    objects,
    logs,

    async newJob(facts = [], changes = {}) {
      const jobId = newId();
      const acceptedAt = changes.acceptedAt ?? secondsAgo(5);
      const limits = { timeoutSeconds: 60, maxAttempts: 3 };
      const deadlineAt = new Date(Date.now() + 1800_000).toISOString();
      const accepted: Accepted = {
        jobId,
        owner: 'anonymous',
        promptStart: 'How many users are there?',
        size: 'small',
        limits,
        deadlineAt,
        ...changes,
        acceptedAt,
      };
      const { promptStart: prompt, owner, size } = accepted;
      const requestSha256 = '0'.repeat(64);
      const job: JobDocument = {
        version: 1,
        jobId,
        prompt,
        owner,
        size,
        limits,
        acceptedAt,
        deadlineAt,
        requestSha256,
      };
      await objects.write(keys.job(jobId), JSON.stringify(job), 'application/json');
      await jobs.create(accepted, allowance);
      for (const fact of facts) await jobs.record(jobId, fact);
      return jobId;
    },

    async deliver(functionName, event) {
      const messageId = randomUUID();
      const attributes = { ApproximateReceiveCount: '1' };
      const record = { messageId, receiptHandle: messageId, body: JSON.stringify(event), attributes };
      const answer = await call(functionName, { Records: [record] });
      const output = `${answer}\n${await logs(functionName, messageId, HANDLED)}`;
      return { succeeded: /"batchItemFailures": ?\[\]/.test(answer), output };
    },

    async invoke(functionName, input, marker) {
      const answer = await call(functionName, input);
      const isComplete = marker === undefined || /"errorMessage"/.test(answer);
      const output = isComplete ? answer : `${answer}\n${await logs(functionName, marker)}`;
      return { succeeded: !/"level":"ERROR"|"errorMessage"/.test(output), output };
    },

    async request(method, path, init = {}) {
      const answer = await fetch(`${system.apiUrl}${path}`, { ...init, method });
      const { status } = answer;
      const text = await answer.text();
      if (status < 400) return { status, succeeded: true, output: text };
      const requestId = /"requestId":"([^"]+)"/.exec(text)?.[1];
      const functionName = functionOf(method, path);
      return { status, succeeded: false, output: requestId ? `${text}\n${await logs(functionName, requestId)}` : text };
    },
  };
}
