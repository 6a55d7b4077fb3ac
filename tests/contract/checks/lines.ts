import { functionNames, titleOf } from '../function-sources';
import { type Template, target } from '../template';
import type { Checks, System } from './check';

const MAX_LINES = { template: 1700, function: 35, functionWithQueue: 60 };

const titles = functionNames.map(titleOf);

/** Lines of each resource in a template's text, with the comment right before it; empty lines do not count. */
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

/** The function that a logical id begins with. */
const titleIn = (id: string): string | undefined => titles.find((title) => new RegExp(`^${title}(?![a-z])`).test(id));

/** The function that an alarm watches by its name or its queues, when it is one only. */
function watchedBy(observability: Template, id: string): string | undefined {
  const [, alarm] = observability.of('AWS::CloudWatch::Alarm').find(([name]) => name === id) ?? [];
  const { Dimensions = [], Metrics = [] } = alarm?.Properties ?? {};
  const dimensions = [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])];
  const [only, ...others] = new Set(dimensions.map(({ Value }) => titleIn(target(Value))));
  return others.length === 0 ? only : undefined;
}

/** Lines of all that belongs to one function: by its name, or because it watches that function only. */
function linesOfFunctions({ observability, texts }: System): Map<string, number> {
  const sums = new Map(titles.map((title) => [title, 0]));
  for (const [id, lines] of [...linesOf(texts.app), ...linesOf(texts.observability)]) {
    const title = titleIn(id) ?? watchedBy(observability, id);
    if (title) sums.set(title, (sums.get(title) ?? 0) + lines);
  }
  return sums;
}

/** Fails when a function, of those with a queue or of those without, takes more lines. */
function atMost(most: number, system: System, hasQueue: boolean): void {
  const queues = system.app.of('AWS::SQS::Queue').map(([id]) => titleIn(id));
  const found = [...linesOfFunctions(system)].filter(([title]) => queues.includes(title) === hasQueue);
  expect(found.length).toBeGreaterThan(0);
  // A function and its role alone take more than ten: fewer would be lines that are not seen.
  expect(found.filter(([, lines]) => lines > most || lines < 10)).toEqual([]);
}

export const lines: Checks = {
  'the template is at most 1,700 lines, to be read from top to bottom': ({ texts }) => {
    expect(texts.app.split('\n').length - 1).toBeLessThanOrEqual(MAX_LINES.template);
  },

  'a function without a queue takes at most 35 lines, its role and alarms included': (system) =>
    atMost(MAX_LINES.function, system, false),

  'a function with a queue takes at most 60 lines, its rule, role, queues and alarms included': (system) =>
    atMost(MAX_LINES.functionWithQueue, system, true),
};
