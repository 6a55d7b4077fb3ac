/** The result of one POST. Without a status there was no response, or nothing was sent. */
export interface WebhookResponse {
  readonly status?: number;
  /** Why the delivery failed. */
  readonly error?: string;
  /** The receiver's Retry-After, in seconds from now. */
  readonly retryAfterSeconds?: number;
}

/** Sends a webhook to the user's URL. Never rejects: errors are part of the response. */
export interface WebhookSender {
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookResponse>;
}
