import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { publishAddress } from '../../client/cli/local-systems';
import { bold, columns, dim, red, say, since } from '../../client/cli/terminal';
import { exitOnUnexpectedErrors } from '../../client/cli/unexpected-error';
import { startPageIssuer } from '../issuer/start';
import { DEFAULT_API_PORT, PortInUseError, portInUseMessage, probePort } from '../setup/ports.mjs';
import { type System, startSystem } from '../system';
import { describeFiles, describeProblems, describeTables } from './shared/describe-tables';
import { examplePrompt } from './shared/example-prompt';
import { dataFolder, systemFlags, systemOptions, systemUsage } from './shared/system-options';

const AWS_PORT = 4566;
const usage = `Usage: npm start -- [options]

Runs the whole system on this machine until you press Ctrl-C. Nothing is kept between runs.

  --port <n>        port of the API (default: ${DEFAULT_API_PORT})
  --aws-port <n>    port of the AWS endpoint (default: ${AWS_PORT}, or a free port if that is in use)
  --sign-in         users sign in on the page, with any name and password; other callers then need a bearer token
${systemUsage}
`;

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`"${text}" is not a port.`);
  return port;
}

/** The requested port, or else the default one, or else any free one. */
async function portOrFree(requested: string | undefined, defaultPort: number): Promise<number> {
  if (requested !== undefined) return probePort(portOf(requested));
  return probePort(defaultPort).catch(() => probePort(0));
}

const messageOf = (error: Error): string => (error instanceof PortInUseError ? portInUseMessage(error) : error.message);

function showExamples({ apiUrl, awsUrl, table }: System, prompt: string): void {
  say(`
From Python:

  import requests
  job = requests.post("${apiUrl}/prompt", json={"prompt": ${JSON.stringify(prompt)}}).json()
  while job["status"] not in ("succeeded", "failed", "cancelled"):
      job = requests.get(job["links"]["self"], params={"wait": 20}).json()
  print(job.get("answer") or job["failure"])

From a shell:

  curl ${apiUrl}/jobs
  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 \\
    aws --endpoint-url ${awsUrl} dynamodb scan --table-name ${table}
`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      port: { type: 'string', default: String(DEFAULT_API_PORT) },
      'aws-port': { type: 'string' },
      'sign-in': { type: 'boolean', default: false },
      ...systemFlags,
    },
  });
  if (values.help) return say(usage);
  const options = await systemOptions(values);
  const began = performance.now();
  const apiPort = await probePort(portOf(values.port));
  const issuer = values['sign-in'] ? await startPageIssuer(apiPort) : undefined;
  const system = await startSystem({
    apiPort,
    signIn: issuer?.signIn,
    awsPort: await portOrFree(values['aws-port'], AWS_PORT),
    ...options,
  });
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  say(
    `${bold('Code Interpreter on AWS')} is running on this machine (started in ${since(began)}). Press Ctrl-C to stop it.\n`,
  );
  columns([
    ['Page', bold(`${system.apiUrl}/`)],
    ['API', bold(system.apiUrl)],
    ['AWS endpoint', `${system.awsUrl}  ${dim('access key and secret: test, region: us-east-1')}`],
    ...(issuer ? [['Issuer', `${issuer.signIn.issuer}  ${dim('any name and password')}`] as [string, string]] : []),
    ['Event bus', system.bus],
    ['Job table', system.table],
    ['Bucket', system.bucket],
    ['Webhook secret', await system.webhookSecret()],
    ['Tables', describeTables(system)],
    ...describeFiles(system),
    ...describeProblems(system),
    ['Programs', `written by ${system.modelName}`],
    ['Sandbox', options.sandbox],
    ['Task logs', relative(process.cwd(), system.taskLogs)],
  ]);
  showExamples(system, examplePrompt(dataFolder(values)) ?? 'Your question');
  const unpublishAddress = publishAddress(system.apiUrl);
  await Promise.race([interrupted, system.failed]).finally(() => {
    unpublishAddress();
    issuer?.stop();
    return system.stop();
  });
  say('Stopped.');
}

exitOnUnexpectedErrors();
main().catch((error: Error) => {
  say(`${red('✗')} ${messageOf(error)}`);
  process.exitCode = 1;
});
