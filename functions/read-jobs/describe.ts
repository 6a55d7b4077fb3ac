import { NO_MODEL } from '../../events';
import { type Accepted, type Fact, taskId } from '../shared/domain/facts';

/** A fact as one sentence for the user. */
export function describe(fact: Fact, { rerunOf }: Pick<Accepted, 'rerunOf'>): string {
  const isRerun = rerunOf !== undefined;
  switch (fact.type) {
    case 'PromptReceived':
      return isRerun ? 'Preparing the program.' : 'Writing the program.';
    case 'GenerationStarted':
      return isRerun
        ? 'The task is being started.'
        : 'The model is writing the program, and the task is being started.';
    case 'ProgramGenerated':
      return fact.modelId === NO_MODEL
        ? 'The program is ready. No model was called.'
        : `Program ${fact.attempt} was written by ${fact.modelId}.`;
    case 'GenerationFailed':
      return isRerun
        ? `There is no program to run: ${fact.failure.message}`
        : `Program ${fact.attempt} could not be written: ${fact.failure.message}`;
    case 'TaskLaunched':
      return `Launch ${fact.launch} has an isolated task: ${taskId(fact.taskArn)}.`;
    case 'StandbyClaimed':
      return `A task on standby was claimed (launch ${fact.launch}): ${taskId(fact.taskArn)}.`;
    case 'TaskReady':
      return `The task of launch ${fact.launch} is ready.`;
    case 'LaunchFailed':
      return `Launch ${fact.launch} failed: ${fact.failure.message}`;
    case 'LaunchPostponed':
      return sentence(`Launch ${fact.launch} was postponed until ${fact.nextAt}: ${fact.reason}`);
    case 'LaunchAbandoned':
      return `Launch ${fact.launch} started no task before the job ended.`;
    case 'TaskChanged':
      return taskChange(fact);
    case 'TaskObserved':
      return `ECS reports that the task of launch ${fact.launch} is still running.`;
    case 'ExecutionFinished':
      return execution(fact);
    case 'TaskLost':
      return `The task was lost and will not be relaunched: ${fact.failure.message}`;
    case 'CancelRequested':
      return 'You cancelled the job.';
    case 'DeadlinePassed':
      return 'The deadline passed without a result.';
    case 'OutcomePublished':
      return 'The outcome was published.';
    case 'DeliveryAttempted':
      return delivery(fact);
    default:
      // A fact of a later version.
      return (fact as { readonly type: string }).type;
  }
}

function taskChange({ taskArn, task }: Extract<Fact, { type: 'TaskChanged' }>): string {
  const exit = task.exitCode === undefined ? '' : `, exit code ${task.exitCode}`;
  const reason = task.status === 'STOPPED' && task.reason ? `: ${task.reason}` : '';
  return sentence(`Task ${taskId(taskArn)} is ${task.status}${exit}${reason}`);
}

function execution({ attempt, report }: Extract<Fact, { type: 'ExecutionFinished' }>): string {
  const seconds = ((Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000).toFixed(1);
  if (report.result === 'succeeded') return `Program ${attempt} finished in ${seconds} s.`;
  const reason = report.failure ? `: ${report.failure.message}` : '';
  return sentence(
    `Program ${attempt} failed after ${seconds} s${report.final ? '' : ' and will be repaired'}${reason}`,
  );
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
