import * as z from 'zod/mini';
import { Failure, Ordinal } from '../common';
import { defineEvent } from '../contract';

/** A standby was claimed for this launch: it takes the job within a second. */
export const StandbyClaimed = defineEvent('StandbyClaimed', { launch: Ordinal, taskArn: z.string() }, (d) => d.launch);

/** The launch has a task: a claimed standby, or that of RunTask, whose client token is job and launch. */
export const TaskLaunched = defineEvent('TaskLaunched', { launch: Ordinal, taskArn: z.string() }, (d) => d.launch);

/** The task has taken the job; from the executor. */
export const TaskReady = defineEvent('TaskReady', { launch: Ordinal, taskArn: z.string() }, (d) => d.launch);

/** RunTask failed permanently. */
export const LaunchFailed = defineEvent('LaunchFailed', { launch: Ordinal, failure: Failure }, (d) => d.launch);

/** A launch is due: the first one overdue, or the one after a task's death. */
export const LaunchRequested = defineEvent('LaunchRequested', { launch: Ordinal }, (detail) => detail.launch);

/** The job has ended and a task of it may be running, or a claimed standby has not taken the job. */
export const StopRequested = defineEvent('StopRequested', { reason: z.string() });
