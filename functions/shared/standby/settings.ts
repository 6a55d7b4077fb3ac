/** The deployment's standby tasks. */
export interface StandbySettings {
  /** How many are kept; 0 for none. */
  readonly standbyTasks: number;
  /** Minutes after the last launch after which none is kept; 0 for ever. */
  readonly standbyMinutes: number;
  /** The newest revision of the executor's task definition. */
  readonly taskDefinitionArn: string;
}
