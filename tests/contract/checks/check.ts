import type { Template } from '../template';

/** The templates of the system, as CloudFormation gets them. */
export interface System {
  readonly app: Template;
  readonly network: Template;
  readonly warehouse: Template;
  readonly delivery: Template;
  /** With what the application gives it in the place of its parameters. */
  readonly observability: Template;
  /** As they stand in their files: template.yaml and stacks/observability.yaml. */
  readonly texts: { readonly app: string; readonly observability: string };
  /** Whether this is the branch of a key of one's own. */
  readonly keyed: boolean;
}

/** Fails an expectation when the system is not as the check's name says. */
export type Check = (system: System) => void | Promise<void>;

/** Checks by what they say. */
export type Checks = Readonly<Record<string, Check>>;
