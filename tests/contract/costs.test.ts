import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machines } from '../../events';
import { FAILURE_KINDS } from '../../events/common';
import { units } from '../../functions/shared/metrics/port';
import { costOf } from '../../lib/cost';
import prices from '../../lib/prices.json';
import { root } from '../../local/setup/paths';
import { contentsOf, Template } from './template';

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** docs/costs.md without thousands separators. */
const page = textOf('docs/costs.md').replaceAll(',', '');

/** The text of each resource in a template. */
const resourcesOf = (file: string) => textOf(file).split(/^ {2}(?=\w+:$)/m);
const noUsage = { machine: machines.small, tasks: [], generations: [], queries: [] };

describe('docs/costs.md', () => {
  it('has the computed price of a thousand tasks', () => {
    const { usd } = costOf({ ...noUsage, tasks: [30] }, true);
    expect(page).toContain(`| ${(usd * 1000).toFixed(2)} |`);
    for (const size of ['medium', 'large'] as const) {
      expect(page).toContain(costOf({ ...noUsage, machine: machines[size], tasks: [60] }, true).usd.toFixed(4));
    }
  });

  it('has the computed price of a thousand programs', () => {
    const [, modelId = ''] = /by\s+`([^`]+)`/.exec(page) ?? [];
    const [, inputTokens, outputTokens] = /from (\d+) tokens in and (\d+) out/.exec(page.replace(/\n/g, ' ')) ?? [];
    const usage = { inputTokens: Number(inputTokens), outputTokens: Number(outputTokens), modelCalls: 1 };
    const { usd } = costOf({ ...noUsage, generations: [{ modelId, usage }] }, true);
    expect(usd).toBeGreaterThan(0);
    expect(page).toContain(`| ${(usd * 1000).toFixed(2)} |`);
  });

  it('has the number of interface endpoints, in one zone by default', () => {
    const [network] = contentsOf('stacks/network.yaml');
    const endpoints = new Template(network)
      .of('AWS::EC2::VPCEndpoint')
      .filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface');
    expect(new Template(network).parameters.EndpointZones?.Default).toBe(1);
    expect(page).toContain(`${endpoints.length} interface endpoints in one zone`);
    expect(page).toContain(`| ${(endpoints.length * 0.01 * 730).toFixed(2)} |`);
  });

  it('has the number of alarms of every deployment', () => {
    const alarms = resourcesOf('stacks/observability.yaml').filter((text) =>
      text.includes('Type: AWS::CloudWatch::Alarm'),
    );
    const unconditional = alarms.filter((text) => !/^ {4}Condition:/m.test(text));
    const metrics = unconditional.reduce((all, text) => all + (text.match(/MetricName:/g)?.length ?? 0), 0);
    expect(page).toContain(`${unconditional.length} alarms`);
    expect(page).toContain(`${metrics} metrics at 0.10 | ${(metrics * 0.1).toFixed(2)} |`);
  });

  it('has the number of metrics that jobs emit', () => {
    const ofAll = Object.keys(units).filter((name) => !['JobSeconds', 'JobFailures'].includes(name)).length;
    // Jobs and seconds per outcome; failures per kind, without cancellations.
    const withDimensions = 2 * 3 + FAILURE_KINDS.filter((kind) => kind !== 'cancelled').length;
    expect(page).toContain(`there are ${ofAll + withDimensions} |`);
  });

  it('has the date of the price list', () => {
    const day = new Date(prices.date).toLocaleString('en', { month: 'long', year: 'numeric' });
    expect(page).toContain(day);
  });
});
