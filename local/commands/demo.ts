import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { CodeInterpreterClient, type JobView, type TimelineEvent } from '../../client';
import { type System, startSystem } from '../system';
import { bold, columns, dim, green, heading, markdown, red, say, since, size } from '../terminal';
import { isSigned, receiveWebhooks, type WebhookReceiver } from '../webhook-receiver';
import { describeTables } from './describe-tables';
import { examplePrompt } from './example-prompt';
import { keepResults } from './keep-results';
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

const shortened = (value: JobView['values'][string]): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);

function showAnswer(job: JobView): void {
  heading('Answer');
  markdown(job.answer ?? '');
  heading('Values');
  columns(Object.entries(job.values).map(([name, value]) => [name, shortened(value)]));
  for (const [title, notes] of [
    ['Assumptions', job.assumptions],
    ['Warnings', job.warnings],
  ] as const) {
    if (notes.length > 0) heading(title);
    for (const note of notes) say(`  · ${note}`);
  }
}

async function showArtifacts(client: CodeInterpreterClient, job: JobView): Promise<void> {
  heading('Artifacts');
  columns(job.artifacts.map((artifact) => [artifact.name, dim(`${size(artifact.size)}  ${artifact.mediaType}`)]));
  const folder = relative(process.cwd(), await keepResults(client, job));
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
  const job = await client.wait(jobId, stepPrinter(), { interval: 150, maxInterval: 500 });
  const took = since(began);
  if (job.status !== 'succeeded') {
    const { kind, message, hint } = job.failure ?? { kind: job.status, message: '', hint: '' };
    throw new Error(`The job ${jobId} ended as ${job.status} (${kind}): ${message}\n  ${hint}`);
  }
  say(`  ${green('✓')} Answered after ${took}`);
  showAnswer(job);
  await showArtifacts(client, job);
  await showWebhook(system, receiver, jobId);
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
  const options = systemOptions(values);
  const folder = dataFolder(values);
  const prompt = values.prompt ?? examplePrompt(folder);
  if (!prompt) throw new Error(`${folder} has no prompt.txt; say what to ask: npm run demo -- --prompt <text>`);
  say(`${bold('Code Interpreter on AWS')}, on this machine`);
  const began = performance.now();
  const receiver = await receiveWebhooks();
  const system = await startSystem(options);
  stopOnSignal(system);
  try {
    say(
      dim(
        `  Up after ${since(began)}. Tables: ${describeTables(system)}. Programs are written by ${system.modelName}.`,
      ),
    );
    await ask(system, receiver, prompt);
  } finally {
    receiver.close();
    await system.stop();
  }
  say(`\n${green('✓')} Done after ${since(began)}; everything is stopped.`);
}

main().catch((error: Error) => {
  say(`\n${red('✗')} ${error.message}`);
  process.exitCode = 1;
});
