import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { type JobDocument, keys } from '../../../events';
import type { Accepted, Fact } from '../../../functions/shared/domain/facts';
import { dynamoJobStore } from '../../../functions/shared/job-store/dynamodb';
import type { JobStore } from '../../../functions/shared/job-store/port';
import type { ObjectStore } from '../../../functions/shared/object-store/port';
import { s3ObjectStore } from '../../../functions/shared/object-store/s3';
import { STACK_NAME } from '../../../local/emulator/deploy';
import { root } from '../../../local/paths';
import type { System } from '../../../local/system';
import { eventually } from '../running-system';

/** The line with which a function ends with a message; there may be others before it. */
const HANDLED = /Event handled|event was postponed|event was not handled/;

/** What came of something that a role was used for. */
export interface Outcome {
  readonly well: boolean;
  /** Everything that was said about it: answers and log lines. */
  readonly said: string;
}

/** The deployed system with its rules off: nothing acts but what a test invokes, each function in its own role. */
export interface Stage {
  readonly system: System;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  /** A job with these facts, and its job.json; its id. Accepted some seconds ago. */
  newJob(facts?: readonly Fact[], changes?: Partial<Accepted>): Promise<string>;
  /** Ends the function's environment: what it remembers is gone. */
  restart(functionName: string): Promise<void>;
  /** Gives a function a message of its queue. */
  deliver(functionName: string, event: object): Promise<Outcome>;
  /** Invokes a function; `marker` is on the log lines that are about it. */
  invoke(functionName: string, input: object, marker: string): Promise<Outcome>;
  /** Sends a request to the API. */
  request(method: string, path: string, init?: RequestInit): Promise<Outcome & { readonly status: number }>;
  logs(functionName: string, marker: string): Promise<string>;
}

export const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const SAMPLE_JOB = '01jdab3x9y7q2k4m6n8p0r1s2t';

/** A sample of events/samples/, about another job. */
export function sampleOf(name: string, jobId: string): object {
  const text = readFileSync(join(root, 'events/samples', `${name}.json`), 'utf8');
  return JSON.parse(text.replaceAll(SAMPLE_JOB, jobId)) as object;
}

const newId = (): string => randomUUID().replaceAll('-', '').slice(0, 26);

/** Switches every rule off, the clock's too. */
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

  /** Lines arrive a little later than answers. */
  const logs = (functionName: string, marker: string, complete = /./) =>
    eventually(async () => {
      const logGroupName = `/aws/lambda/${STACK_NAME}`;
      const asked = new FilterLogEventsCommand({ logGroupName, filterPattern: `"${marker}"` });
      const { events = [] } = await cloudWatch.send(asked);
      // Lines of Lambda itself have no service.
      const ofOthers = new RegExp(`"service":"(?!${functionName}")`);
      const lines = events
        .map(({ message = '' }) => message)
        .filter((message) => !ofOthers.test(message))
        .join('\n');
      if (complete.test(lines)) return lines;
      // What a worker of the emulator said last is sometimes read at its next invocation only.
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
      await jobs.create(accepted);
      for (const fact of facts) await jobs.record(jobId, fact);
      return jobId;
    },

    async restart(functionName) {
      const FunctionName = nameOf(functionName);
      const { Timeout } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout }));
      await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30, minDelay: 1 }, { FunctionName });
    },

    async deliver(functionName, event) {
      const messageId = randomUUID();
      const attributes = { ApproximateReceiveCount: '1' };
      const record = { messageId, receiptHandle: messageId, body: JSON.stringify(event), attributes };
      const answer = await call(functionName, { Records: [record] });
      const said = `${answer}\n${await logs(functionName, messageId, HANDLED)}`;
      return { well: /"batchItemFailures": ?\[\]/.test(answer), said };
    },

    async invoke(functionName, input, marker) {
      const answer = await call(functionName, input);
      const said = /"errorMessage"/.test(answer) ? answer : `${answer}\n${await logs(functionName, marker)}`;
      return { well: !/"level":"ERROR"|"errorMessage"/.test(said), said };
    },

    async request(method, path, init = {}) {
      const answer = await fetch(`${system.apiUrl}${path}`, { ...init, method });
      const { status } = answer;
      const text = await answer.text();
      if (status < 400) return { status, well: true, said: text };
      const requestId = /"requestId":"([^"]+)"/.exec(text)?.[1];
      const byMethod = method === 'DELETE' ? 'erase-job' : method === 'GET' ? 'read-jobs' : 'submit-prompt';
      const functionName = path.endsWith('/cancel') ? 'cancel-job' : byMethod;
      return { status, well: false, said: requestId ? `${text}\n${await logs(functionName, requestId)}` : text };
    },
  };
}
