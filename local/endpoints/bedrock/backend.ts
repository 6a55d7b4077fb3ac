/** Body of a Converse request or response as on the wire: JSON, with blobs in base64. */
export type ConverseBody = Readonly<Record<string, unknown>>;

/** The model behind the local Converse endpoint. Rejects with a ServiceError, as Bedrock would report it. */
export interface Backend {
  /** Display name, such as "the offline analyst". */
  readonly name: string;
  converse(modelId: string, request: ConverseBody, signal: AbortSignal): Promise<ConverseBody>;
  /** Whether it generated the program with this SHA-256. Only for backends whose programs are trusted. */
  isTrusted?(sha256: string): boolean;
}
