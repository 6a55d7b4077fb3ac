/**
 * Guards of the product, and how to take each away: one change of one place. Without any of them the simulation must
 * break a promise; `npm run simulate:guards` proves it.
 */
export const guards = [
  {
    name: 'a write of a job holds only at the version that was read',
    file: 'tests/fakes/job-table.ts',
    find: 'if (before?.version !== version) return false;',
    replace: 'if (!before) return false;',
  },
  {
    name: 'only the first terminal fact makes the outcome',
    file: 'functions/shared/domain/job.ts',
    find: 'if (merged.outcome) return merged;',
    replace: '',
  },
  {
    name: 'launch-task reads the job and acts only on what it owes',
    file: 'functions/launch-task/handler.ts',
    find: 'if (!isFirst && !owes(job, `launch:${launch}`)) return abandonIfEnded(ports, job, launch);',
    replace: '',
  },
  {
    name: 'a final report is looked for before a relaunch and before a death is settled',
    file: 'functions/launch-task/handler.ts',
    find: 'for (const fact of job && !job.outcome ? await unseenReports(objects, job) : [])',
    replace: 'for (const fact of [] as Awaited<ReturnType<typeof unseenReports>>)',
  },
  {
    name: 'a final report is looked for before a deadline',
    file: 'functions/sweep-jobs/handler.ts',
    find: 'for (const fact of await unseenReports(objects, job)) job = (await jobs.record(jobId, fact)) ?? job;',
    replace: '',
  },
  {
    name: 'job and launch are the client token of RunTask',
    file: 'tests/simulation/world/cluster.ts',
    find: 'const arn = `arn:task/${request.jobId}-${request.launch}`;',
    replace: 'const arn = `arn:task/${request.jobId}-${request.launch}-${tasks.size}`;',
  },
  {
    name: 'one lease for each attempt of a generation',
    file: 'functions/generate-code/generation.ts',
    find: 'if (!lease) return undefined;',
    replace: '',
  },
  {
    name: 'generation.json is written once',
    file: 'functions/generate-code/generation.ts',
    find: "const result = await ports.objects.writeOnce(key, text, 'application/json');",
    replace:
      "await ports.objects.write(key, text, 'application/json'); const result = { written: true, existing: text };",
  },
  {
    name: 'report.json is written once, and the loser takes the winner’s',
    file: 'tests/simulation/world/executor.ts',
    find: 'return result.written ? report : ReportDocument.parse(JSON.parse(result.existing));',
    replace: 'return report;',
  },
  {
    name: 'a task that is stopped writes no report',
    file: 'executor/supervisor/loop.ts',
    find: 'await Promise.race([served, stopped]);',
    replace: 'await served;',
  },
  {
    name: 'a task that takes over begins where the reports end',
    file: 'executor/supervisor/loop.ts',
    find: 'position.attempt = earlier.length + 1;',
    replace: 'position.attempt += earlier.length === 0 ? 0 : 1;',
  },
  {
    name: 'a stop is owed until every task is known to have stopped',
    file: 'functions/shared/domain/obligations.ts',
    find: 'const mayHaveTasks = (job: Job): boolean => livingTasks(job).length > 0 || unansweredLaunches(job).length > 0;',
    replace: 'const mayHaveTasks = (_: Job): boolean => false;',
  },
  {
    name: 'a launch that was not answered counts as alive',
    file: 'functions/shared/domain/obligations.ts',
    find: 'livingTasks(job).length > 0 || unansweredLaunches(job).length > 0;',
    replace: 'livingTasks(job).length > 0;',
  },
  {
    name: 'no relaunch while a task of the job lives',
    file: 'functions/shared/domain/obligations.ts',
    find: 'if (launches.length === 0 || launches.some((launch) => tasksOf(job.launches[launch]).some(isAlive))) return undefined;',
    replace: 'if (launches.length === 0) return undefined;',
  },
  {
    name: 'the sweep publishes what is overdue',
    file: 'functions/sweep-jobs/handler.ts',
    find: 'await bus.publish(events);',
    replace: '',
  },
  {
    name: 'the sweep asks ECS about silent tasks',
    file: 'functions/sweep-jobs/handler.ts',
    find: "if (owed(due(), 'observe') || owed(due(), 'stop')) {",
    replace: 'if (Number.isNaN(GRACE)) {',
  },
  {
    name: 'a job past its deadline is ended',
    file: 'functions/sweep-jobs/handler.ts',
    find: "if (owed(due(), 'deadline'))",
    replace: 'if (Number.isNaN(GRACE))',
  },
  {
    name: 'the outcome is announced with the instant of its fact',
    file: 'functions/shared/decisions/event-of-obligation.ts',
    find: "case 'announce':\n      return outcomeEvent(job);",
    replace:
      "case 'announce': {\n      const event = outcomeEvent(job);\n      return event && { ...event, detail: { ...(event.detail as object), occurredAt: now } };\n    }",
  },
  {
    name: 'an outcome is owed until it is announced',
    file: 'functions/shared/domain/obligations.ts',
    find: "if (!job.announcedAt) owed.push({ kind: 'announce', dueAt: endedAt });",
    replace: '',
  },
  {
    name: 'a webhook that failed is tried again',
    file: 'functions/shared/domain/obligations.ts',
    find: "if (!last || last.result === 'failed') {",
    replace: 'if (!last) {',
  },
  {
    name: 'a repeated POST takes up where the first one ended',
    file: 'functions/submit-prompt/handler.ts',
    find: 'return write.written ? document : parseJobDocument(write.existing);',
    replace:
      'return write.written ? document : { ...document, acceptedAt: parseJobDocument(write.existing).deadlineAt };',
  },
];
