import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { pause } from '../lib/clock';
import { attributesOf, dropMessages, moveMessages } from './redrive/move';
import { type DeadLetterQueue, deadLetterQueuesOf } from './redrive/queues';
import { sendWebhookAgain } from './redrive/webhook';
import { OperatorError, outputOf, readResources, readStack } from './stack';

const usage = `Usage: npm run redrive -- [options]

Moves the messages in a stack's dead-letter queues back to the functions' queues. Fix the cause first.
Handling an event again is harmless: functions read the job first and do only what is still needed.
Uses the region and credentials of the AWS CLI.

  --stack <name>     stack name (default: code-interpreter)
  --function <name>  redrive only this function, such as launch-task; repeat for several
  --webhook <jobId>  send the webhook of an ended job again, also one that was given up, and move no messages;
                     repeat for several
  --dry-run          count the messages, but move none
  --drop-records     delete the dead letters of dispatch-obligations, which cannot and need not be redriven
  --local            redrive the system started by npm start
  --aws-port <n>     with --local, the port of its AWS endpoint (default: 4566)
`;

interface RedriveOptions {
  readonly dryRun: boolean;
  readonly dropRecords: boolean;
}

const countOf = (messages: number): string => `${messages} ${messages === 1 ? 'message' : 'messages'}`;

/** Redrives one queue. Resolves to a description of what was done, and to the number of messages moved. */
async function redrive(
  client: SQSClient,
  { url, source }: DeadLetterQueue,
  options: RedriveOptions,
): Promise<[string, number]> {
  const { messages } = await attributesOf(client, url);
  if (messages === 0) return ['none', 0];
  if (!source) return [await dropRecords(client, url, messages, options), 0];
  if (options.dryRun) return [`${countOf(messages)}, would be moved to ${source.logicalId}`, 0];
  const moved = await moveMessages(client, url, source.url, pause);
  return [`${countOf(moved)} moved to ${source.logicalId}`, moved];
}

/** A failed stream record cannot be redriven. sweep-jobs requests the work that it should have requested. */
async function dropRecords(client: SQSClient, url: string, messages: number, options: RedriveOptions): Promise<string> {
  const count = `${countOf(messages)} of the table stream; sweep-jobs has taken over their work`;
  if (!options.dropRecords) return `${count}. Delete them with --drop-records`;
  if (options.dryRun) return `${count}. Would be deleted`;
  await dropMessages(client, url);
  return `${count}. Deleted`;
}

function select(all: readonly DeadLetterQueue[], functions: readonly string[]): readonly DeadLetterQueue[] {
  const unknown = functions.find((functionName) => !all.some((one) => one.functionName === functionName));
  if (unknown !== undefined) {
    throw new OperatorError(
      `No function ${unknown} has a dead-letter queue. Choose from ${all.map(({ functionName }) => functionName).join(', ')}.`,
    );
  }
  return functions.length === 0 ? all : all.filter(({ functionName }) => functions.includes(functionName));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      stack: { type: 'string', default: 'code-interpreter' },
      function: { type: 'string', multiple: true, default: [] },
      webhook: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      'drop-records': { type: 'boolean', default: false },
      local: { type: 'boolean', default: false },
      'aws-port': { type: 'string', default: '4566' },
    },
  });
  if (values.help) return console.log(usage);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const endpoint = `http://127.0.0.1:${values['aws-port']}`;
  const settings = values.local ? { endpoint, region: 'us-east-1', credentials } : {};
  const cloudFormation = new CloudFormationClient(settings);
  const client = new SQSClient(settings);

  const stack = await readStack(cloudFormation, values.stack);
  if (values.webhook.length > 0) {
    const target = {
      dynamoDB: new DynamoDBClient(settings),
      eventBridge: new EventBridgeClient(settings),
      tableName: outputOf(stack, 'TableName'),
      busName: outputOf(stack, 'BusName'),
    };
    for (const jobId of values.webhook)
      console.log(`${jobId}  ${await sendWebhookAgain(target, jobId, values['dry-run'])}`);
    return;
  }
  const queues = select(deadLetterQueuesOf(await readResources(cloudFormation, values.stack)), values.function);
  const options = { dryRun: values['dry-run'], dropRecords: values['drop-records'] };
  const width = Math.max(...queues.map(({ functionName }) => functionName.length));
  let total = 0;
  for (const queue of queues) {
    const [action, moved] = await redrive(client, queue, options);
    console.log(`${queue.functionName.padEnd(width)}  ${action}`);
    total += moved;
  }
  console.log(options.dryRun ? '\nDry run: no messages moved.' : `\n${countOf(total)} moved.`);
}

main().catch((error: Error) => {
  const text = error.message.includes('ECONNREFUSED')
    ? 'Can’t reach the local system. Is it running (npm start), and is --aws-port right?'
    : error.message;
  console.error(`✗ ${error instanceof OperatorError ? error.message : text || error.stack}`);
  process.exitCode = 1;
});
