import type { Usage } from '../events';

/** The sum of several usages. Fields that none of them has are left out. */
export function sumOfUsage(usages: readonly Usage[]): Usage {
  const total: Usage = { inputTokens: 0, outputTokens: 0, modelCalls: 0 };
  for (const usage of usages) {
    for (const field of Object.keys(usage) as (keyof Usage)[]) {
      if (usage[field]) total[field] = (total[field] ?? 0) + usage[field];
    }
  }
  return total;
}
