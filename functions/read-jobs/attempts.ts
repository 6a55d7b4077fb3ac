import type { JobView, Usage } from '../../events';
import type { AttemptDocuments } from './documents';

/** One attempt as the API shows it: its program, and how it ran. */
export function attemptView({ attempt, generation, report }: AttemptDocuments): JobView['attempts'][number] {
  const refused = generation?.outcome === 'failure' ? generation.failure : undefined;
  const failure = report?.summary.failure ?? refused;
  const outcome = report?.summary.outcome ?? (refused && 'failed');
  return {
    attempt,
    ...(generation && {
      modelId: generation.modelId,
      instructionsVersion: generation.instructionsVersion,
      usage: generation.usage,
    }),
    ...(outcome && { outcome }),
    ...(failure && { failure }),
    ...(generation?.outcome === 'program' && { program: generation.program }),
    ...(report?.error && { error: report.error }),
    ...(report && { startedAt: report.summary.startedAt, finishedAt: report.summary.finishedAt }),
  };
}

/** Tokens and calls of all attempts together; undefined before the first answer of the model. */
export function totalUsage(attempts: readonly AttemptDocuments[]): Usage | undefined {
  const usages = attempts.flatMap(({ generation }) => generation?.usage ?? []);
  if (usages.length === 0) return undefined;
  const sum = (field: keyof Usage) => usages.reduce((total, usage) => total + usage[field], 0);
  return { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens'), modelCalls: sum('modelCalls') };
}
