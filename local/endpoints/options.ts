import type { Backend } from './bedrock/backend';
import type { RecordedRequest } from './bedrock/service';
import type { LoadReport } from './redshift-data/load';

/** Options of the endpoints, which start before the stack is deployed. */
export interface EndpointsOptions {
  /** Address of the emulator. */
  readonly emulatorUrl: string;
  /** Folder of files; their tables are those of the schema `public`. */
  readonly inputFolder: string;
  /** Folder for temporary files, such as the results of statements. */
  readonly folder: string;
  /** Port of 127.0.0.1; the default is any free port. */
  readonly port?: number;
  /** ARN of the Redshift Serverless workgroup that the warehouse stands in for. */
  readonly workgroupArn?: string;
  readonly database?: string;
  /** The model behind Converse; the default is the offline analyst. See bedrock/choose-model.ts. */
  readonly model?: Backend;
  /** Command of a task; the default is the bundled executor. */
  readonly taskCommand?: readonly string[];
  /** Variables added to those of the task definition and the overrides. */
  readonly taskEnvironment?: Readonly<Record<string, string>>;
  /** How long the start of a task takes, as on Fargate. */
  readonly taskStartSeconds?: number;
  /** Limit of concurrent tasks; above it RunTask reports a lack of capacity, as Fargate does. */
  readonly maxTasks?: number;
  readonly warehouseMemoryMegabytes?: number;
  /** Seconds for which the policies of a role are cached; see access/deployed-roles.ts. */
  readonly roleCacheSeconds?: number;
  /** Logs denied and failed calls; the default is .local/logs/endpoints.log. */
  readonly log?: (line: string) => void;
}

/** The parts of the deployed stack that the endpoints use. */
export interface DeployedStack {
  /** Principal of a function, as in its address → name of the Lambda function. */
  readonly functions: Readonly<Record<string, string>>;
  /** Family or ARN of the executor's task definition: `<url>/executor` acts in its task role. */
  readonly taskDefinition: string;
}

export interface Endpoints {
  /** Without a trailing slash. Functions call `<url>/<function>`, tasks `<url>/task-<id>`. */
  readonly url: string;
  /** The loaded tables and the skipped files. */
  readonly tables: LoadReport;
  /** Display name of the model, such as "the offline analyst". */
  readonly modelName: string;
  /** Folder with a log file for each task. */
  readonly taskLogs: string;
  /** Sets the deployed stack. Before that, calls of functions and tasks are denied. */
  configure(stack: DeployedStack): void;
  /** The last Converse requests, oldest first. */
  recorded(): readonly RecordedRequest[];
  /** Ends all tasks, the warehouse and the server; resolves when nothing is left. */
  stop(): Promise<void>;
}
