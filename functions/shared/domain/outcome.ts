import type { DetailOf, Failure, JobCancelled, JobFailed, JobSucceeded } from '../../../events';
import type { Accepted, Fact, Report } from './facts';
import { hintOf } from './failure';

/** What the event of an outcome adds to the envelope that all events share. */
type BodyOf<C> = Readonly<Omit<DetailOf<C>, 'version' | 'eventId' | 'jobId' | 'occurredAt'>>;

/** How a job ended and what is published: a function of the accepted prompt and the terminal fact alone. */
export type JobOutcome =
  | { readonly status: 'succeeded'; readonly cause: Fact['type']; readonly body: BodyOf<typeof JobSucceeded> }
  | { readonly status: 'failed'; readonly cause: Fact['type']; readonly body: BodyOf<typeof JobFailed> }
  | { readonly status: 'cancelled'; readonly cause: Fact['type']; readonly body: BodyOf<typeof JobCancelled> };

/** The outcome that a fact causes; undefined unless the fact is terminal. */
export function outcomeOf(accepted: Accepted, fact: Fact): JobOutcome | undefined {
  switch (fact.type) {
    case 'ExecutionFinished':
      return fact.report.final ? outcomeOfReport(accepted, fact.report) : undefined;
    case 'GenerationFailed':
      // When a repair cannot be generated, the executor that waits for it writes the final report.
      return fact.attempt === 1 ? failed(accepted, fact, fact.failure) : undefined;
    case 'LaunchFailed':
    case 'TaskLost':
      return failed(accepted, fact, fact.failure);
    case 'DeadlinePassed':
      return failed(accepted, fact, {
        kind: 'deadline',
        message: [
          `The job did not finish before its deadline, ${accepted.deadlineAt}.`,
          ...(fact.waitingFor ? [`Its task could not be launched: ${fact.waitingFor}`] : []),
        ].join(' '),
      });
    case 'CancelRequested':
      return { status: 'cancelled', cause: fact.type, body: endOf(accepted, fact.at) };
    default:
      return undefined;
  }
}

function outcomeOfReport(accepted: Accepted, report: Report): JobOutcome {
  const { values, assumptions, warnings, artifacts, cost } = report;
  const body = { ...endOf(accepted, report.reportedAt ?? report.finishedAt), ...(cost && { cost }) };
  if (report.result === 'succeeded') {
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
      failure: { ...failure, hint: hintOf(accepted, failure.kind) },
      ...(report.resultsPrefix && { resultsPrefix: report.resultsPrefix }),
      artifacts,
    },
  };
}

const failed = (accepted: Accepted, fact: Fact, failure: Failure): JobOutcome => ({
  status: 'failed',
  cause: fact.type,
  body: { ...endOf(accepted, fact.at), failure: { ...failure, hint: hintOf(accepted, failure.kind) }, artifacts: [] },
});

function endOf(accepted: Accepted, endedAt: string) {
  const milliseconds = Date.parse(endedAt) - Date.parse(accepted.acceptedAt);
  const { questionInEvents, promptStart, link } = accepted;
  return {
    ...(questionInEvents && { question: promptStart }),
    ...(link !== undefined && { link }),
    endedAt,
    timings: { totalSeconds: Math.max(0, Math.round(milliseconds) / 1000) },
  };
}
