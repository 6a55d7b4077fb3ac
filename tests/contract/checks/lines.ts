import { functionNames, titleOf } from '../function-sources';
import { type Template, target } from '../template';
import type { Checks, System } from './check';

/** submit-prompt has two routes, and a program to store: 47 lines. */
const MAX_LINES = { template: 2300, function: 48, functionWithQueue: 60 };

const titles = functionNames.map(titleOf);

/** Number of lines of each resource, including the comment before it, without empty lines. */
function linesOf(text: string): Map<string, number> {
  const [, resources = ''] = /^Resources:\n((?:(?: .*)?\n)*)/m.exec(text) ?? [];
  const lines = new Map<string, number>();
  let current = '';
  let comment = 0;
  for (const line of resources.split('\n')) {
    const [, id] = /^ {2}(\w+):$/.exec(line) ?? [];
    if (line.startsWith('  #')) comment += 1;
    else if (id) {
      current = id;
      lines.set(id, comment + 1);
    } else if (line.trim() !== '') lines.set(current, (lines.get(current) ?? 0) + 1);
    if (!line.startsWith('  #')) comment = 0;
  }
  return lines;
}

/** The function whose name is the prefix of a logical id. */
const titleIn = (id: string): string | undefined => titles.find((title) => new RegExp(`^${title}(?![a-z])`).test(id));

/** The function that an alarm watches, by its name or queue; undefined when it watches several. */
function watchedBy(observability: Template, id: string): string | undefined {
  const [, alarm] = observability.of('AWS::CloudWatch::Alarm').find(([name]) => name === id) ?? [];
  const { Dimensions = [], Metrics = [] } = alarm?.Properties ?? {};
  const dimensions = [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])];
  const [watched, ...others] = new Set(dimensions.map(({ Value }) => titleIn(target(Value))));
  return others.length === 0 ? watched : undefined;
}

/** Lines of all resources of each function, including alarms that watch it alone. */
function linesOfFunctions({ observability, texts }: System): Map<string, number> {
  const sums = new Map(titles.map((title) => [title, 0]));
  for (const [id, lines] of [...linesOf(texts.app), ...linesOf(texts.observability)]) {
    const title = titleIn(id) ?? watchedBy(observability, id);
    if (title) sums.set(title, (sums.get(title) ?? 0) + lines);
  }
  return sums;
}

/** Fails when a function, with or without a queue, takes more lines. */
function atMost(limit: number, system: System, hasQueue: boolean): void {
  const queues = system.app.of('AWS::SQS::Queue').map(([id]) => titleIn(id));
  const counts = [...linesOfFunctions(system)].filter(([title]) => queues.includes(title) === hasQueue);
  expect(counts.length).toBeGreaterThan(0);
  // A function and its role alone take more than ten lines. Fewer mean that linesOf missed some.
  expect(counts.filter(([, lines]) => lines > limit || lines < 10)).toEqual([]);
}

export const lines: Checks = {
  'the template has at most 2,300 lines': ({ texts }) => {
    expect(texts.app.split('\n').length - 1).toBeLessThanOrEqual(MAX_LINES.template);
  },

  'a function without a queue takes at most 48 lines, including its role and alarms': (system) =>
    atMost(MAX_LINES.function, system, false),

  'a function with a queue takes at most 60 lines, including its rule, role, queues and alarms': (system) =>
    atMost(MAX_LINES.functionWithQueue, system, true),
};
