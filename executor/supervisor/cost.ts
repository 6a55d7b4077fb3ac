import type { Cost, GenerationDocument, QueryRun, ReportDocument, SizeClass } from '../../events';
import prices from '../prices.json';
import { machines } from './limits';

/** US dollars per million tokens, or null when nobody entered a price: then tokens count as units only. */
export interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

export interface Spent {
  readonly size: SizeClass;
  /** Of all attempts; what was paid for the programs. */
  readonly generations: readonly GenerationDocument[];
  readonly earlier: readonly ReportDocument[];
  readonly queries: readonly QueryRun[];
  readonly launch: number;
  /** Life of this task so far. */
  readonly taskSeconds: number;
}

function priceOf(modelId: string): ModelPrice | null {
  const models: Readonly<Record<string, ModelPrice | null>> = prices.models;
  const name = Object.keys(models).find((known) => known !== 'default' && modelId.includes(known));
  return models[name ?? 'default'] ?? null;
}

function tokenUsd({ modelId, usage }: GenerationDocument): number {
  const price = priceOf(modelId);
  return price ? (usage.inputTokens * price.inputPerMillion + usage.outputTokens * price.outputPerMillion) / 1e6 : 0;
}

/** An estimate from list prices; what has no price in the file is not in the money. Redshift is never in it. */
export function estimateCost(spent: Spent): Cost {
  const { vcpu, memoryGb } = machines[spent.size];
  const lost = spent.earlier.filter((report) => report.summary.launch !== spent.launch);
  const lostSeconds = lost.reduce((sum, report) => sum + report.durations.total / 1000, 0);
  const taskSeconds = spent.taskSeconds + lostSeconds;
  const hours = Math.max(taskSeconds, prices.fargate.minimumSeconds) / 3600;
  const taskUsd = hours * (vcpu * prices.fargate.vcpuHour + memoryGb * prices.fargate.gbHour);
  const sum = (of: (generation: GenerationDocument) => number) =>
    spent.generations.reduce((all, one) => all + of(one), 0);
  const statements = [...spent.earlier.flatMap((report) => report.queries), ...spent.queries];
  return {
    estimated: true,
    usd: Number((taskUsd + sum(tokenUsd)).toFixed(6)),
    units: {
      inputTokens: sum(({ usage }) => usage.inputTokens),
      outputTokens: sum(({ usage }) => usage.outputTokens),
      taskSeconds: Number(taskSeconds.toFixed(1)),
      statements: statements.filter((run) => run.outcome !== 'refused').length,
    },
  };
}
