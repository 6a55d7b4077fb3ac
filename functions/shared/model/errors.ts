import { ContextExceeded, ModelRequestError, ModelUnavailable } from './port';

/** Errors of the request: a retry would get the same one. All others are transient. */
const REQUEST_ERRORS = new Set([
  'ValidationException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ConflictException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
]);

/** What to do about an error of Bedrock, by its name and a part of its message. */
const ADVICE: readonly (readonly [name: string, message: RegExp, advice: string])[] = [
  [
    'ThrottlingException',
    /per day/i,
    'Request a higher quota for tokens or requests per day of this model in Service Quotas (Amazon Bedrock), choose another ModelId, or ask again tomorrow: new accounts start with low quotas.',
  ],
  [
    'AccessDeniedException',
    /access to the model|use case|marketplace/i,
    'Open the model in the model catalog of the Bedrock console and request access.',
  ],
  [
    'ValidationException',
    /on-demand throughput/i,
    'Set ModelId to the id of an inference profile: aws bedrock list-inference-profiles.',
  ],
  [
    'ValidationException',
    /model identifier is invalid/i,
    'Set ModelId to a model that this region offers: aws bedrock list-inference-profiles.',
  ],
  [
    'ResourceNotFoundException',
    /end of its life|legacy|retired/i,
    'The model has been retired: set ModelId to a newer one.',
  ],
];

/** The window of the model in tokens, and its size if the message names it. Undefined for any other error. */
const CONTEXT_EXCEEDED =
  /input is too long|prompt is too long|too many input tokens|context (?:window|length|size)|maximum (?:context|input|sequence) length|exceeds? the (?:maximum|available) (?:context|number of (?:input )?tokens)|n_ctx/i;
const CONTEXT_SIZE = [
  /(?:maximum|max|available)\s+(?:context|input|model|sequence)?\s*(?:length|size|window)?\s*(?:is|of|:|=|\()\s*(\d[\d,]*)/i,
  /context (?:window|length|size)\s*(?:is|of|:|=|\()\s*(\d[\d,]*)/i,
  /n_ctx"?\s*[:=]\s*(\d[\d,]*)/i,
  />\s*(\d[\d,]*)\s*maximum/i,
];

const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export const isValidationError = (error: unknown, message: RegExp): boolean =>
  error instanceof Error &&
  /^(?:ValidationException|AccessDeniedException)$/.test(error.name) &&
  message.test(error.message);

/** Whether no retry can cure the error. */
export function isPermanent(error: unknown): boolean {
  const { name, message } = errorOf(error);
  return (
    REQUEST_ERRORS.has(capitalised(name)) || (capitalised(name) === 'ThrottlingException' && /per day/i.test(message))
  );
}

/** An error of a client of Bedrock as an error of the port, with what to do about it. */
export function modelError(error: unknown): ModelUnavailable | ModelRequestError {
  const { name, message } = errorOf(error);
  const [, , advice] = ADVICE.find(([of, part]) => of === capitalised(name) && part.test(message)) ?? [];
  const text = [`The model call failed. ${name}: ${message}`, advice].filter(Boolean).join(' ');
  if (!isPermanent(error)) return new ModelUnavailable(text, { cause: error });
  if (capitalised(name) === 'ValidationException' && CONTEXT_EXCEEDED.test(message)) {
    return new ContextExceeded(text, contextSizeOf(message));
  }
  return new ModelRequestError(text, { cause: error });
}

function contextSizeOf(message: string): number | undefined {
  for (const pattern of CONTEXT_SIZE) {
    const [, size] = pattern.exec(message) ?? [];
    if (size) return Number(size.replaceAll(',', ''));
  }
  return undefined;
}

/** Errors inside a stream are named in camel case. */
const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
