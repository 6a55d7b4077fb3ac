import * as z from 'zod/mini';
import { Ordinal } from '../common';
import { defineEvent } from '../contract';
import { ReportSummary } from '../documents/report';

/** A program has run and report.json says how; from the executor. `final`: no other attempt follows. */
export const ExecutionFinished = defineEvent(
  'ExecutionFinished',
  { attempt: Ordinal, reportKey: z.string(), ...ReportSummary.shape },
  (detail) => detail.attempt,
);
