/** An error response of an AWS service: name of its shape, message, other members. */
export class ServiceError extends Error {
  override name = 'ServiceError';

  constructor(
    /** Name of the error shape, such as `ConflictException`. */
    readonly code: string,
    message: string,
    readonly options: { readonly status?: number; readonly members?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
  }

  get status(): number {
    return this.options.status ?? 400;
  }

  body(): string {
    return JSON.stringify({ __type: this.code, message: this.message, ...this.options.members });
  }
}

/** Converts any other error to InternalFailure. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', message, { status: 500 });
}
