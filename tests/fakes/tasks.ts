import type { EcsTask } from '../../events';
import type { RunTaskResult, TaskControl, TaskLauncher, TaskRequest } from '../../functions/shared/tasks/port';

export interface FakeTasks extends TaskLauncher, TaskControl {
  readonly runs: TaskRequest[];
  /** Client tokens of standby tasks. */
  readonly standbyTokens: string[];
  readonly stops: { taskArn: string; reason: string }[];
  /** The next results of RunTask; a new task when empty. */
  readonly answers: (RunTaskResult | Error)[];
  /** What ECS lists as running. */
  living: string[];
  described: EcsTask[];
}

/** ECS in memory. */
export function fakeTasks(): FakeTasks {
  const fake: FakeTasks = {
    runs: [],
    standbyTokens: [],
    stops: [],
    answers: [],
    living: [],
    described: [],
    async run(request) {
      fake.runs.push(request);
      const answer = fake.answers.shift() ?? { launched: true, taskArn: `arn:task/${request.jobId}/${request.launch}` };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async runStandby(clientToken) {
      fake.standbyTokens.push(clientToken);
      const answer = fake.answers.shift() ?? { launched: true, taskArn: `arn:task/${clientToken}` };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    listRunning: async () => fake.living,
    describe: async (taskArns) => fake.described.filter((task) => taskArns.includes(task.taskArn)),
    stop: async (taskArn, reason) => void fake.stops.push({ taskArn, reason }),
  };
  return fake;
}
