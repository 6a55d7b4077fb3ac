import type { Cost, QueryRun, Usage } from '../events';
import prices from './prices.json';

/** US dollars per million tokens. */
interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

interface Machine {
  readonly vcpu: number;
  readonly memoryGb: number;
}

/** The resources that a job used. */
export interface JobUsage {
  /** The machine of its tasks: vCPUs and GB of memory. */
  readonly machine: Machine;
  /** Seconds that each of its tasks ran. */
  readonly tasks: readonly number[];
  /** Of all attempts, failed ones included. */
  readonly generations: readonly { readonly modelId: string; readonly usage: Usage }[];
  /** Statements of all attempts. Refused ones never reached the warehouse. */
  readonly queries: readonly Pick<QueryRun, 'result'>[];
}

const models: Readonly<Record<string, ModelPrice>> = prices.models;

/** The price of a model, by its id or the id of an inference profile; undefined if `prices.json` has none. */
export function priceOf(modelId: string): ModelPrice | undefined {
  const names = Object.keys(models).filter((name) => modelId.includes(name));
  const [name] = names.sort((a, b) => b.length - a.length);
  const price = name === undefined ? undefined : models[name];
  if (!price) return undefined;
  const factor = modelId.startsWith('global.') ? 1 : prices.regionalFactor;
  return { inputPerMillion: price.inputPerMillion * factor, outputPerMillion: price.outputPerMillion * factor };
}

function tokensUsd({ modelId, usage }: JobUsage['generations'][number]): number {
  const price = priceOf(modelId);
  return price ? (usage.inputTokens * price.inputPerMillion + usage.outputTokens * price.outputPerMillion) / 1e6 : 0;
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
  return {
    estimated,
    usd: Number(usd.toFixed(6)),
    units: {
      inputTokens: sum(generations.map(({ usage }) => usage.inputTokens)),
      outputTokens: sum(generations.map(({ usage }) => usage.outputTokens)),
      taskSeconds: Number(sum(tasks).toFixed(1)),
      statements: queries.filter(({ result }) => result !== 'refused').length,
    },
  };
}
