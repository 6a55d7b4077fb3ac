import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { type AdminClients, adminClients } from '../../local/emulator/clients';
import { type Emulator, REGION, ROOT_KEY, startEmulator } from '../../local/emulator/ministack';
import { pythonOf } from '../../local/setup/paths';
import { probePort } from '../../local/setup/ports.mjs';

const IDLE_SECONDS = 2;
const CODE = `exports.handler = async ({ seconds }) => {
  await new Promise((wake) => setTimeout(wake, seconds * 1000));
  return process.pid;
};
`;

const folder = mkdtempSync(join(tmpdir(), 'emulator-test-'));
let emulator: Emulator;
let clients: AdminClients;

beforeAll(async () => {
  emulator = await startEmulator(await probePort(0), { functionIdleSeconds: IDLE_SECONDS });
  clients = adminClients(emulator.url);
  writeFileSync(join(folder, 'index.js'), CODE);
  execFileSync(pythonOf('emulator'), ['-m', 'zipfile', '-c', 'code.zip', 'index.js'], { cwd: folder });
  const ZipFile = readFileSync(join(folder, 'code.zip'));
  const credentials = { accessKeyId: ROOT_KEY, secretAccessKey: ROOT_KEY };
  const iam = new IAMClient({ endpoint: emulator.url, region: REGION, credentials });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'any', AssumeRolePolicyDocument: '{}' }));
  iam.destroy();
  await clients.lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'slow', Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30 },
      ...{ Role: Role?.Arn ?? '', Code: { ZipFile } },
    }),
  );
  await sleep(1000);
}, 60_000);
afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await emulator?.process.stop();
  rmSync(folder, { recursive: true });
});

/** Process id of the function. */
async function invoke(seconds: number): Promise<number> {
  const { Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: 'slow', Payload: JSON.stringify({ seconds }) }),
  );
  return Number(Buffer.from(Payload ?? []).toString());
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('the process of a function is ended when it is idle, not while it is invoked, and starts again', async () => {
  const first = await invoke(0);
  expect(isRunning(first)).toBe(true);
  expect(await invoke(2 * IDLE_SECONDS)).toBe(first);
  for (const end = Date.now() + 20_000; isRunning(first) && Date.now() < end; ) await sleep(100);
  expect(isRunning(first)).toBe(false);
  const second = await invoke(0);
  expect(second).toBeGreaterThan(0);
  expect(second).not.toBe(first);
}, 60_000);
