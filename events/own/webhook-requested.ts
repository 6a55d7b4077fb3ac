import { Ordinal } from '../common';
import { defineEvent } from '../contract';

/** A webhook is due to be tried; each try is an event of its own. */
export const WebhookRequested = defineEvent('WebhookRequested', { try: Ordinal }, (detail) => detail.try);
