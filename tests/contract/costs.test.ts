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

  describe('has the idle bill', () => {
    const [app, network, warehouse] = contentsOf('template.yaml', 'stacks/network.yaml', 'stacks/warehouse.yaml').map(
      (content) => new Template(content),
    ) as [Template, Template, Template];
    const [, table = ''] = /\| what \| number \| each \| per month \|\n\|[-|]+\n((?:\|.*\n)+)/.exec(page) ?? [];
    const rows = table
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, what = '', count, each, sum]) => ({ what, count: Number(count), each: Number(each), sum: Number(sum) }));
    const lineOf = (what: RegExp) => rows.find((row) => what.test(row.what));

    it('with the number of endpoints, secrets and queues of the templates', () => {
      const endpoints = network
        .of('AWS::EC2::VPCEndpoint')
        .filter(([, one]) => one.Properties.VpcEndpointType === 'Interface');
      expect(network.parameters.EndpointZones?.Default).toBe(1);
      expect(lineOf(/^interface endpoints/)?.count).toBe(endpoints.length);
      const secrets = [...app.of('AWS::SecretsManager::Secret'), ...warehouse.of('AWS::SecretsManager::Secret')];
      // Redshift manages the administrator's.
      expect(lineOf(/^secrets/)?.count).toBe(secrets.length + 1);
      const queues = app.of('AWS::SQS::Queue').filter(([id]) => id.endsWith('Queue'));
      expect(lineOf(/^queues/)?.count).toBe(queues.length);
    });

    it('whose lines and sum are calculated', () => {
      const lines = rows.filter(({ count }) => count > 0);
      expect(lines.length).toBeGreaterThan(5);
      for (const { what, count, each, sum } of lines)
        expect([what, (count * each).toFixed(2)]).toEqual([what, sum.toFixed(2)]);
      const others = lines.filter(({ what }) => !what.startsWith('interface endpoints'));
      const sum = others.reduce((all, line) => all + line.sum, 0);
      expect(lineOf(/^all but/)?.sum.toFixed(2)).toBe(sum.toFixed(2));
      expect(sum).toBeLessThanOrEqual(11.2);
      expect(lineOf(/^interface endpoints/)?.sum).toBeLessThanOrEqual(37);
    });
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
