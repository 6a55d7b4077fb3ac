import type { Backend } from './bedrock/backend';
import type { RecordedRequest } from './bedrock/service';
import type { LoadReport } from './redshift-data/load';

/** What the endpoints are started with, before a stack is deployed. */
export interface EndpointsOptions {
  /** The emulator, for everything that is asked of other services. */
  readonly emulatorUrl: string;
  /** Folder of CSV and Parquet files; each is a table of the schema `public`. */
  readonly inputFolder: string;
  /** For what lasts no longer than the endpoints: results, logs of tasks. */
  readonly folder: string;
  /** Port of 127.0.0.1; any free one when left out. */
  readonly port?: number;
  /** ARN of the Redshift Serverless workgroup that the warehouse answers for. */
  readonly workgroupArn?: string;
  readonly database?: string;
  /** What answers Converse, see bedrock/choose.ts; the offline analyst when left out. */
  readonly model?: Backend;
  /** What a task runs; the built executor when left out. */
  readonly taskCommand?: readonly string[];
  /** Added to what the task definition and the overrides say. */
  readonly taskEnvironment?: Readonly<Record<string, string>>;
  /** Tasks at once; above it there is no capacity, as Fargate says it. */
  readonly mostTasks?: number;
  readonly warehouseMemoryMegabytes?: number;
  /** Seconds after which a role's policies are read again; see access/deployed-roles.ts. */
  readonly rolesKeptSeconds?: number;
  /** What is told of refused and failed calls; .local/logs/endpoints.log when left out. */
  readonly log?: (line: string) => void;
}

/** What is known once the stack is deployed. */
export interface DeployedStack {
  /** Function of each function, as its address has it → the function's name. */
  readonly functions: Readonly<Record<string, string>>;
  /** Family or ARN of the executor's task definition: `<url>/executor` acts in its task role. */
  readonly taskDefinition: string;
}

export interface Endpoints {
  /** Without a slash at its end. A function's own address is `<url>/<function>`; a task is given its own at its start. */
  readonly url: string;
  /** What was loaded into the warehouse, and the files that could not be. */
  readonly tables: LoadReport;
  /** In words, such as "the offline analyst". */
  readonly modelName: string;
  /** Folder with a log file for each task. */
  readonly taskLogs: string;
  /** To be called after each deployment: until then only calls without a function in their address are allowed. */
  configure(stack: DeployedStack): void;
  /** The last Converse requests, oldest first. */
  recorded(): readonly RecordedRequest[];
  /** Ends all tasks, the warehouse and the server; resolves when nothing is left. */
  stop(): Promise<void>;
}
