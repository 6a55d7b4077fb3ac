import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { CodeInterpreterClient, type JobView, type TimelineEvent } from '../../client';
import { failureText, printAnswer, printArtifacts } from '../../client/cli/print-job';
import { saveArtifacts } from '../../client/cli/save-artifacts';
import { bold, columns, dim, green, heading, red, say, since } from '../../client/cli/terminal';
import { exitOnUnexpectedErrors, forJob } from '../../client/cli/unexpected-error';
import { root } from '../setup/paths';
import { type System, startSystem } from '../system';
import { describeFiles, describeProblems, describeTables } from './shared/describe-tables';
import { demoPrompt } from './shared/example-prompt';
import { stopOnSignal } from './shared/stop-on-signal';
import { dataFolder, systemFlags, systemOptions, systemUsage } from './shared/system-options';
import { hasValidSignature, receiveWebhooks, type WebhookReceiver } from './shared/webhook-receiver';

const WEBHOOK_TIMEOUT_MS = 15_000;
const usage = `Usage: npm run demo -- [options]

Starts the system on this machine, asks a question, shows each step, the answer and the webhook, saves the artifacts to
results/<jobId>/, and stops everything.

  --prompt <text>   the question (default: the text of prompt.txt in the folder of tables)
${systemUsage}
`;

/** Prints timeline events with their times, relative to the first one. */
function stepPrinter(): (event: TimelineEvent) => void {
  let first: number | undefined;
  return ({ at, type, text }) => {
    first ??= Date.parse(at);
    const seconds = `${((Date.parse(at) - first) / 1000).toFixed(1)} s`;
    say(`  ${dim(seconds.padStart(7))}  ${type.padEnd(18)} ${dim(text)}`);
  };
}

async function saveAndPrint(client: CodeInterpreterClient, job: JobView): Promise<void> {
  printArtifacts(job);
  const folder = relative(process.cwd(), await saveArtifacts(client, job, join(root, 'results')));
  say(`\n  Saved to ${bold(`${folder}/`)}. All checksums match the manifest.`);
}

async function showWebhook(system: System, receiver: WebhookReceiver, jobId: string): Promise<void> {
  heading('Webhook');
  const webhook = await receiver.wait(jobId, WEBHOOK_TIMEOUT_MS);
  if (!webhook) throw new Error(`No webhook arrived within ${WEBHOOK_TIMEOUT_MS / 1000} s.`);
  const headers = Object.entries(webhook.headers).filter(
    ([name]) => name.startsWith('webhook-') || name === 'content-type',
  );
  columns(headers.map(([name, value]) => [name, dim(String(value))]));
  say(`  ${webhook.body.length > 300 ? `${webhook.body.slice(0, 300)}…` : webhook.body}`);
  if (!hasValidSignature(await system.webhookSecret(), webhook))
    throw new Error('The signature of the webhook is not valid.');
  say(`  ${green('✓')} The signature is valid.`);
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
  const job = await client.wait(jobId, stepPrinter(), { interval: 150 });
  const duration = since(began);
  if (job.status !== 'succeeded') {
    throw new Error(`Job ${jobId} ${job.status}: ${failureText(job)}`);
  }
  say(`  ${green('✓')} Answered in ${duration}`);
  printAnswer(job);
  await saveAndPrint(client, job);
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
    say(dim(`  Started in ${since(began)}. Tables: ${tables}. Programs are written by ${system.modelName}.`));
    say(dim(`  Sandbox: ${options.sandbox}`));
    for (const [label, file] of [...describeFiles(system), ...describeProblems(system)])
      say(dim(`  ${label}: ${file}`));
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
  say(`\n${green('✓')} Done in ${since(began)}. The system is stopped.`);
}

exitOnUnexpectedErrors();
main().catch((error: Error) => {
  say(`\n${red('✗')} ${error.message}`);
  process.exitCode = 1;
});
