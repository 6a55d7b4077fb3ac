import type { Contents, Mutate, Mutations } from './edit';

/** Adds lines to a resource. */
const longer =
  (file: keyof Contents['texts'], id: string, lines: number): Mutate =>
  ({ texts }) => {
    if (!texts[file].includes(`\n  ${id}:\n`)) throw new Error(`There is no ${id}.`);
    texts[file] = texts[file].replace(`\n  ${id}:\n`, `\n  ${id}:\n${'    Metadata: {}\n'.repeat(lines)}`);
  };

/** Adds a resource. */
const another =
  (file: keyof Contents['texts'], id: string, lines: number): Mutate =>
  ({ texts }) => {
    texts[file] = texts[file].replace('\nResources:\n', `\nResources:\n  ${id}:\n${'    Type: T\n'.repeat(lines)}\n`);
  };

const withQueue = 'a function with a queue takes at most 60 lines, including its rule, role, queues and alarms';
const withoutQueue = 'a function without a queue takes at most 48 lines, including its role and alarms';

/** Mutations of the length of the templates. */
export const ofLines: Mutations = {
  'a shared resource takes four hundred more lines': [
    longer('app', 'Bucket', 400),
    'the template has at most 2,300 lines',
  ],
  'a role takes thirty more lines': [longer('app', 'GenerateCodeRole', 30), withQueue],
  'a rule takes thirty more lines': [longer('app', 'RecordProgressRule', 30), withQueue],
  'a dead-letter queue takes thirty more lines': [longer('app', 'StopTaskDeadLetters', 30), withQueue],
  'an alarm on dead letters takes thirty more lines': [
    longer('observability', 'StopTaskDeadLettersAlarm', 30),
    withQueue,
  ],
  'an alarm that is not named after its function takes thirty more lines': [
    longer('observability', 'StreamAgeAlarm', 30),
    withQueue,
  ],
  'a function has its own log group, of thirty lines': [another('app', 'NotifyWebhookLogGroup', 30), withQueue],
  'a function without a queue takes thirty more lines': [longer('app', 'SubmitPromptFunction', 30), withoutQueue],
  'an alarm on a function without a queue takes thirty more lines': [
    longer('observability', 'SweepJobsAlarm', 30),
    withoutQueue,
  ],
  'a function without a queue has a separate policy': [another('app', 'ReadJobsPolicy', 40), withoutQueue],
};
