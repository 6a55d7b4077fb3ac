import { keys } from '../../../events';
import type { History } from '../world/history';
import type { Scenario } from '../world/scenario';
import { SWEEP_SECONDS, type World } from '../world/world';

interface Launch {
  readonly jobId: string;
  readonly launch: number;
}

/**
 * A postponed launch is requested again only when it is due, and its message never becomes a dead letter. A task is
 * asked for once the model writes, and, where nothing is lost, while it does.
 */
export function launchPromises({ history }: World, scenario: Scenario): string[] {
  const deadLetters = history.deadLetters
    .filter(({ postponed }) => postponed)
    .map(({ functionName }) => `A message of ${functionName} became a dead letter by postponement alone.`);
  return [
    ...deadLetters,
    ...earlyCalls(history),
    ...earlyRequests(history),
    ...firstLaunches(history, scenario),
    ...waitingTasks(history, scenario),
  ];
}

/** Seconds from the event of a generation's start to the document of the launch, in addition to the event's delay. */
const LAUNCH_SECONDS = 5;

function firstLaunches({ writes, ends, plans }: History, { flavour, faults }: Scenario): string[] {
  return [...plans.keys()].flatMap((jobId) => {
    const lease = writes.find(({ key }) => key === keys.lease(jobId, 1));
    const call = writes.find(({ key }) => key === keys.launch(jobId, 1));
    if (call && (lease?.at ?? Infinity) > call.callStartedAt)
      return [`The task of job ${jobId} was launched before the model wrote its program.`];
    if (flavour !== 'calm' || !lease) return [];
    const latest = lease.at + faults.maxDelay + LAUNCH_SECONDS;
    const isLate = Math.min(call?.callStartedAt ?? Infinity, ends.get(jobId)?.recordedAt ?? Infinity) > latest;
    return isLate ? [`The task of job ${jobId} was not launched while the model wrote its program.`] : [];
  });
}

/** Invocations of generate-code for first programs at a time. */
const MODELS = 5;

/** Where no process fails: a task that waits for its first program has a model that writes it. */
function waitingTasks({ writes, ends, plans }: History, { flavour }: Scenario): string[] {
  if (flavour !== 'crowds') return [];
  const waits = [...plans.keys()].flatMap((jobId) => {
    const from = writes.find(({ key }) => key === keys.launch(jobId, 1))?.at;
    const written = writes.find(({ key }) => key === keys.generation(jobId, 1))?.at ?? Infinity;
    return from === undefined ? [] : [{ from, until: Math.min(written, ends.get(jobId)?.recordedAt ?? Infinity) }];
  });
  const most = Math.max(
    0,
    ...waits.map(({ from }) => waits.filter((wait) => wait.from <= from && from < wait.until).length),
  );
  return most > MODELS ? [`${most} tasks waited for programs that ${MODELS} models wrote.`] : [];
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
