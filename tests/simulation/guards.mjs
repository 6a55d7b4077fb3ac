// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source code

/**
 * The guards of the product, each with the changes that remove it. Without a guard the simulation must fail;
 * `npm run simulate:guards` proves it with runs of the guard's `flavour`.
 */
const at = (file, find, replace = '') => ({ file, find, replace });

const WITHOUT_STOP = 'await work;';

export const guards = [
  {
    name: 'a job is written only at the version that was read',
    flavour: 'repeats',
    changes: [
      at(
        'functions/shared/job-store/job-store.ts',
        'replace(next, stored.version, {',
        'replace(next, (await table.get(jobId))?.version ?? 0, {',
      ),
    ],
  },
  {
    name: 'only the first terminal fact sets the outcome',
    flavour: 'cancels',
    changes: [at('functions/shared/domain/job.ts', 'if (merged.outcome) return merged;')],
  },
  {
    name: 'launch-task reads the job and acts only on an open obligation',
    flavour: 'cancels',
    changes: [at('functions/launch-task/handler.ts', 'if (!hasObligation(job, `launch:${number}`)) return;')],
  },
  {
    name: 'looks of lost invocations count',
    flavour: 'crashes',
    changes: [at('functions/generate-code/look/looks.ts', 'await lease.renew();')],
  },
  {
    name: 'a task is launched while the model writes',
    flavour: 'calm',
    changes: [
      at('functions/generate-code/generate-once.ts', 'if (request.attempt === 1) await publishStart(ports, request);'),
    ],
  },
  {
    name: 'a failed first generation is read before a relaunch',
    flavour: 'losses',
    changes: [
      at('functions/shared/unrecorded-facts.ts', 'if (text) facts.push(...generationFailures(text));', 'void text;'),
    ],
  },
  {
    name: 'a task whose first program could not be written exits without a report',
    flavour: 'repeats',
    changes: [
      at(
        'executor/supervisor/loop/attempt.ts',
        "if (number === 1 && generation.result === 'failure') return undefined;",
      ),
    ],
  },
  {
    name: 'a final report is read before a relaunch and before a task is recorded as lost',
    flavour: 'losses',
    changes: [
      at(
        'functions/launch-task/handler.ts',
        'for (const fact of job && !job.outcome ? await unrecordedEnds(objects, job) : [])',
        'for (const fact of [] as Awaited<ReturnType<typeof unrecordedEnds>>)',
      ),
    ],
  },
  {
    name: 'a final report is read before a job is ended at its deadline',
    flavour: 'hangs',
    // Before this seed too many runs do not need it.
    firstSeed: 30_900,
    changes: [
      at(
        'functions/sweep-jobs/handler.ts',
        'await unrecordedEnds(objects, job)',
        '[] as Awaited<ReturnType<typeof unrecordedEnds>>',
      ),
    ],
  },
  {
    name: 'job and launch form the client token of RunTask',
    flavour: 'repeats',
    changes: [at('functions/shared/tasks/ecs.ts', 'clientToken: `${jobId}-${launch}`', 'clientToken: undefined')],
  },
  {
    name: 'a launch without capacity is retried',
    flavour: 'failures',
    changes: [
      at('functions/launch-task/launch.ts', '} else if (result.transient) {', '} else if (Number.isNaN(number)) {'),
    ],
  },
  {
    name: 'a postponed launch is not requested before it is due',
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
    name: 'a postponed launch does not call RunTask before it is due',
    flavour: 'shortages',
    changes: [
      at(
        'functions/launch-task/handler.ts',
        "if ((job.launches[number]?.postponed?.nextAt ?? '') > ports.now()) return;",
      ),
    ],
  },
  {
    name: 'every promise is awaited',
    flavour: 'failures',
    changes: [
      at(
        'functions/launch-task/launch.ts',
        "await jobs.record(job.accepted.jobId, { type: 'LaunchPostponed'",
        "void jobs.record(job.accepted.jobId, { type: 'LaunchPostponed'",
      ),
    ],
  },
  {
    name: 'a message that was postponed too often is deleted instead of becoming a dead letter',
    flavour: 'shortages',
    changes: [at('functions/shared/queue/batch.ts', 'if (receiveCount >= MAX_POSTPONED_RECEIVES) return false;')],
  },
  {
    name: 'an invocation respects a lease that another one holds',
    flavour: 'repeats',
    changes: [at('functions/generate-code/lease.ts', 'if (other.expiresAt > now()) return undefined;')],
  },
  {
    name: 'an expired lease is taken over',
    flavour: 'crashes',
    changes: [
      at('functions/generate-code/lease.ts', 'if (other.expiresAt > now()) return undefined;', 'return undefined;'),
    ],
  },
  {
    name: 'an invocation calls the model only while it holds the lease',
    flavour: 'stalls',
    changes: [at('functions/generate-code/lease.ts', 'throw new LeaseLost();', 'return;')],
  },
  {
    name: 'the tokens of an attempt are kept in its lease',
    flavour: 'failures',
    changes: [at('functions/generate-code/lease.ts', 'usage = other.usage ?? usage;')],
  },
  {
    name: 'a call is counted before it begins, in case its invocation is lost',
    flavour: 'crashes',
    changes: [
      at(
        'functions/generate-code/model-calls.ts',
        'const renew = () => lease.renew(sumOfUsage([lease.usage, inFlight]));',
        'const renew = () => lease.renew();',
      ),
    ],
  },
  {
    name: 'generation.json is read again after the lease is taken',
    flavour: 'stalls',
    changes: [at('functions/generate-code/generate-once.ts', 'if (concurrent !== undefined) return concurrent;')],
  },
  {
    name: 'generation.json is written once',
    flavour: 'stalls',
    changes: [
      at(
        'functions/generate-code/generate-once.ts',
        "const result = await ports.objects.writeOnce(key, text, 'application/json');",
        "await ports.objects.write(key, text, 'application/json'); const result = { written: true, existing: text };",
      ),
    ],
  },
  {
    name: 'a job is not erased while one of its tasks may be running',
    flavour: 'cancels',
    changes: [at('functions/shared/access/erasable.ts', "kind === 'publish' || kind === 'stop'", "kind === 'publish'")],
  },
  {
    name: 'a job is not erased before its outcome is published',
    flavour: 'losses',
    changes: [at('functions/shared/access/erasable.ts', "kind === 'publish' || kind === 'stop'", "kind === 'stop'")],
  },
  {
    name: 'a job is not erased while its answer may be being verified',
    flavour: 'curators',
    changes: [
      at(
        'functions/shared/access/erasable.ts',
        'if (isVerificationOpen(job, now)) return `The answer of job ${jobId} is being verified. Retry in a minute.`;',
      ),
    ],
  },
  {
    name: 'no example is written once the erasure of its job has started',
    flavour: 'curators',
    changes: [
      at(
        'functions/shared/access/actions.ts',
        "if (job.erasureStartedAt !== undefined && action !== 'erase')",
        'if (false)',
      ),
    ],
  },
  {
    name: 'curators verify an answer one after the other',
    flavour: 'curators',
    changes: [at('functions/shared/access/actions.ts', 'return isVerificationOpen(job, now)', 'return false')],
  },
  {
    name: 'an erasure deletes the example of its job',
    flavour: 'curators',
    changes: [
      at(
        'functions/erase-job/handler.ts',
        '[...keys.prefixesOf(jobId), keys.example(jobId)]',
        'keys.prefixesOf(jobId)',
      ),
    ],
  },
  {
    name: 'the start of a verification is recorded only if the job allows it at that moment',
    flavour: 'curators',
    changes: [
      at(
        'functions/shared/http/load-job.ts',
        'refuseUnless(action, current, request, now);\n      return fact(current);',
        'return fact(current);',
      ),
    ],
  },
  {
    name: 'the loser of the race for generation.json publishes the winner’s document',
    flavour: 'stalls',
    changes: [
      at('functions/generate-code/generate-once.ts', 'return result.written ? text : result.existing;', 'return text;'),
    ],
  },
  {
    name: 'report.json is written once',
    flavour: 'deaths',
    changes: [
      at(
        'executor/supervisor/aws/job-files.ts',
        "const result = await writeOnce(bucket, key, JSON.stringify(report), 'application/json', clock.sleep);",
        'const put = { Bucket: bucketName, Key: key, Body: JSON.stringify(report) };' +
          " await client.send(new PutObjectCommand(put)); const result = { written: true, existing: '' };",
      ),
    ],
  },
  {
    name: 'the loser of the race for report.json publishes the winner’s document',
    flavour: 'deaths',
    changes: [
      at(
        'executor/supervisor/aws/job-files.ts',
        'return result.written ? report : ReportDocument.parse(JSON.parse(result.existing));',
        'return report;',
      ),
    ],
  },
  {
    name: 'each launch has its own results prefix',
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
    name: 'a task writes no report after SIGTERM',
    flavour: 'cancels',
    changes: [
      at('executor/supervisor/loop/serve-job.ts', 'await Promise.race([work, interruption]);', WITHOUT_STOP),
      at('executor/supervisor/loop/serve-job.ts', '    stop.throwIfAborted();\n'),
      at('executor/supervisor/loop/attempt.ts', 'context.stop.throwIfAborted();'),
    ],
  },
  {
    name: 'a task exits on SIGTERM',
    flavour: 'cancels',
    changes: [at('executor/supervisor/loop/serve-job.ts', 'await Promise.race([work, interruption]);', WITHOUT_STOP)],
  },
  {
    name: 'a relaunched task continues after the last report',
    flavour: 'deaths',
    changes: [
      at(
        'executor/supervisor/loop/serve-job.ts',
        'await Promise.all([readReports(ports), publishReady(ports, task)]);',
        'await Promise.all([[] as ReportDocument[], publishReady(ports, task)]);',
      ),
    ],
  },
  {
    name: 'a stop obligation lasts until every task is recorded as stopped',
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
    name: 'a launch without a RunTask response counts as running',
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
    name: 'stop-task lists the tasks started by the job',
    flavour: 'orphans',
    changes: [
      at(
        'functions/stop-task/handler.ts',
        'const listedTasks = await tasks.listRunning(jobId);',
        'const listedTasks: string[] = [];',
      ),
    ],
  },
  {
    name: 'a launch is abandoned only when no task of it can still start',
    flavour: 'orphans',
    changes: [
      at('functions/stop-task/handler.ts', 'const LATE_LAUNCH_SECONDS = 120;', 'const LATE_LAUNCH_SECONDS = 0;'),
    ],
  },
  {
    name: 'a launch that starts no task is abandoned',
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
    name: 'a launch may precede the record of its generation’s start',
    flavour: 'orphans',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'requested.add(1);',
        'if (job.generationStartedAt) requested.add(1);',
      ),
    ],
  },
  {
    name: 'no relaunch while a task of the job is running',
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
    name: 'a job has at most three launches',
    flavour: 'deaths',
    changes: [
      at('functions/shared/domain/obligations.ts', 'if (launch < MAX_LAUNCHES) return', 'if (launch < 9) return'),
    ],
  },
  {
    name: 'the sweep requests overdue obligations again',
    flavour: 'losses',
    changes: [at('functions/sweep-jobs/handler.ts', 'await bus.publish(events);')],
  },
  {
    name: 'the sweep describes tasks whose events are missing',
    flavour: 'losses',
    changes: [
      at(
        'functions/sweep-jobs/handler.ts',
        "if (includes(due(), 'observe') || includes(due(), 'stop')) {",
        'if (Number.isNaN(GRACE_SECONDS)) {',
      ),
    ],
  },
  {
    name: 'a job is ended at its deadline',
    flavour: 'hangs',
    changes: [
      at('functions/sweep-jobs/handler.ts', "if (includes(due(), 'deadline'))", 'if (Number.isNaN(GRACE_SECONDS))'),
    ],
  },
  {
    name: 'the outcome event has the time of its fact',
    flavour: 'losses',
    changes: [
      at(
        'functions/shared/obligation-events.ts',
        "case 'publish':\n      return outcomeEvent(job);",
        "case 'publish': {\n      const event = outcomeEvent(job);\n      return event && { ...event, detail: { ...(event.detail as object), occurredAt: now } };\n    }",
      ),
    ],
  },
  {
    name: 'an outcome is an obligation until it is published',
    flavour: 'losses',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        "if (!job.outcomePublishedAt) obligations.push({ kind: 'publish', dueAt: endedAt });",
      ),
    ],
  },
  {
    name: 'a failed delivery is retried',
    flavour: 'calm',
    changes: [at('functions/shared/domain/obligations.ts', "if (!last || last.state === 'failed') {", 'if (!last) {')],
  },
  {
    name: 'a repeated POST continues from the stored job.json',
    flavour: 'crashes',
    changes: [
      at(
        'functions/submit-prompt/accept.ts',
        'return write.written ? document : parseJobDocument(write.existing);',
        'return document;',
      ),
    ],
  },
  {
    name: 'each delivery has the same webhook id',
    flavour: 'crashes',
    changes: [
      at('functions/notify-webhook/body.ts', 'id: detail.eventId,', 'id: `${detail.eventId}:${Math.random()}`,'),
    ],
  },
  {
    name: 'a job is created only while its owner has fewer open jobs than allowed',
    flavour: 'repeats',
    changes: [
      at(
        'functions/shared/job-store/job-store.ts',
        'await table.insert(job, allowance)',
        'await table.insert(job, { ...allowance, openJobs: 1000 })',
      ),
      at('functions/shared/job-store/job-store.ts', "if (openJobs >= allowance.openJobs) return 'openJobs';"),
    ],
  },
  {
    name: 'a launch follows the document that was written first',
    flavour: 'standbys',
    changes: [
      at(
        'functions/launch-task/choose-standby.ts',
        'return result.written ? document : LaunchDocument.parse(JSON.parse(result.existing));',
        'return document;',
      ),
    ],
  },
  {
    name: 'a launch uses a standby only if the claim is its own',
    flavour: 'standbys',
    changes: [
      at(
        'functions/shared/standby/claims.ts',
        'return isClaimOf(claim, { jobId, launch }) ? claim : undefined;',
        "return { ...claim, claim: 'job', jobId, launch };",
      ),
    ],
  },
  {
    name: 'a claimed standby that does not take its job is stopped',
    flavour: 'hangs',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'if (claimedAt && !hasTakenJob(job, number))',
        'if (claimedAt && Number.isNaN(number))',
      ),
    ],
  },
  {
    name: 'a standby that has retired and does not exit is stopped',
    flavour: 'hangs',
    changes: [
      at(
        'functions/keep-standby/handler.ts',
        'await ports.tasks.stop(task.taskArn, `The standby has retired: ${claim.reason}.`);',
        'void claim.reason;',
      ),
    ],
  },
  {
    name: 'a standby of an outdated revision gets no job',
    flavour: 'standbys',
    changes: [
      at(
        'functions/launch-task/choose-standby.ts',
        'task.taskDefinitionArn === standby.taskDefinitionArn,',
        'standby.taskDefinitionArn !== undefined,',
      ),
    ],
  },
  {
    name: 'an idle standby retires on SIGTERM',
    flavour: 'deaths',
    changes: [at('executor/supervisor/standby/await-claim.ts', "if (stop.aborted) return 'stopped';")],
  },
  {
    name: 'a task is launched once the model writes, not before',
    flavour: 'crowds',
    changes: [
      at(
        'functions/shared/domain/obligations.ts',
        'const startedAt = job.generationStartedAt ?? first?.at;',
        'const startedAt = job.generationStartedAt ?? first?.at ?? job.promptReceivedAt;',
      ),
    ],
  },
  {
    name: 'a job settles with its owner before its outcome is published',
    flavour: 'calm',
    changes: [
      at(
        'functions/dispatch-obligations/handler.ts',
        "if (obligations.some(({ kind }) => kind === 'publish')) await jobs.settle(change.after);",
      ),
    ],
  },
  {
    name: 'a job whose outcome the sweep publishes settles with its owner',
    flavour: 'losses',
    changes: [at('functions/sweep-jobs/handler.ts', "if (includes(due(), 'publish')) await jobs.settle(job);")],
  },
  {
    name: 'an older description is shown without what the catalog withholds now',
    flavour: 'losses',
    changes: [
      at(
        'functions/generate-code/tables/prompt-tables.ts',
        'const allowed = applyCatalog(document, catalog);',
        'const allowed = document.tables;',
      ),
    ],
  },
  {
    name: 'a prompt without a description of the tables requests one',
    flavour: 'calm',
    changes: [
      at(
        'functions/generate-code/tables/directory.ts',
        '    await request();\n    const startedAt',
        '    const startedAt',
      ),
    ],
  },
  {
    name: 'half of a description counts as none',
    flavour: 'calm',
    changes: [
      at(
        'functions/shared/tables/stored-tables.ts',
        'const parsed = TablesDocument.safeParse(jsonOf(await objects.read(keys.tables)));',
        'const parsed = { success: true as const, data: JSON.parse((await objects.read(keys.tables)) ?? "{}") };',
      ),
    ],
  },
  {
    name: 'a follow-up names the conversation before it',
    flavour: 'calm',
    changes: [
      at(
        'functions/submit-prompt/prompt.ts',
        'earlier: await conversationBefore(ports, request, followUpOf) }',
        'earlier: [] }',
      ),
    ],
  },
  {
    name: 'the program of a rerun is stored before job.json names it',
    flavour: 'crashes',
    changes: [
      at(
        'functions/submit-prompt/rerun.ts',
        'const write = await objects.writeOnce(',
        "const write = { written: true, existing: '' }; void objects.writeOnce(",
      ),
    ],
  },
  {
    name: 'no model writes the program of a rerun',
    flavour: 'calm',
    changes: [
      at(
        'functions/generate-code/generate-once.ts',
        'const document = job.program\n',
        'const document = job.program && Number.isNaN(request.attempt)\n',
      ),
    ],
  },
  {
    name: 'a rerun has one attempt',
    flavour: 'calm',
    changes: [
      at(
        'functions/submit-prompt/job-document.ts',
        '...timesOf({ timeoutSeconds, maxAttempts: 1 }, acceptedAt),',
        '...timesOf({ timeoutSeconds, maxAttempts: 3 }, acceptedAt),',
      ),
    ],
  },
  {
    name: 'an erased job is absent in the prompt of a follow-up',
    flavour: 'calm',
    changes: [
      at(
        'functions/generate-code/prompt/earlier-turns.ts',
        'if (texts.includes(ERASED)) return undefined;',
        "if (texts.includes(ERASED)) throw new Error('Erased.');",
      ),
    ],
  },
  {
    name: 'a program runs when the files before it are there',
    flavour: 'calm',
    changes: [
      at(
        'executor/supervisor/loop/attempt.ts',
        'const earlierWarnings = await context.earlierFiles;',
        'const earlierWarnings: string[] = [];',
      ),
    ],
  },
];
