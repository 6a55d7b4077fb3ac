import { ServiceError } from '../../../wire/service-error';

/** A response that is none of a model, or that broke off. */
export class UnreadableResponse extends Error {
  override name = 'UnreadableResponse';
}

/** The part of a body that a person needs to recognise it. */
export function excerptOf(body: string): string {
  const [, title] = /<title[^>]*>([^<]*)/i.exec(body) ?? [];
  if (/^\s*<(?:!doctype|html|head|body|\?xml)/i.test(body))
    return `a web page${title?.trim() ? ` (“${title.trim()}”)` : ''}`;
  return body.trim() === '' ? 'nothing' : body.trim().slice(0, 300);
}

const DAILY = /per day|daily|\bRPD\b|\bTPD\b|insufficient_quota|exceeded your current quota|billing|credit|payment/i;
const CONTEXT =
  /context (?:size|length|window)|maximum context|n_ctx|prompt is too long|(?:request|payload|entity) too large/i;

/** The error of a server as Bedrock would report it, with the option to check. */
export function serviceErrorOf(host: string, status: number, body: string): ServiceError {
  const text = `${host} responded with ${status}: ${excerptOf(body)}`;
  const error = (code: string, message: string, as: number) => new ServiceError(code, message, { status: as });
  if (status === 401 || status === 403) {
    return error('AccessDeniedException', `${text}. Set MODEL_API_KEY to the key of ${host}.`, 403);
  }
  if (status === 402 || (status === 429 && DAILY.test(body))) {
    return error('ServiceQuotaExceededException', `${text}. Check the quota of MODEL_API_KEY at ${host}.`, 400);
  }
  if (CONTEXT.test(body)) return error('ValidationException', text, 400);
  if (status === 404 || status === 405) {
    return error(
      'ResourceNotFoundException',
      `${text}. Check the address in --model and the name in --model-name.`,
      404,
    );
  }
  if (status === 429) return error('ThrottlingException', text, 429);
  if (status === 408 || status >= 500) return error('ServiceUnavailableException', text, 503);
  return error('ValidationException', text, 400);
}
