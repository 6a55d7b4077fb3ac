import { Ordinal } from '../common';
import { defineEvent } from '../contract';

/** A webhook delivery is due. Deliveries of a job are numbered from 1. */
export const WebhookRequested = defineEvent('WebhookRequested', { delivery: Ordinal }, (detail) => detail.delivery);
