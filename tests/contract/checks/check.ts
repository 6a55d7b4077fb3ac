import type { Template } from '../template';

/** The templates of the system, after the SAM transform. */
export interface System {
  readonly app: Template;
  readonly network: Template;
  readonly warehouse: Template;
  readonly delivery: Template;
  readonly signIn: Template;
  /** With its parameters replaced by the application's values. */
  readonly observability: Template;
  /** The text of template.yaml and stacks/observability.yaml. */
  readonly texts: { readonly app: string; readonly observability: string };
  /** Whether KmsKeyArn is set. */
  readonly keyed: boolean;
}

/** Fails an expectation unless the statement in its name is true. */
export type Check = (system: System) => void | Promise<void>;

/** Statement → check. */
export type Checks = Readonly<Record<string, Check>>;
