export interface Secrets {
  /** The current value of a secret, as text. */
  read(arn: string): Promise<string>;
}
