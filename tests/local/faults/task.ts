import { exitOnUnexpectedErrors } from '../../../client/cli/unexpected-error';
import { Task } from '../../../local/endpoints/ecs/task';
import type { TaskState } from '../../../local/endpoints/ecs/task-view';

// One task of the local ECS, which is prepared for as long as this process lives.
exitOnUnexpectedErrors();
const state = {
  taskArn: 'arn:aws:ecs:us-east-1:000000000000:task/local/1',
  clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/local',
  region: 'us-east-1',
  definition: { containers: [{ name: 'executor' }] },
  request: { startedBy: process.argv[2] },
  lastStatus: 'PROVISIONING',
  desiredStatus: 'RUNNING',
  version: 1,
} as unknown as TaskState;
new Task(state, {
  changed: () => undefined,
  log: () => undefined,
  prepare: () => {
    process.stdout.write('prepared\n');
    return new Promise((_, reject) => setTimeout(reject, 5_000));
  },
});
