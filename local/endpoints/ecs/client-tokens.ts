import { createHash } from 'node:crypto';
import { ServiceError } from '../wire/service-error';
import type { RunTask } from './requests';
import type { Task } from './task';

/** ECS keeps client tokens for up to 24 hours. */
const RETENTION_MS = 24 * 3600 * 1000;

interface Launch {
  readonly fingerprint: string;
  readonly tasks: readonly Task[];
  readonly until: number;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, canonical(member)]));
}

/** The client tokens of RunTask, by cluster. */
export class Launches {
  private readonly launches = new Map<string, Launch>();

  /** The tasks of an earlier identical request. @throws ConflictException when the earlier request was different */
  find(cluster: string, request: RunTask): readonly Task[] | undefined {
    const launch = this.launches.get(`${cluster} ${request.clientToken}`);
    if (!request.clientToken || !launch || launch.until < Date.now()) return undefined;
    if (launch.fingerprint === this.fingerprint(request)) return launch.tasks;
    const resourceIds = launch.tasks.map(({ state }) => state.taskArn);
    throw new ServiceError(
      'ConflictException',
      `The RunTask request conflicts with an earlier one that used the client token ${request.clientToken}.`,
      { members: { resourceIds } },
    );
  }

  store(cluster: string, request: RunTask, tasks: readonly Task[]): void {
    if (!request.clientToken) return;
    const launch = { fingerprint: this.fingerprint(request), tasks, until: Date.now() + RETENTION_MS };
    this.launches.set(`${cluster} ${request.clientToken}`, launch);
  }

  private fingerprint(request: RunTask): string {
    return createHash('sha256')
      .update(JSON.stringify(canonical(request)))
      .digest('hex');
  }
}
