import type { History } from '../world/history';
import { SWEEP_SECONDS, type World } from '../world/world';

interface Launch {
  readonly jobId: string;
  readonly launch: number;
}

/** A postponed launch is requested again only when it is due, and its message never becomes a dead letter. */
export function launchPromises({ history }: World): string[] {
  const deadLetters = history.deadLetters
    .filter(({ postponed }) => postponed)
    .map(({ functionName }) => `A message of ${functionName} became a dead letter by postponement alone.`);
  return [...deadLetters, ...earlyCalls(history), ...earlyRequests(history)];
}

/** Whether a launch was postponed beyond `at`, both by what was recorded then and by what was recorded at `readAt`. */
function isEarly({ postponements }: History, { jobId, launch }: Launch, at: number, readAt: number): boolean {
  const ofLaunch = postponements.filter(
    (postponement) => postponement.jobId === jobId && postponement.launch === launch,
  );
  return [at, readAt].every((time) => (ofLaunch.findLast(({ recordedAt }) => recordedAt < time)?.until ?? 0) > at);
}

const earlyCalls = (history: History): string[] =>
  history.launchCalls
    .filter((call) => isEarly(history, call, call.callStartedAt, call.processStartedAt))
    .map(({ jobId, launch }) => `RunTask was called for launch ${launch} of job ${jobId} before it was due.`);

/** The publisher may have read the job up to one sweep earlier. */
const earlyRequests = (history: History): string[] =>
  history.publishedEvents
    .filter(({ detailType }) => detailType === 'LaunchRequested')
    .map(({ detail, at }) => ({ ...(detail as Launch), at }))
    .filter((request) => isEarly(history, request, request.at, request.at - SWEEP_SECONDS))
    .map(({ jobId, launch }) => `Launch ${launch} of job ${jobId} was requested before it was due.`);
