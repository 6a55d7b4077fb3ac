import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { CodeInterpreterClient, type JobView, type TimelineEvent } from '../../client';
import { failureText, printAnswer, printArtifacts } from '../../client/cli/print-job';
import { saveArtifacts } from '../../client/cli/save-artifacts';
import { bold, columns, dim, green, heading, red, say, since } from '../../client/cli/terminal';
import { exitOnUnexpectedErrors, forJob } from '../../client/cli/unexpected-error';
import { root } from '../paths';
import { type System, startSystem } from '../system';
import { isSigned, receiveWebhooks, type WebhookReceiver } from '../webhook-receiver';
import { describeSkipped, describeTables } from './describe-tables';
import { demoPrompt } from './example-prompt';
import { stopOnSignal } from './stop-on-signal';
import { dataFolder, systemFlags, systemOptions, systemUsage } from './system-flags';

const WEBHOOK_WITHIN_MS = 15_000;
const usage = `Usage: npm run demo -- [options]

Starts the system on this machine, asks a question, shows what happens until the answer and the webhook are there,
leaves the outputs in results/<jobId>/, and stops everything.

  --prompt <text>   the question (the default: what prompt.txt in the folder of tables says)
${systemUsage}
`;

/** Prints each thing that happened with its own time, counted from the first one. */
function stepPrinter(): (event: TimelineEvent) => void {
  let first: number | undefined;
  return ({ at, type, text }) => {
    first ??= Date.parse(at);
    const seconds = `${((Date.parse(at) - first) / 1000).toFixed(1)} s`;
    say(`  ${dim(seconds.padStart(7))}  ${type.padEnd(18)} ${dim(text)}`);
  };
}

async function keepOutputs(client: CodeInterpreterClient, job: JobView): Promise<void> {
  printArtifacts(job);
  const folder = relative(process.cwd(), await saveArtifacts(client, job, join(root, 'results')));
  say(`\n  They are in ${bold(`${folder}/`)}, with the manifest; each has the checksum that the job says.`);
}

async function showWebhook(system: System, receiver: WebhookReceiver, jobId: string): Promise<void> {
  heading('Webhook');
  const webhook = await receiver.wait(jobId, WEBHOOK_WITHIN_MS);
  if (!webhook) throw new Error(`No webhook came within ${WEBHOOK_WITHIN_MS / 1000} s.`);
  const shown = Object.entries(webhook.headers).filter(
    ([name]) => name.startsWith('webhook-') || name === 'content-type',
  );
  columns(shown.map(([name, value]) => [name, dim(String(value))]));
  say(`  ${webhook.body.length > 300 ? `${webhook.body.slice(0, 300)}…` : webhook.body}`);
  if (!isSigned(await system.webhookSecret(), webhook))
    throw new Error('The signature of the webhook does not verify.');
  say(`  ${green('✓')} The signature verifies.`);
}

async function ask(system: System, receiver: WebhookReceiver, prompt: string): Promise<void> {
  const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
  heading(`POST ${system.apiUrl}/prompt`);
  say(`  ${prompt}\n`);
  const began = performance.now();
  const { jobId } = await client.submit({ prompt, webhookUrl: receiver.url });
  await forJob(jobId, () => follow(system, receiver, client, jobId, began));
}

async function follow(
  system: System,
  receiver: WebhookReceiver,
  client: CodeInterpreterClient,
  jobId: string,
  began: number,
): Promise<void> {
  const job = await client.wait(jobId, stepPrinter(), { interval: 150, maxInterval: 500 });
  const took = since(began);
  if (job.status !== 'succeeded') {
    throw new Error(`The job ${jobId} ended as ${job.status}: ${failureText(job)}`);
  }
  say(`  ${green('✓')} Answered after ${took}`);
  printAnswer(job);
  await keepOutputs(client, job);
  await showWebhook(system, receiver, jobId);
}

async function askAndStop(
  options: Awaited<ReturnType<typeof systemOptions>>,
  receiver: WebhookReceiver,
  prompt: string,
  began: number,
): Promise<void> {
  const system = await startSystem(options);
  stopOnSignal(system);
  try {
    const tables = describeTables(system);
    say(dim(`  Up after ${since(began)}. Tables: ${tables}. Programs are written by ${system.modelName}.`));
    say(dim(`  Sandbox: ${options.sandbox}`));
    for (const [left, file] of describeSkipped(system)) say(dim(`  ${left}: ${file}`));
    await ask(system, receiver, prompt);
  } finally {
    await system.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      prompt: { type: 'string' },
      ...systemFlags,
    },
  });
  if (values.help) return say(usage);
  const options = await systemOptions(values);
  const prompt = demoPrompt(values.prompt, dataFolder(values));
  say(`${bold('Code Interpreter on AWS')}, on this machine`);
  const began = performance.now();
  const receiver = await receiveWebhooks();
  try {
    await askAndStop(options, receiver, prompt, began);
  } finally {
    receiver.close();
  }
  say(`\n${green('✓')} Done after ${since(began)}; everything is stopped.`);
}

exitOnUnexpectedErrors();
main().catch((error: Error) => {
  say(`\n${red('✗')} ${error.message}`);
  process.exitCode = 1;
});
