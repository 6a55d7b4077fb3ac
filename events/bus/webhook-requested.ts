import * as z from 'zod/mini';
import { Ordinal } from '../common';
import { defineEvent } from '../contract';

/** A webhook delivery is due. Deliveries of a job are numbered from 1. */
export const WebhookRequested = defineEvent(
  'WebhookRequested',
  {
    delivery: Ordinal,
    /** By the operator: the delivery is sent although the webhook was delivered or given up before. */
    again: z.optional(z.boolean()),
  },
  (detail) => detail.delivery,
);
