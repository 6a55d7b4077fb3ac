import { createHash } from 'node:crypto';
import { ServiceError } from '../wire/service-error';
import type { RunTask } from './requests';
import type { Task } from './task';

/** A client token is remembered for a day at the most. */
const KEPT_MS = 24 * 3600 * 1000;

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

/** What RunTask keeps of its client tokens, per cluster. */
export class Launches {
  private readonly kept = new Map<string, Launch>();

  /** The tasks of the same call before. @throws ConflictException when the call was another one. */
  find(cluster: string, request: RunTask): readonly Task[] | undefined {
    const launch = this.kept.get(`${cluster} ${request.clientToken}`);
    if (!request.clientToken || !launch || launch.until < Date.now()) return undefined;
    if (launch.fingerprint === this.fingerprint(request)) return launch.tasks;
    const resourceIds = launch.tasks.map(({ state }) => state.taskArn);
    throw new ServiceError(
      'ConflictException',
      `The RunTask request conflicts with an earlier one that used the client token ${request.clientToken}.`,
      { members: { resourceIds } },
    );
  }

  keep(cluster: string, request: RunTask, tasks: readonly Task[]): void {
    if (!request.clientToken) return;
    const launch = { fingerprint: this.fingerprint(request), tasks, until: Date.now() + KEPT_MS };
    this.kept.set(`${cluster} ${request.clientToken}`, launch);
  }

  private fingerprint(request: RunTask): string {
    return createHash('sha256')
      .update(JSON.stringify(canonical(request)))
      .digest('hex');
  }
}
