import * as z from 'zod/mini';
import { JobId, SizeClass } from '../common';

export const PROMPT_MAX_CHARACTERS = 20_000;
export const BODY_MAX_BYTES = 1_000_000;

/** HTTP only for networks of WebhookAllowedCidrs. Which hosts are allowed is checked where the prompt is accepted. */
const WEBHOOK_URL = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/]+/;

/** Body of POST /prompt. Strict, so that a misspelt limit is not silently ignored. */
export const PromptRequest = z.strictObject({
  prompt: z.string().check(z.trim(), z.minLength(1), z.maxLength(PROMPT_MAX_CHARACTERS)),
  webhookUrl: z.optional(z.string().check(z.maxLength(2048), z.regex(WEBHOOK_URL))),
  size: z.optional(SizeClass),
  timeoutSeconds: z.optional(z.int().check(z.gte(1), z.lte(3600))),
  maxAttempts: z.optional(z.int().check(z.gte(1), z.lte(5))),
  /** The ended job whose question this one follows. */
  followUpOf: z.optional(JobId),
});
export type PromptRequest = z.infer<typeof PromptRequest>;

export const IdempotencyKey = z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^[\x21-\x7e]+$/));
