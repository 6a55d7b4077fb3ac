import * as z from 'zod/mini';
import { Ordinal } from '../common';
import { defineEvent } from '../contract';
import { ReportSummary } from '../documents/report';

/** An attempt has ended and report.json is written; from the executor. `final`: no further attempt follows. */
export const ExecutionFinished = defineEvent(
  'ExecutionFinished',
  { attempt: Ordinal, reportKey: z.string(), ...ReportSummary.shape },
  (detail) => detail.attempt,
);
