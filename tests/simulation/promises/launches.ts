import type { History } from '../world/history';
import { SWEEP_SECONDS, type World } from '../world/world';

interface Launch {
  readonly jobId: string;
  readonly launch: number;
}

/** A launch that ECS cannot take yet is asked for again when it is due, and never ends among the dead letters. */
export function launchPromises({ history }: World): string[] {
  const broken = history.deadLetters
    .filter(({ postponed }) => postponed)
    .map(({ functionName }) => `A message of ${functionName} that was postponed each time is a dead letter.`);
  return [...broken, ...callsTooEarly(history), ...requestsTooEarly(history)];
}

/** Whether a launch was put off beyond an instant, as far as was known then and earlier, at `readAt`. */
function isEarly({ postponements }: History, { jobId, launch }: Launch, at: number, readAt: number): boolean {
  const own = postponements.filter((put) => put.jobId === jobId && put.launch === launch);
  return [at, readAt].every((known) => (own.findLast(({ recordedAt }) => recordedAt < known)?.until ?? 0) > at);
}

const callsTooEarly = (history: History): string[] =>
  history.launchCalls
    .filter((call) => isEarly(history, call, call.begunAt, call.startedAt))
    .map(({ jobId, launch }) => `ECS was asked for launch ${launch} of job ${jobId} before it was due again.`);

/** Whoever asks for what is due has read the job a little before. */
const requestsTooEarly = (history: History): string[] =>
  history.published
    .filter(({ detailType }) => detailType === 'LaunchRequested')
    .map(({ detail, at }) => ({ ...(detail as Launch), at }))
    .filter((request) => isEarly(history, request, request.at, request.at - SWEEP_SECONDS))
    .map(({ jobId, launch }) => `Launch ${launch} of job ${jobId} was requested before it was due again.`);
