import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cost, machines, type Usage } from '../../events';
import { FAILURE_KINDS } from '../../events/common';
import { instructions } from '../../functions/generate-code/prompt/instructions';
import { lookTool } from '../../functions/generate-code/prompt/look-tool';
import { unanswerableTool, writeProgramTool } from '../../functions/generate-code/prompt/tool';
import { units } from '../../functions/shared/metrics/port';
import { tokensOf } from '../../functions/shared/model/estimate';
import { costOf } from '../../lib/cost';
import prices from '../../lib/prices.json';
import { root } from '../../local/setup/paths';
import { contentsOf, Template } from './template';

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** docs/costs.md without thousands separators. */
const page = textOf('docs/costs.md').replaceAll(',', '');

/** The text of each resource in a template. */
const resourcesOf = (file: string) => textOf(file).split(/^ {2}(?=\w+:$)/m);
const [app, network, warehouse] = contentsOf('template.yaml', 'stacks/network.yaml', 'stacks/warehouse.yaml').map(
  (content) => new Template(content),
) as [Template, Template, Template];
const noUsage = { machine: machines.small, tasks: [], generations: [], queries: [] };

describe('docs/costs.md', () => {
  it('has the computed price of a thousand tasks', () => {
    const { usd } = costOf({ ...noUsage, tasks: [30] }, true);
    expect(page).toContain(`| ${(usd * 1000).toFixed(2)} |`);
    for (const size of ['medium', 'large'] as const) {
      expect(page).toContain(costOf({ ...noUsage, machine: machines[size], tasks: [60] }, true).usd.toFixed(4));
    }
  });

  describe('has for a thousand programs', () => {
    const text = page.replace(/\n/g, ' ');
    const [, modelId = ''] = /by `([^`]+)` three/.exec(text) ?? [];
    const [, input, output] = /from (\d+) tokens in and (\d+) out/.exec(text) ?? [];
    const [, tables, fixed] =
      /in (\d+) are tables and question.* some (\d+) are instructions and tool/.exec(text) ?? [];
    const usage = { inputTokens: Number(input), outputTokens: Number(output), modelCalls: 1 };
    const priceOf = (changes: Partial<Usage> = {}) =>
      1000 * costOf({ ...noUsage, generations: [{ modelId, usage: { ...usage, ...changes } }] }, true).usd;

    it('the default model', () => {
      expect(app.parameters.ModelId?.Default).toBe(modelId);
    });

    it('the computed price', () => {
      expect(priceOf()).toBeGreaterThan(0);
      expect(page).toContain(`| ${priceOf().toFixed(2)} |`);
    });

    it('the tokens of the prompt as it is sent', () => {
      expect(Number(tables) + Number(fixed)).toBe(usage.inputTokens);
      expect(textOf('bench/README.md').replaceAll(',', '')).toContain(`${tables} tokens at the median`);
      const sent = tokensOf(JSON.stringify([instructions, [writeProgramTool, unanswerableTool, lookTool(6)]]).length);
      expect(Math.abs(sent / Number(fixed) - 1)).toBeLessThan(0.1);
    });

    it('what the prompt cache saves and a repair adds', () => {
      const cached = { inputTokens: Number(tables), cacheReadInputTokens: Number(fixed) };
      expect(text).toContain(`${(priceOf() - priceOf(cached)).toFixed(1)} less for a thousand jobs`);
      const [, more] = /some (\d+) tokens more in/.exec(text) ?? [];
      const repair = priceOf({ inputTokens: usage.inputTokens + Number(more) });
      expect(text).toContain(`about ${(repair / priceOf()).toFixed(1)} times the first`);
    });

    it('the sums of all services', () => {
      const [, table = ''] = /\| \| each \| a thousand \|\n\|[-|]+\n((?:\|.*\n)+)/.exec(page) ?? [];
      const lines = table
        .trim()
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim()))
        .map(([, what = '', , usd = '']) => ({ what, usd: Number.parseFloat(usd) }));
      const priced = lines.filter(({ what }) => what !== '');
      expect(priced.length).toBeGreaterThan(5);
      const usdOf = (start: string) => priced.find(({ what }) => what.startsWith(start))?.usd ?? Number.NaN;
      const sum = priced.reduce((all, { usd }) => all + usd, 0);
      const [, month] = /every hour of a month the metrics cost ([\d.]+)/.exec(text) ?? [];
      const [, logs] = /([\d.]+) of logs/.exec(text) ?? [];
      const sums = (usd: number) =>
        `about ${usd.toFixed(0)} or ${(usd - usdOf('Redshift')).toFixed(0)} with a warehouse that is active anyway`;
      expect(text).toContain(sums(sum));
      expect(text).toContain(sums(sum - usdOf('CloudWatch') + Number(logs) + Number(month)));
    });

    it('an example of a job’s cost', () => {
      const [example = '{}'] = /^\{"estimated".*\}$/m.exec(textOf('docs/costs.md')) ?? [];
      const { usd, units: quantities } = JSON.parse(example) as Cost;
      const { taskSeconds, statements, ...tokens } = quantities;
      const generations = [{ modelId, usage: { ...tokens, modelCalls: 1 } }];
      const queries = Array.from({ length: statements }, () => ({ result: 'finished' as const }));
      expect(costOf({ ...noUsage, tasks: [taskSeconds], generations, queries }, false).usd).toBe(usd);
    });
  });

  describe('has the idle bill', () => {
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
      // The alarm on the functions of the API watches three more, of the page, feedback and sharing: 0.30.
      expect(sum).toBeLessThanOrEqual(11.7);
      expect(lineOf(/^interface endpoints/)?.sum).toBeLessThanOrEqual(37);
    });
  });

  describe('has the cost of a task cold and on standby', () => {
    const [, table = ''] = /\| \| cold \| on standby \|\n\|[-|]+\n((?:\|.*\n)+)/.exec(page) ?? [];
    const lineOf = (start: string) =>
      table.split('\n').flatMap((line) => {
        const [, what = '', cold, standby] = line.split('|').map((cell) => cell.trim());
        return what.startsWith(start) ? [cold, standby] : [];
      });
    const [, get, put] = /a GET at ([\d.]+) a million a\s+PUT or LIST at ([\d.]+) a million/.exec(page) ?? [];
    const usd = { get: Number(get) / 1e6, put: Number(put) / 1e6 };
    const HOURS = 730;
    const pollSeconds = (name: string) => {
      const [, milliseconds] = new RegExp(`${name}, Value: '?(\\d+)`).exec(textOf('template.yaml')) ?? [];
      return Number(milliseconds) / 1000;
    };
    const task = costOf({ ...noUsage, tasks: [3600] }, true).usd;
    const looks = (3600 / pollSeconds('CLAIM_POLL_MILLISECONDS')) * usd.get + 60 * usd.put;

    it('for an hour and a month without a job', () => {
      expect(lineOf('an hour without a job: 1 vCPU')).toEqual(['0.0000', task.toFixed(4)]);
      expect(lineOf('an hour without a job: 3600 looks')).toEqual(['0.0000', looks.toFixed(4)]);
      expect(lineOf('a month without a job')).toEqual(['0.00', (HOURS * (task + looks)).toFixed(2)]);
    });

    it('for a thousand jobs', () => {
      const [, model] = /a model of (\d+) s and a program of (\d+) s/.exec(table) ?? [];
      const minute = (1000 * costOf({ ...noUsage, tasks: [60] }, true).usd).toFixed(2);
      expect(lineOf('a thousand jobs: Fargate')).toEqual([minute, minute]);
      const looksOfJob = Number(model) / pollSeconds('PROGRAM_POLL_MILLISECONDS');
      expect(lineOf(`a thousand jobs: ${looksOfJob} looks`)).toEqual([
        '0.00',
        (1000 * looksOfJob * usd.get).toFixed(2),
      ]);
      const writes = [1, 4].map((each) => (1000 * each * usd.put).toFixed(2));
      expect(lineOf('a thousand jobs: 1 PUT')).toEqual(writes);
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
