import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ADDRESS_FILE } from '../../client/cli/connection';
import { bold, columns, dim, red, say, since } from '../../client/cli/terminal';
import { exitOnUnexpectedErrors } from '../../client/cli/unexpected-error';
import { PAGE_PORT } from '../../client/page/server';
import { servePage } from '../../client/page/server/serve';
import { PortBusy, probePort } from '../ports';
import { USUAL_API_PORT } from '../setup/port.mjs';
import { type System, startSystem } from '../system';
import { describeSkipped, describeTables } from './describe-tables';
import { examplePrompt } from './example-prompt';
import { dataFolder, systemFlags, systemOptions, systemUsage } from './system-flags';

const AWS_PORT = 4566;
const usage = `Usage: npm start -- [options]

Keeps the system up on this machine until Ctrl-C. Each start is a fresh system.

  --port <n>        the API's port (the default: ${USUAL_API_PORT})
  --aws-port <n>    the AWS endpoint's port (the default: ${AWS_PORT}, or a free one when that is in use)
${systemUsage}
`;

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${text} is not a port.`);
  return port;
}

/** The port of the AWS endpoint: the one asked for, or the usual one, or any. */
async function awsPort(asked: string | undefined): Promise<number> {
  if (asked !== undefined) return probePort(portOf(asked));
  return probePort(AWS_PORT).catch(() => probePort(0));
}

function explain(error: Error): string {
  if (!(error instanceof PortBusy)) return error.message;
  return `${error.message} Another system may be up already. To choose another: npm start -- --port ${error.port + 10}`;
}

function showExamples({ apiUrl, awsUrl, table }: System, prompt: string): void {
  say(`
From Python:

  import requests
  job = requests.post("${apiUrl}/prompt", json={"prompt": ${JSON.stringify(prompt)}}).json()
  requests.get(job["links"]["self"]).json()

From a shell:

  curl ${apiUrl}/jobs
  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 \\
    aws --endpoint-url ${awsUrl} dynamodb scan --table-name ${table}
`);
}

/** Lets `npm run ask` find this system while it is up. */
function announce(apiUrl: string): () => void {
  mkdirSync(dirname(ADDRESS_FILE), { recursive: true });
  writeFileSync(ADDRESS_FILE, apiUrl);
  return () => rmSync(ADDRESS_FILE, { force: true });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      port: { type: 'string', default: String(USUAL_API_PORT) },
      'aws-port': { type: 'string' },
      ...systemFlags,
    },
  });
  if (values.help) return say(usage);
  const options = await systemOptions(values);
  const began = performance.now();
  const apiPort = await probePort(portOf(values.port));
  const system = await startSystem({ apiPort, awsPort: await awsPort(values['aws-port']), ...options });
  const connection = { baseUrl: system.apiUrl };
  const page = await servePage(connection, PAGE_PORT).catch(() => servePage(connection, 0));
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  say(`${bold('Code Interpreter on AWS')} is up on this machine (${since(began)}). Ctrl-C stops it.\n`);
  columns([
    ['Page', bold(page.url)],
    ['API', bold(system.apiUrl)],
    ['AWS endpoint', `${system.awsUrl}  ${dim('access key and secret: test, region: us-east-1')}`],
    ['Event bus', system.bus],
    ['Job table', system.table],
    ['Bucket', system.bucket],
    ['Webhook secret', await system.webhookSecret()],
    ['Tables', describeTables(system)],
    ...describeSkipped(system),
    ['Programs', `written by ${system.modelName}`],
    ['Sandbox', options.sandbox],
    ['Logs of tasks', relative(process.cwd(), system.taskLogs)],
  ]);
  showExamples(system, examplePrompt(dataFolder(values)) ?? 'Your question');
  const withdraw = announce(system.apiUrl);
  await Promise.race([ended, system.failed]).finally(() => {
    withdraw();
    return Promise.all([page.stop(), system.stop()]);
  });
  say('Stopped.');
}

exitOnUnexpectedErrors();
main().catch((error: Error) => {
  say(`${red('✗')} ${explain(error)}`);
  process.exitCode = 1;
});
