import { type Fact, taskId } from '../shared/domain/facts';

/** A fact as one sentence for the person who asked. */
export function describe(fact: Fact): string {
  switch (fact.type) {
    case 'PromptReceived':
      return 'The prompt is on the bus; a program is being written.';
    case 'ProgramGenerated':
      return `Program ${fact.attempt} was written by ${fact.modelId}.`;
    case 'GenerationFailed':
      return `No program ${fact.attempt}: ${fact.failure.message}`;
    case 'TaskLaunched':
      return `Task ${taskId(fact.taskArn)} was launched (launch ${fact.launch}).`;
    case 'LaunchFailed':
      return `Launch ${fact.launch} failed: ${fact.failure.message}`;
    case 'LaunchPostponed':
      return sentence(`Launch ${fact.launch} has to wait until ${fact.nextAt}: ${fact.reason}`);
    case 'LaunchAbandoned':
      return `Launch ${fact.launch} brought no task, and the job had ended.`;
    case 'TaskChanged':
      return taskChange(fact);
    case 'TaskObserved':
      return `The task of launch ${fact.launch} was looked at and is still there.`;
    case 'ExecutionFinished':
      return execution(fact);
    case 'DeathSettled':
      return `The task was lost and is not launched again: ${fact.failure.message}`;
    case 'CancelRequested':
      return 'The job was cancelled by its owner.';
    case 'DeadlinePassed':
      return 'The deadline passed without a result.';
    case 'Announced':
      return 'The outcome was announced on the bus.';
    case 'DeliveryAttempted':
      return webhook(fact);
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
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000;
  const said = report.outcome === 'succeeded' ? 'answered' : 'failed';
  const why = report.failure ? `: ${report.failure.message}` : '';
  return `Program ${attempt} ${said} after ${seconds.toFixed(1)} s${report.final ? '' : ', and is to be repaired'}${why}`;
}

function webhook({ delivery, result }: Extract<Fact, { type: 'DeliveryAttempted' }>): string {
  const status = result.status === undefined ? '' : ` (status ${result.status})`;
  switch (result.state) {
    case 'delivered':
      return `Webhook delivery ${delivery} was accepted${status}.`;
    case 'gone':
      return `The webhook receiver asked for no more deliveries${status}.`;
    case 'given_up':
      return sentence(`Webhook delivery ${delivery}, the last one, failed${status}: ${result.error ?? 'not accepted'}`);
    case 'failed':
      return sentence(`Webhook delivery ${delivery} failed${status}: ${result.error ?? 'not accepted'}`);
  }
}

/** What others say may end in a full stop already. */
const sentence = (text: string): string => `${text.replace(/\.$/, '')}.`;
