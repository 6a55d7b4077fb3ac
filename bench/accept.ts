/**
 * How long submit-prompt takes to accept a prompt, compared with a bare function that makes the same three writes. Both run
 * as functions of the local system, warm, and are invoked in turns.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import type { JobDocument } from '../events';
import { adminClients } from '../local/emulator/clients';
import { pythonOf, root } from '../local/setup/paths';
import { startSystem } from '../local/system';
import { milliseconds as formatted, percentile, table } from './figures';

const ROUNDS = 30;
const WARM_UP = 5;
/** Milliseconds between two prompts, in which the programs of the accepted prompts are written. */
const PAUSE = 1_500;
const LIMIT = 1.2;

const limits = { timeoutSeconds: 300, maxAttempts: 3 };
const prompt = 'How many users are there in each age group?';

const event = {
  ...{ version: '2.0', routeKey: 'POST /prompt', rawPath: '/prompt', rawQueryString: '' },
  headers: { host: 'api.example', 'x-forwarded-proto': 'https', 'content-type': 'application/json' },
  requestContext: { requestId: 'bench', routeKey: 'POST /prompt', stage: '$default', domainName: 'api.example' },
  body: JSON.stringify({ prompt }),
  isBase64Encoded: false,
};

const document = (): JobDocument => ({
  ...{ version: 1, jobId: '0'.repeat(26), prompt, owner: 'anonymous', size: 'small', limits },
  acceptedAt: new Date().toISOString(),
  deadlineAt: new Date(Date.now() + 1_800_000).toISOString(),
  requestSha256: 'a'.repeat(64),
});

/** Creates the bare function with the role, the memory and the environment of submit-prompt. */
async function createBare(lambda: LambdaClient, submitPrompt: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-accept-'));
  try {
    await build({
      ...{ absWorkingDir: root, entryPoints: ['bench/accept/bare.ts'], outfile: join(folder, 'index.js') },
      ...{ bundle: true, minify: true, keepNames: true, platform: 'node', target: 'node20', format: 'cjs' },
      mainFields: ['module', 'main'],
    });
    execFileSync(pythonOf('emulator'), ['-m', 'zipfile', '-c', 'code.zip', 'index.js'], { cwd: folder });
    const model = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: submitPrompt }));
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'bare', Runtime: model.Runtime, Handler: 'index.handler', Role: model.Role },
        ...{ MemorySize: model.MemorySize, Timeout: 30, Code: { ZipFile: readFileSync(join(folder, 'code.zip')) } },
        Environment: { Variables: model.Environment?.Variables },
      }),
    );
    return 'bare';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function invoke(lambda: LambdaClient, FunctionName: string, payload: object): Promise<number> {
  const began = performance.now();
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
  const took = performance.now() - began;
  const text = Buffer.from(Payload ?? []).toString();
  if ((JSON.parse(text) as { statusCode?: number }).statusCode !== 202) throw new Error(`${FunctionName}: ${text}`);
  return took;
}

async function main(): Promise<number> {
  // No task starts.
  const system = await startSystem({ maxTasks: 0 });
  const { lambda } = adminClients(system.awsUrl);
  try {
    const { functions, resources } = system.deployment;
    const logicalId = Object.keys(functions).find((id) => functions[id] === 'submit-prompt') ?? '';
    const submitPrompt = resources[logicalId] ?? '';
    const bare = await createBare(lambda, submitPrompt);
    const took: Record<'submit' | 'bare', number[]> = { submit: [], bare: [] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      // In turns: each prompt starts work in the background, which slows the next one.
      const turns = [
        async () => ['submit', await invoke(lambda, submitPrompt, event)] as const,
        async () => ['bare', await invoke(lambda, bare, { document: document() })] as const,
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
        await sleep(PAUSE);
        const [name, milliseconds] = await turn();
        if (round >= 0) took[name].push(milliseconds);
      }
    }
    const ratio = percentile(took.submit, 50) / percentile(took.bare, 50);
    const row = (name: string, values: readonly number[]) => [
      ...[name, formatted(percentile(values, 50)), formatted(percentile(values, 95))],
      (percentile(values, 50) / percentile(took.bare, 50)).toFixed(2),
    ];
    table([
      [`${ROUNDS} prompts`, 'median', 'p95', 'ratio'],
      row('a bare function with the three writes', took.bare),
      row('submit-prompt', took.submit),
    ]);
    const isWithinLimit = ratio <= LIMIT;
    console.log(`${isWithinLimit ? '✓' : '✗'} a prompt is accepted within ${LIMIT} times the three writes`);
    return isWithinLimit ? 0 : 1;
  } finally {
    lambda.destroy();
    await system.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
