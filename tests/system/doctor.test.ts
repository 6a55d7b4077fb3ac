import { execFile } from 'node:child_process';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { root } from '../../local/setup/paths';
import { withSystem } from './running-system';

const running = withSystem();

/** Runs the command as npm does, without blocking the system in this process. */
function doctor(): Promise<{ code: number; output: string }> {
  const port = new URL(running().system.awsUrl).port;
  const command = ['--import', 'tsx', 'operations/doctor.ts', '--local', '--aws-port', port];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

describe('npm run doctor', () => {
  jest.setTimeout(120_000);

  it('finds no problem in the local system, including a whole job', async () => {
    const { code, output } = await doctor();
    expect(output).not.toContain('✗');
    for (const step of ['API', 'Model', 'Warehouse', 'Grants', 'Permissions', 'Bus', 'A complete job']) {
      expect(output).toContain(step);
    }
    expect([code, output]).toEqual([0, expect.stringContaining('Everything works.')]);
  });

  it('reports problems and fails', async () => {
    const { awsUrl, bus, deployment } = running().system;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const events = new EventBridgeClient({ endpoint: awsUrl, region: 'us-east-1', credentials });
    const rule = { EventBusName: bus, Name: deployment.resources.StopTaskRule };
    await events.send(new DisableRuleCommand(rule));
    try {
      const { code, output } = await doctor();
      expect([code, output]).toEqual([
        1,
        expect.stringMatching(/✗ The rule StopTaskRule is DISABLED\.\n {4}→ aws events/),
      ]);
      expect(output).toContain('1 problem found.');
    } finally {
      await events.send(new EnableRuleCommand(rule));
    }
  });
});
