// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of programs

/**
 * Guards of the product, and how to take each away. Without any of them the simulation must break a promise;
 * `node tests/simulation/guards-check.mjs` proves it. `flavour` names the kind of runs that need the guard most.
 */
const at = (file, find, replace = '') => ({ file, find, replace });

const HEEDLESS = 'await work;';

export const guards = [
  {
    name: 'a write of a job holds only at the version that was read',
    flavour: 'repeats',
    changes: [
      at(
        'functions/shared/job-store/store.ts',
        'replace(next, stored.version, {',
        'replace(next, (await table.get(jobId))?.version ?? 0, {',
      ),
    ],
  },
  {
    name: 'only the first terminal fact makes the outcome',
    flavour: 'cancels',
    changes: [at('functions/shared/domain/job.ts', 'if (merged.outcome) return merged;')],
  },
  {
    name: 'launch-task reads the job and acts only on its obligations',
    flavour: 'cancels',
    changes: [at('functions/launch-task/handler.ts', 'if (!hasObligation(job, `launch:${launch}`)) return;')],
  },
  {
    name: 'a final report is looked for before a relaunch and before a death is settled',
    flavour: 'losses',
    changes: [
      at(
        'functions/launch-task/handler.ts',
        'for (const fact of job && !job.outcome ? await unrecordedReports(objects, job) : [])',
        'for (const fact of [] as Awaited<ReturnType<typeof unrecordedReports>>)',
      ),
    ],
  },
  {
    name: 'a final report is looked for before a deadline',
    flavour: 'hangs',
    changes: [
      at(
        'functions/sweep-jobs/handler.ts',
        'for (const fact of await unrecordedReports(objects, job)) job = (await jobs.record(job.accepted.jobId, fact)) ?? job;',
      ),
    ],
  },
  {
    name: 'job and launch are the client token of RunTask',
    flavour: 'repeats',
    changes: [at('functions/shared/tasks/ecs.ts', 'clientToken: `${jobId}-${launch}`', 'clientToken: undefined')],
  },
  {
    name: 'a launch that found no capacity is tried again',
    flavour: 'failures',
    changes: [
      at('functions/launch-task/handler.ts', '} else if (answer.retryable) {', '} else if (Number.isNaN(launch)) {'),
    ],
  },
  {
    name: 'a launch that was put off is not requested before it is due again',
    flavour: 'shortages',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'dueAt: job.launches[launch]?.postponed?.nextAt ?? dueAt,',
        'dueAt: (job, dueAt),',
      ),
    ],
  },
  {
    name: 'a launch that was put off is not tried before it is due again',
    flavour: 'shortages',
    changes: [
      at(
        'functions/launch-task/handler.ts',
        "if ((job.launches[launch]?.postponed?.nextAt ?? '') > ports.now()) return;",
      ),
    ],
  },
  {
    name: 'what is begun is awaited',
    flavour: 'failures',
    changes: [
      at(
        'functions/launch-task/handler.ts',
        "await jobs.record(job.accepted.jobId, { type: 'LaunchPostponed'",
        "void jobs.record(job.accepted.jobId, { type: 'LaunchPostponed'",
      ),
    ],
  },
  {
    name: 'a message that was postponed often is left to the sweep, and is no dead letter',
    flavour: 'shortages',
    changes: [at('functions/shared/queue/batch.ts', 'if (receiveCount >= POSTPONED_RECEIVES) return false;')],
  },
  {
    name: 'a lease that another invocation holds is respected',
    flavour: 'repeats',
    changes: [at('functions/generate-code/lease.ts', 'if (other.expiresAt > now()) return undefined;')],
  },
  {
    name: 'a lease that has run out is taken over',
    flavour: 'crashes',
    changes: [
      at('functions/generate-code/lease.ts', 'if (other.expiresAt > now()) return undefined;', 'return undefined;'),
    ],
  },
  {
    name: 'the model is asked only by who still has the lease',
    flavour: 'stalls',
    changes: [at('functions/generate-code/lease.ts', 'throw new LeaseLost();', 'return;')],
  },
  {
    name: 'a program is looked for again when the lease is taken',
    flavour: 'stalls',
    changes: [
      at('functions/generate-code/generation.ts', 'if (writtenMeanwhile !== undefined) return writtenMeanwhile;'),
    ],
  },
  {
    name: 'generation.json is written once',
    flavour: 'stalls',
    changes: [
      at(
        'functions/generate-code/generation.ts',
        "const result = await ports.objects.writeOnce(key, text, 'application/json');",
        "await ports.objects.write(key, text, 'application/json'); const result = { written: true, existing: text };",
      ),
    ],
  },
  {
    name: 'a job is not erased while a task of it may live',
    flavour: 'cancels',
    changes: [at('functions/erase-job/erasable.ts', "kind === 'announce' || kind === 'stop'", "kind === 'announce'")],
  },
  {
    name: 'a job is not erased before its end is announced',
    flavour: 'losses',
    changes: [at('functions/erase-job/erasable.ts', "kind === 'announce' || kind === 'stop'", "kind === 'stop'")],
  },
  {
    name: 'whoever loses the race for generation.json announces the winner’s',
    flavour: 'stalls',
    changes: [
      at('functions/generate-code/generation.ts', 'return result.written ? text : result.existing;', 'return text;'),
    ],
  },
  {
    name: 'report.json is written once',
    flavour: 'deaths',
    changes: [
      at(
        'executor/supervisor/aws/job-files.ts',
        "ContentType: 'application/json', IfNoneMatch: '*'",
        "ContentType: 'application/json'",
      ),
    ],
  },
  {
    name: 'whoever loses the race for report.json announces the winner’s',
    flavour: 'deaths',
    changes: [at('executor/supervisor/aws/job-files.ts', 'if (winner) return winner;', 'if (winner) return report;')],
  },
  {
    name: 'each launch has results of its own',
    flavour: 'deaths',
    changes: [at('events/documents/keys.ts', 'results/${jobId}/${launch}/`', 'results/${jobId}/${launch && 1}/`')],
  },
  {
    name: 'the manifest is written before the report',
    flavour: 'deaths',
    changes: [
      at(
        'executor/supervisor/report/artifacts.ts',
        'await files.writeText(`${prefix}manifest.json`',
        'void files.writeText(`${prefix}manifest.json`',
      ),
    ],
  },
  {
    name: 'a task that is told to stop writes no report',
    flavour: 'cancels',
    changes: [
      at('executor/supervisor/loop/serve-job.ts', 'await Promise.race([work, interruption]);', HEEDLESS),
      at('executor/supervisor/loop/serve-job.ts', '    stop.throwIfAborted();\n'),
      at('executor/supervisor/loop/attempt.ts', 'context.stop.throwIfAborted();'),
    ],
  },
  {
    name: 'a task that is told to stop ends by itself',
    flavour: 'cancels',
    changes: [at('executor/supervisor/loop/serve-job.ts', 'await Promise.race([work, interruption]);', HEEDLESS)],
  },
  {
    name: 'a task that takes over begins where the reports end',
    flavour: 'deaths',
    changes: [
      at(
        'executor/supervisor/loop/serve-job.ts',
        'const reports = await readReports(ports);',
        'const reports: ReportDocument[] = [];',
      ),
    ],
  },
  {
    name: 'a stop is owed until every task is known to have stopped',
    flavour: 'hangs',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'livingTasks(job).length > 0 || unresolvedLaunches(job).length > 0;',
        'unresolvedLaunches(job).length > 0;',
      ),
    ],
  },
  {
    name: 'a launch that was not answered counts as alive',
    flavour: 'orphans',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'livingTasks(job).length > 0 || unresolvedLaunches(job).length > 0;',
        'livingTasks(job).length > 0;',
      ),
    ],
  },
  {
    name: 'tasks are looked for under the job’s id before they are stopped',
    flavour: 'orphans',
    changes: [
      at('functions/stop-task/handler.ts', 'const listed = await tasks.alive(jobId);', 'const listed: string[] = [];'),
    ],
  },
  {
    name: 'a launch is given up only when no task of it can come any more',
    flavour: 'orphans',
    changes: [
      at('functions/stop-task/handler.ts', 'const LAUNCH_MAY_STILL_COME = 120;', 'const LAUNCH_MAY_STILL_COME = 0;'),
    ],
  },
  {
    name: 'a launch that brings no task is given up',
    flavour: 'cancels',
    changes: [
      at(
        'functions/stop-task/handler.ts',
        "await jobs.record(jobId, { type: 'LaunchAbandoned', at: now(), launch });",
        'void launch;',
      ),
    ],
  },
  {
    name: 'a program may have been launched that the job has not heard of',
    flavour: 'orphans',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        "if (job.generations[1]?.result !== 'failure') requested.add(1);",
        "if (job.generations[1]?.result === 'program') requested.add(1);",
      ),
    ],
  },
  {
    name: 'no relaunch while a task of the job lives',
    flavour: 'repeats',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'if (launches.length === 0 || launches.some((launch) => tasksOf(job.launches[launch]).some(isAlive))) return undefined;',
        'if (launches.length === 0) return undefined;',
      ),
    ],
  },
  {
    name: 'a job has three launches at the most',
    flavour: 'deaths',
    changes: [
      at('functions/shared/domain/obligations.ts', 'if (launch < MAX_LAUNCHES) return', 'if (launch < 9) return'),
    ],
  },
  {
    name: 'the sweep publishes what is overdue',
    flavour: 'losses',
    changes: [at('functions/sweep-jobs/handler.ts', 'await bus.publish(events);')],
  },
  {
    name: 'the sweep asks ECS about silent tasks',
    flavour: 'losses',
    changes: [
      at(
        'functions/sweep-jobs/handler.ts',
        "if (owed(due(), 'observe') || owed(due(), 'stop')) {",
        'if (Number.isNaN(GRACE)) {',
      ),
    ],
  },
  {
    name: 'a job past its deadline is ended',
    flavour: 'hangs',
    changes: [at('functions/sweep-jobs/handler.ts', "if (owed(due(), 'deadline'))", 'if (Number.isNaN(GRACE))')],
  },
  {
    name: 'the outcome is announced with the instant of its fact',
    flavour: 'losses',
    changes: [
      at(
        'functions/shared/obligation-events.ts',
        "case 'announce':\n      return outcomeEvent(job);",
        "case 'announce': {\n      const event = outcomeEvent(job);\n      return event && { ...event, detail: { ...(event.detail as object), occurredAt: now } };\n    }",
      ),
    ],
  },
  {
    name: 'an outcome is owed until it is announced',
    flavour: 'losses',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        "if (!job.announcedAt) owed.push({ kind: 'announce', dueAt: endedAt });",
      ),
    ],
  },
  {
    name: 'a webhook that failed is tried again',
    flavour: 'calm',
    changes: [at('functions/shared/domain/obligations.ts', "if (!last || last.state === 'failed') {", 'if (!last) {')],
  },
  {
    name: 'a POST that is repeated goes on from what is stored',
    flavour: 'crashes',
    changes: [
      at(
        'functions/submit-prompt/handler.ts',
        'return write.written ? document : parseJobDocument(write.existing);',
        'return document;',
      ),
    ],
  },
  {
    name: 'a webhook keeps its id',
    flavour: 'crashes',
    changes: [
      at('functions/notify-webhook/body.ts', 'id: detail.eventId,', 'id: `${detail.eventId}:${Math.random()}`,'),
    ],
  },
];
