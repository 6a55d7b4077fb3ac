export interface Secrets {
  /** The secret's current value as text. */
  read(arn: string): Promise<string>;
}
