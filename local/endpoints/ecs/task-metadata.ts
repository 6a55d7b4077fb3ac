import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EcsService } from './service';

/** Version 4 of the task metadata endpoint; the id of the task follows. */
export const METADATA_PATH = '/metadata/v4/';

const PATH = new RegExp(`^${METADATA_PATH}([0-9a-f]{32})/task$`);

/** Serves the ARN of a task to the task itself, as ECS does. Returns false for all other requests. */
export const taskMetadata =
  (ecs: () => Pick<EcsService, 'taskArn'> | undefined) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const [, taskId] = PATH.exec(request.url ?? '') ?? [];
    if (!taskId) return false;
    const TaskARN = ecs()?.taskArn(taskId);
    response.writeHead(TaskARN ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ TaskARN }));
    return true;
  };
