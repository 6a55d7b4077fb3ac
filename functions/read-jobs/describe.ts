import { NO_MODEL } from '../../events';
import type { Accepted, Fact } from '../shared/domain/facts';

/** A fact as one sentence for the user. */
export function describe(fact: Fact, { rerunOf }: Pick<Accepted, 'rerunOf'>): string {
  const isRerun = rerunOf !== undefined;
  switch (fact.type) {
    case 'PromptReceived':
      return isRerun ? 'Preparing the program.' : 'Writing the program.';
    case 'GenerationStarted':
      return isRerun
        ? 'An isolated task is being started for the program.'
        : 'The model is writing the program, and an isolated task is being started for it.';
    case 'ProgramGenerated':
      if (fact.modelId === NO_MODEL) return 'The program is ready. No model was called.';
      return fact.attempt === 1 ? 'The program is written.' : `The program is repaired (attempt ${fact.attempt}).`;
    case 'GenerationFailed':
      if (isRerun) return `There is no program to run: ${fact.failure.message}`;
      return `${fact.attempt === 1 ? 'The program could not be written' : 'The program could not be repaired'}: ${fact.failure.message}`;
    case 'TaskLaunched':
      return `An isolated task is being started for the program${again(fact)}.`;
    case 'StandbyClaimed':
      return `A task that was ready takes the program${again(fact)}.`;
    case 'TaskReady':
      return 'The task has taken the job.';
    case 'LaunchFailed':
      return `The task could not be started: ${fact.failure.message}`;
    case 'LaunchPostponed':
      return sentence(`The task cannot be started now, and will be at ${fact.nextAt}: ${fact.reason}`);
    case 'LaunchAbandoned':
      return 'No further task was started before the job ended.';
    case 'TaskChanged':
      return taskChange(fact);
    case 'TaskObserved':
      return 'The task is still running.';
    case 'ExecutionFinished':
      return execution(fact);
    case 'TaskLost':
      return `The task was lost, and no other will be started: ${fact.failure.message}`;
    case 'CancelRequested':
      return 'You cancelled the job.';
    case 'DeadlinePassed':
      return 'The deadline passed without a result.';
    case 'OutcomePublished':
      return 'Everyone who waits for the outcome is notified.';
    case 'DeliveryAttempted':
      return delivery(fact);
    case 'FeedbackGiven':
      return fact.rating === 'up' ? 'You rated the answer as good.' : 'You rated the answer as bad.';
    case 'VerificationStarted':
      return fact.verified ? 'A curator is verifying the answer.' : 'A curator is withdrawing the verification.';
    case 'VerificationFinished':
      return fact.verified ? 'The answer is verified: it is an example now.' : 'The answer is no longer verified.';
    case 'SharingChanged':
      return fact.shared ? 'You shared the job.' : 'You no longer share the job.';
    case 'ErasureStarted':
      return 'The job is being erased.';
    default:
      // A fact of a later version.
      return (fact as { readonly type: string }).type;
  }
}

/** How often a task was started before, unless this is the first one. */
const again = ({ launch }: { readonly launch: number }): string => (launch > 1 ? ` (launch ${launch})` : '');

function taskChange({ task }: Extract<Fact, { type: 'TaskChanged' }>): string {
  switch (task.status) {
    case 'PROVISIONING':
    case 'PENDING':
    case 'ACTIVATING':
      return 'The task is being prepared.';
    case 'RUNNING':
      return 'The task is running.';
    case 'DEACTIVATING':
    case 'STOPPING':
    case 'DEPROVISIONING':
      return 'The task is stopping.';
    case 'STOPPED':
      break;
    default:
      return `The task is ${task.status}.`;
  }
  if (task.exitCode === 0) return 'The task has stopped.';
  const exit = task.exitCode === undefined ? '' : ` with exit code ${task.exitCode}`;
  return sentence(`The task has stopped${exit}${task.reason ? `: ${task.reason}` : ''}`);
}

function execution({ report }: Extract<Fact, { type: 'ExecutionFinished' }>): string {
  const seconds = ((Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000).toFixed(1);
  if (report.result === 'succeeded') return `The program finished in ${seconds} s.`;
  const reason = report.failure ? `: ${report.failure.message}` : '';
  return sentence(`The program failed after ${seconds} s${report.final ? '' : ' and is being repaired'}${reason}`);
}

function delivery({ delivery, result }: Extract<Fact, { type: 'DeliveryAttempted' }>): string {
  const status = result.status === undefined ? '' : ` (status ${result.status})`;
  switch (result.state) {
    case 'delivered':
      return `Webhook delivery ${delivery} succeeded${status}.`;
    case 'gone':
      return `The webhook receiver wants no more deliveries${status}.`;
    case 'given_up':
      return sentence(`Webhook delivery ${delivery}, the last one, failed${status}: ${result.error ?? 'not accepted'}`);
    case 'failed':
      return sentence(`Webhook delivery ${delivery} failed${status}: ${result.error ?? 'not accepted'}`);
  }
}

/** Ends the text in one full stop; messages of ECS and receivers may have one. */
const sentence = (text: string): string => `${text.replace(/\.$/, '')}.`;
