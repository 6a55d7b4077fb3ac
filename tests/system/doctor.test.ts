import { execFile } from 'node:child_process';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { root } from '../../local/paths';
import { withSystem } from './running-system';

const running = withSystem();

/** Runs the command as npm does, while the system goes on here. */
function doctor(): Promise<{ code: number; said: string }> {
  const port = new URL(running().system.awsUrl).port;
  const command = ['--import', 'tsx', 'operations/doctor.ts', '--local', '--aws-port', port];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });
}

describe('npm run doctor', () => {
  jest.setTimeout(120_000);

  it('finds the local system well, down to a whole job', async () => {
    const { code, said } = await doctor();
    expect(said).not.toContain('✗');
    for (const step of ['API', 'Model', 'Warehouse', 'Grants', 'Permissions', 'Bus', 'A complete job']) {
      expect(said).toContain(step);
    }
    expect([code, said]).toEqual([0, expect.stringContaining('Everything works.')]);
  });

  it('names what is broken, and ends with an error', async () => {
    const { awsUrl, bus, deployment } = running().system;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const events = new EventBridgeClient({ endpoint: awsUrl, region: 'us-east-1', credentials });
    const rule = { EventBusName: bus, Name: deployment.resources.StopTaskRule };
    await events.send(new DisableRuleCommand(rule));
    try {
      const { code, said } = await doctor();
      expect([code, said]).toEqual([
        1,
        expect.stringMatching(/✗ The rule StopTaskRule is DISABLED\.\n {4}→ aws events/),
      ]);
      expect(said).toContain('1 problem found.');
    } finally {
      await events.send(new EnableRuleCommand(rule));
    }
  });
});
