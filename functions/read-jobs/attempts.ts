import { type JobView, NO_MODEL, type Usage } from '../../events';
import { sumOfUsage } from '../../lib/usage';
import type { AttemptDocuments } from './documents';

/** An attempt in the API: its program and its result. */
export function attemptView({ attempt, generation, report }: AttemptDocuments): JobView['attempts'][number] {
  const generationFailure = generation?.result === 'failure' ? generation.failure : undefined;
  const failure = report?.summary.failure ?? generationFailure;
  const result = report?.summary.result ?? (generationFailure && 'failed');
  return {
    attempt,
    ...(generation && {
      ...(generation.modelId !== NO_MODEL && {
        modelId: generation.modelId,
        instructionsVersion: generation.instructionsVersion,
      }),
      usage: generation.usage,
      ...(generation.looks && { looks: generation.looks }),
    }),
    ...(result && { result }),
    ...(failure && { failure }),
    ...(generation?.result === 'program' && { program: generation.program }),
    ...(report?.error && { error: report.error }),
    ...(report && { startedAt: report.summary.startedAt, finishedAt: report.summary.finishedAt }),
  };
}

/** Tokens and model calls of all attempts together; undefined before the first generation. */
export function totalUsage(attempts: readonly AttemptDocuments[]): Usage | undefined {
  const usages = attempts.flatMap(({ generation }) => generation?.usage ?? []);
  return usages.length === 0 ? undefined : sumOfUsage(usages);
}
