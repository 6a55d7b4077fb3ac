import * as z from 'zod/mini';
import { Failure, Ordinal } from '../common';
import { defineEvent } from '../contract';

/** RunTask answered with a task (or had answered so before: the client token is job and launch). */
export const TaskLaunched = defineEvent('TaskLaunched', { launch: Ordinal, taskArn: z.string() }, (d) => d.launch);

/** RunTask refused in a way that no retry mends. */
export const LaunchFailed = defineEvent('LaunchFailed', { launch: Ordinal, failure: Failure }, (d) => d.launch);

/** A launch is due: the first one overdue, or the one after a task's death. */
export const LaunchRequested = defineEvent('LaunchRequested', { launch: Ordinal }, (detail) => detail.launch);

/** Tasks of a job that has ended are alive, or may be. */
export const StopRequested = defineEvent('StopRequested', { reason: z.string() });
