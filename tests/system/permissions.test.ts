import { chooseModel } from '../../local/endpoints';
import { type Exercise, isDenied, type Props, rightOf } from './permissions/exercise';
import { functionExercises } from './permissions/function-exercises';
import { lookingBackend } from './permissions/looking-backend';
import { gives, type Right, type Roles, rolesOf } from './permissions/rights';
import { openStage, type Stage } from './permissions/stage';
import { openTasks, type Tasks, taskExercises } from './permissions/task-exercises';
import { JOB_TIMEOUT, withSystem } from './running-system';

jest.setTimeout(90_000);

const running = withSystem(() => ({
  roleCacheSeconds: 0,
  maxTasks: 8,
  standbyTasks: 1,
  standbyMinutes: 60,
  // Called through an inference profile, as by default on AWS.
  model: { backend: lookingBackend(chooseModel({}).backend), modelId: 'us.anthropic.claude-sonnet-5-5' },
}));

let stage: Stage;
let roles: Roles;
let tasks: Tasks;
let props: Props;
let statementsByRole: Map<string, Awaited<ReturnType<Roles['statements']>>>;

const exercises: readonly Exercise[] = [...functionExercises, ...taskExercises(() => tasks)];
const cases = exercises.map((exercise): [string, string, Exercise] => [exercise.role, exercise.does, exercise]);
const removals = cases.flatMap(([role, does, exercise]) =>
  exercise.rights
    .map(rightOf)
    .map((right): [string, string, string, Right, Exercise] => [
      role,
      does,
      `${right.action}${right.on ? ` ${right.on}` : ''}`,
      right,
      exercise,
    ]),
);

/** Rights that no local test needs, with the reason. The contract tests check them in the template. */
const exempt: readonly { readonly why: string; readonly roles: RegExp; readonly actions: RegExp }[] = [
  { why: 'Lambda writes the logs, and the emulator asks no right of it', roles: /Role$/, actions: /^logs:/ },
  {
    why: 'Lambda reads the queues, and the emulator asks no right of it',
    roles: /Role$/,
    actions: /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
  },
  {
    why: 'Lambda reads the stream, and the emulator asks no right of it',
    roles: /^DispatchObligationsRole$/,
    actions: /^(dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)|sqs:SendMessage)$/,
  },
  {
    why: 'nothing is said of a statement that could not be cancelled, which ends by itself',
    roles: /^(ExecutorTask|GenerateCode)Role$/,
    actions: /^redshift-data:CancelStatement$/,
  },
  {
    why: 'S3 responds with 403 for a missing key to a role without ListBucket; the emulator responds with 404',
    roles:
      /^(SubmitPrompt|ReadJobs|GiveFeedback|DescribeTables|ListTables|GenerateCode|ExecutorTask|RecordTaskState|StopTask|KeepStandby)Role$/,
    actions: /^s3:ListBucket$/,
  },
];

beforeAll(async () => {
  const { system, ask } = running();
  const { jobId: answered, status } = await ask('How many users are there?');
  expect(status).toBe('succeeded');
  stage = await openStage(system);
  roles = rolesOf(system);
  tasks = await openTasks(stage);
  props = { answered, ...tasks };
  const ids = Object.keys(system.deployment.resources).filter((id) => /Role$/.test(id) && !/Execution/.test(id));
  statementsByRole = new Map(await Promise.all(ids.map(async (id) => [id, await roles.statements(id)] as const)));
}, JOB_TIMEOUT);

describe('every statement of a role', () => {
  it('is removed by one of these tests, or is exempt', () => {
    expect(statementsByRole.size).toBe(21);
    const isException = (role: string, action: string) =>
      exempt.some((one) => one.roles.test(role) && one.actions.test(action));
    for (const [role, statements] of statementsByRole) {
      for (const statement of statements) {
        const proved = removals.some(([of, , , right]) => of === role && gives(statement, right));
        const actions = [statement.Action].flat();
        expect([role, actions, proved || actions.every((action) => isException(role, action))]).toEqual([
          role,
          actions,
          true,
        ]);
      }
    }
  });
});

describe('without a right', () => {
  it.each(removals)('%s: %s: fails without %s', async (role, _does, _name, right, exercise) => {
    const { output } = await roles.without(role, right, () => exercise.run(stage, props));
    expect([isDenied(output), output]).toEqual([true, output]);
    const [, action] = /not authorized to perform: ([\w-]+:\w+)/.exec(output) ?? [];
    expect(action ?? right.action).toBe(right.action);
  });
});

describe('with every right', () => {
  it.each(cases)('%s: %s', async (_role, _does, exercise) => {
    const { succeeded, output } = await exercise.run(stage, props);
    expect([isDenied(output), output]).toEqual([false, output]);
    expect([succeeded, output]).toEqual([true, output]);
  });
});
