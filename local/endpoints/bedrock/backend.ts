/** Body of a Converse request and of its answer, as they go over the wire: JSON, blobs in base64. */
export type ConverseBody = Readonly<Record<string, unknown>>;

/** What stands behind the local Converse endpoint. Rejects with a ServiceError of Bedrock's. */
export interface Backend {
  /** In words for the user, such as "the offline analyst". */
  readonly name: string;
  converse(modelId: string, request: ConverseBody, signal: AbortSignal): Promise<ConverseBody>;
  /** Of one that is code of this repository: whether it has handed out the program of this sha256. */
  wrote?(sha256: string): boolean;
}
