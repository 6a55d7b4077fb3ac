import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { resourcesOf } from './doctor/clients';
import { attributesOf, dropMessages, moveMessages } from './redrive/move';
import { type DeadLetters, deadLettersOf } from './redrive/queues';
import { OperatorError, readStack } from './stack';

const usage = `Usage: npm run redrive -- [options]

Sends the dead letters of a stack's functions back to the functions' queues, when the cause is mended. Region and credentials
are the AWS CLI's. An event that is sent again does no harm: functions read the job first, and do only what it still owes.

  --stack <name>   the stack (the default: code-interpreter)
  --function <name>    only this function's, such as launch-task; more than once for several
  --dry-run        counts them, and moves none
  --drop-records   removes the dead letters of dispatch-obligations, which cannot be sent again and need not be
  --local          those of the system that npm start keeps up on this machine
  --aws-port <n>   with --local, the port of its AWS endpoint (the default: 4566)
`;

interface Order {
  readonly dryRun: boolean;
  readonly dropRecords: boolean;
}

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));
const counted = (messages: number): string => `${messages} ${messages === 1 ? 'message' : 'messages'}`;

/** Deals with one queue; what was done, and how many messages are on their way again. */
async function redrive(client: SQSClient, { url, back }: DeadLetters, order: Order): Promise<[string, number]> {
  const { messages } = await attributesOf(client, url);
  if (messages === 0) return ['none', 0];
  if (!back) return [await redriveRecords(client, url, messages, order), 0];
  if (order.dryRun) return [`${counted(messages)}, to be moved to ${back.logicalId}`, 0];
  const moved = await moveMessages(client, url, back.url, pause);
  return [`${counted(moved)} moved to ${back.logicalId}`, moved];
}

async function redriveRecords(client: SQSClient, url: string, messages: number, order: Order): Promise<string> {
  const about = `${counted(messages)} about the table's stream; sweep-jobs publishes what they kept from being published`;
  if (!order.dropRecords) return `${about}. Remove them with --drop-records`;
  if (order.dryRun) return `${about}. To be removed`;
  await dropMessages(client, url);
  return `${about}. Removed`;
}

function chosen(all: readonly DeadLetters[], functions: readonly string[]): readonly DeadLetters[] {
  const unknown = functions.find((functionName) => !all.some((one) => one.functionName === functionName));
  if (unknown !== undefined) {
    throw new OperatorError(
      `No function ${unknown} has dead letters: ${all.map(({ functionName }) => functionName).join(', ')}.`,
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

  await readStack(cloudFormation, values.stack);
  const queues = chosen(deadLettersOf(await resourcesOf({ cloudFormation }, values.stack)), values.function);
  const order = { dryRun: values['dry-run'], dropRecords: values['drop-records'] };
  const width = Math.max(...queues.map(({ functionName }) => functionName.length));
  let total = 0;
  for (const queue of queues) {
    const [done, moved] = await redrive(client, queue, order);
    console.log(`${queue.functionName.padEnd(width)}  ${done}`);
    total += moved;
  }
  console.log(order.dryRun ? '\nNothing was moved.' : `\n${counted(total)} moved.`);
}

main().catch((error: Error) => {
  const text = error.message.includes('ECONNREFUSED')
    ? 'Nothing answers there. Is the system up (npm start), and is it the right --aws-port?'
    : error.message;
  console.error(`✗ ${error instanceof OperatorError ? error.message : text || error.stack}`);
  process.exitCode = 1;
});
