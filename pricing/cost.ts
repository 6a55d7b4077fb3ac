import { type Cost, machines, type SizeClass, type Usage } from '../events';
import prices from './prices.json';

/** US dollars per million tokens. */
interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** What a job used. */
export interface Spent {
  readonly size: SizeClass;
  /** Seconds of each of its tasks. */
  readonly tasks: readonly number[];
  /** What was paid for its programs, those of failed attempts too. */
  readonly generations: readonly { readonly modelId: string; readonly usage: Usage }[];
  /** Statements that programs ran. */
  readonly statements: number;
}

const models: Readonly<Record<string, ModelPrice>> = prices.models;

/** The price of a model or inference profile; undefined when prices.json has none. */
export function priceOf(modelId: string): ModelPrice | undefined {
  const names = Object.keys(models).filter((name) => modelId.includes(name));
  const [name] = names.sort((a, b) => b.length - a.length);
  const price = name === undefined ? undefined : models[name];
  if (!price) return undefined;
  const factor = modelId.startsWith('global.') ? 1 : prices.regionalFactor;
  return { inputPerMillion: price.inputPerMillion * factor, outputPerMillion: price.outputPerMillion * factor };
}

function tokensUsd({ modelId, usage }: Spent['generations'][number]): number {
  const price = priceOf(modelId);
  return price ? (usage.inputTokens * price.inputPerMillion + usage.outputTokens * price.outputPerMillion) / 1e6 : 0;
}

/** A task that ran is paid for a minute at the least. */
function taskUsd(size: SizeClass, seconds: number): number {
  if (seconds <= 0) return 0;
  const { vcpu, memoryGb } = machines[size];
  const { vcpuHour, gbHour, minimumSeconds } = prices.fargate;
  return (Math.max(seconds, minimumSeconds) / 3600) * (vcpu * vcpuHour + memoryGb * gbHour);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/**
 * What a job costs by list prices: its tasks and its tokens. The warehouse bills by the time it is awake, not by the
 * statement, so statements are units only.
 */
export function costOf({ size, tasks, generations, statements }: Spent, estimated: boolean): Cost {
  const usd = sum(tasks.map((seconds) => taskUsd(size, seconds))) + sum(generations.map(tokensUsd));
  return {
    estimated,
    usd: Number(usd.toFixed(6)),
    units: {
      inputTokens: sum(generations.map(({ usage }) => usage.inputTokens)),
      outputTokens: sum(generations.map(({ usage }) => usage.outputTokens)),
      taskSeconds: Number(sum(tasks).toFixed(1)),
      statements,
    },
  };
}
