import * as z from 'zod/mini';
import { Failure, Ordinal } from '../common';
import { defineEvent } from '../contract';

/** RunTask returned a task. Retries return the same one: the client token is job and launch. */
export const TaskLaunched = defineEvent('TaskLaunched', { launch: Ordinal, taskArn: z.string() }, (d) => d.launch);

/** RunTask failed permanently. */
export const LaunchFailed = defineEvent('LaunchFailed', { launch: Ordinal, failure: Failure }, (d) => d.launch);

/** A launch is due: the first one overdue, or the one after a task's death. */
export const LaunchRequested = defineEvent('LaunchRequested', { launch: Ordinal }, (detail) => detail.launch);

/** The job has ended, and a task of it may be running. */
export const StopRequested = defineEvent('StopRequested', { reason: z.string() });
