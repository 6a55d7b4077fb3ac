import type { Contents, Mutate, Mutations } from './edit';

/** Puts more lines into the text of a resource. */
const longer =
  (file: keyof Contents['texts'], id: string, lines: number): Mutate =>
  ({ texts }) => {
    if (!texts[file].includes(`\n  ${id}:\n`)) throw new Error(`There is no ${id}.`);
    texts[file] = texts[file].replace(`\n  ${id}:\n`, `\n  ${id}:\n${'    Metadata: {}\n'.repeat(lines)}`);
  };

/** Puts one more resource into the text. */
const another =
  (file: keyof Contents['texts'], id: string, lines: number): Mutate =>
  ({ texts }) => {
    texts[file] = texts[file].replace('\nResources:\n', `\nResources:\n  ${id}:\n${'    Type: T\n'.repeat(lines)}\n`);
  };

const withQueue = 'a function with a queue takes at most 60 lines, its rule, role, queues and alarms included';
const withoutQueue = 'a function without a queue takes at most 35 lines, its role and alarms included';

/** Mutations of how long the templates are. */
export const ofLines: Mutations = {
  'a resource of everybody takes three hundred lines more': [
    longer('app', 'Bucket', 300),
    'the template is at most 1,700 lines, to be read from top to bottom',
  ],
  'a role takes thirty lines more': [longer('app', 'GenerateCodeRole', 30), withQueue],
  'a rule takes thirty lines more': [longer('app', 'RecordProgressRule', 30), withQueue],
  'dead letters take thirty lines more': [longer('app', 'StopTaskDeadLetters', 30), withQueue],
  'an alarm of dead letters takes thirty lines more': [
    longer('observability', 'StopTaskDeadLettersAlarm', 30),
    withQueue,
  ],
  'an alarm that has another name than its function takes thirty lines more': [
    longer('observability', 'StreamAgeAlarm', 30),
    withQueue,
  ],
  'a function has a log group of its own again, of thirty lines': [
    another('app', 'NotifyWebhookLogGroup', 30),
    withQueue,
  ],
  'a function without a queue takes thirty lines more': [longer('app', 'SubmitPromptFunction', 30), withoutQueue],
  'an alarm of a function without a queue takes thirty lines more': [
    longer('observability', 'SweepJobsAlarm', 30),
    withoutQueue,
  ],
  'a function without a queue has a policy beside its role': [another('app', 'ReadJobsPolicy', 20), withoutQueue],
};
