import type { Accepted, Artifact, Cost, Fact, Report } from './facts';
import { type Failure, hints } from './failure';

interface Ended {
  readonly endedAt: string;
  readonly timings: { readonly totalSeconds: number };
  readonly cost?: Cost;
}

/** How a job ended, and what is announced of it: a function of what was accepted and of the terminal fact alone. */
export type Outcome =
  | {
      readonly status: 'succeeded';
      readonly cause: Fact['type'];
      readonly body: Ended &
        Pick<Report, 'values' | 'assumptions' | 'warnings' | 'artifacts'> & {
          readonly answer: string;
          readonly resultsPrefix: string;
        };
    }
  | {
      readonly status: 'failed';
      readonly cause: Fact['type'];
      readonly body: Ended & {
        readonly failure: Failure & { readonly hint: string };
        readonly resultsPrefix?: string;
        readonly artifacts: readonly Artifact[];
      };
    }
  | { readonly status: 'cancelled'; readonly cause: Fact['type']; readonly body: Ended };

/** The outcome that a fact brings about, or undefined when it ends nothing. */
export function outcomeOf(accepted: Accepted, fact: Fact): Outcome | undefined {
  switch (fact.type) {
    case 'ExecutionFinished':
      return fact.report.final ? outcomeOfReport(accepted, fact.report) : undefined;
    case 'GenerationFailed':
      // Of a repair's generation the executor, which waits for it, makes the final report.
      return fact.attempt === 1 ? failed(accepted, fact, fact.failure) : undefined;
    case 'LaunchFailed':
    case 'DeathSettled':
      return failed(accepted, fact, fact.failure);
    case 'DeadlinePassed':
      return failed(accepted, fact, {
        kind: 'deadline',
        message: [
          `The job was not finished at its deadline, ${accepted.deadlineAt}.`,
          ...(fact.waitingFor ? [`Its task could not be launched: ${fact.waitingFor}`] : []),
        ].join(' '),
      });
    case 'CancelRequested':
      return { status: 'cancelled', cause: fact.type, body: ended(accepted, fact.at) };
    default:
      return undefined;
  }
}

function outcomeOfReport(accepted: Accepted, report: Report): Outcome {
  const { values, assumptions, warnings, artifacts, cost } = report;
  const body = { ...ended(accepted, report.finishedAt), ...(cost && { cost }) };
  if (report.outcome === 'succeeded') {
    const { answer = '', resultsPrefix = '' } = report;
    return {
      status: 'succeeded',
      cause: 'ExecutionFinished',
      body: { ...body, answer, values, assumptions, warnings, resultsPrefix, artifacts },
    };
  }
  const failure = report.failure ?? { kind: 'program_error', message: 'The program failed.' };
  return {
    status: 'failed',
    cause: 'ExecutionFinished',
    body: {
      ...body,
      failure: { ...failure, hint: hints[failure.kind] },
      ...(report.resultsPrefix && { resultsPrefix: report.resultsPrefix }),
      artifacts,
    },
  };
}

const failed = (accepted: Accepted, fact: Fact, failure: Failure): Outcome => ({
  status: 'failed',
  cause: fact.type,
  body: { ...ended(accepted, fact.at), failure: { ...failure, hint: hints[failure.kind] }, artifacts: [] },
});

function ended(accepted: Accepted, endedAt: string): Ended {
  const milliseconds = Date.parse(endedAt) - Date.parse(accepted.acceptedAt);
  return { endedAt, timings: { totalSeconds: Math.max(0, Math.round(milliseconds) / 1000) } };
}
