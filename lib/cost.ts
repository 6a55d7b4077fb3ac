import type { Cost, Look, QueryRun, Usage } from '../events';
import prices from './prices.json';
import { sumOfUsage } from './usage';

/** US dollars per million tokens. */
interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** Of tokens read from the prompt cache, and of tokens written to it. Those of `inputPerMillion` if the model has none. */
  readonly cacheReadPerMillion: number;
  readonly cacheWritePerMillion: number;
}

/** A price as `prices.json` lists it: that of the model's global inference profile, or of its only one. */
interface ListedPrice extends Omit<ModelPrice, 'cacheReadPerMillion' | 'cacheWritePerMillion'> {
  readonly cacheReadPerMillion?: number;
  readonly cacheWritePerMillion?: number;
  /** Of geographic inference profiles and of calls in one region. */
  readonly regionalFactor?: number;
}

interface Machine {
  readonly vcpu: number;
  readonly memoryGb: number;
}

/** The resources that a job used. */
export interface JobUsage {
  /** The machine of its tasks: vCPUs and GB of memory. */
  readonly machine: Machine;
  /** Seconds of each of its tasks that Fargate bills. */
  readonly tasks: readonly number[];
  /** Of all attempts, failed ones included. */
  readonly generations: readonly {
    readonly modelId: string;
    readonly usage: Usage;
    readonly looks?: readonly Pick<Look, 'error'>[];
  }[];
  /** Statements of the programs of all attempts. Refused ones never reached the warehouse. */
  readonly queries: readonly Pick<QueryRun, 'result'>[];
}

const models: Readonly<Record<string, ListedPrice>> = prices.models;

/** The price of a model, by its id or the id of an inference profile; undefined if `prices.json` has none. */
export function priceOf(modelId: string): ModelPrice | undefined {
  const names = Object.keys(models).filter((name) => modelId.includes(name));
  const [name] = names.sort((a, b) => b.length - a.length);
  const price = name === undefined ? undefined : models[name];
  if (!price) return undefined;
  const factor = modelId.startsWith('global.') ? 1 : (price.regionalFactor ?? 1);
  const { inputPerMillion, outputPerMillion, cacheReadPerMillion, cacheWritePerMillion } = price;
  return {
    inputPerMillion: inputPerMillion * factor,
    outputPerMillion: outputPerMillion * factor,
    cacheReadPerMillion: (cacheReadPerMillion ?? inputPerMillion) * factor,
    cacheWritePerMillion: (cacheWritePerMillion ?? inputPerMillion) * factor,
  };
}

function tokensUsd({ modelId, usage }: JobUsage['generations'][number]): number {
  const price = priceOf(modelId);
  if (!price) return 0;
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  const input = inputTokens * price.inputPerMillion;
  const cached = cacheReadInputTokens * price.cacheReadPerMillion + cacheWriteInputTokens * price.cacheWritePerMillion;
  return (input + cached + outputTokens * price.outputPerMillion) / 1e6;
}

/** Fargate bills at least one minute of a task. */
function taskUsd({ vcpu, memoryGb }: Machine, seconds: number): number {
  if (seconds <= 0) return 0;
  const { vcpuHour, gbHour, minimumSeconds } = prices.fargate;
  return (Math.max(seconds, minimumSeconds) / 3600) * (vcpu * vcpuHour + memoryGb * gbHour);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/**
 * A job's cost at list prices, in US dollars: its tasks and its tokens. Redshift bills for the time it is active, not
 * for single statements, so statements are counted only.
 */
export function costOf({ machine, tasks, generations, queries }: JobUsage, estimated: boolean): Cost {
  const usd = sum(tasks.map((seconds) => taskUsd(machine, seconds))) + sum(generations.map(tokensUsd));
  // Refused ones never reached the warehouse.
  const isRun = ({ error }: Pick<Look, 'error'>) => error !== 'refused';
  const looks = generations.flatMap((generation) => generation.looks ?? []).filter(isRun);
  const { modelCalls: _, brokenCalls: __, ...tokens } = sumOfUsage(generations.map(({ usage }) => usage));
  return {
    estimated,
    usd: Number(usd.toFixed(6)),
    units: {
      ...tokens,
      taskSeconds: Number(sum(tasks).toFixed(1)),
      statements: queries.filter(({ result }) => result !== 'refused').length + looks.length,
    },
  };
}
