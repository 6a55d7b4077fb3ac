/** What came of one POST. Without a status nothing was answered, or nothing was sent. */
export interface WebhookResponse {
  readonly status?: number;
  /** Why it was not accepted. */
  readonly error?: string;
  /** The receiver's Retry-After, in seconds from now. */
  readonly retryAfterSeconds?: number;
}

/** Sends a webhook to an address of the user's choice. Never rejects: what goes wrong is the answer. */
export interface WebhookSender {
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookResponse>;
}
