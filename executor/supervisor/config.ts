import type { SandboxSettings } from './sandbox';
import { trustedPrograms } from './sandbox/trusted-programs';
import type { StandbyTimes } from './standby/await-claim';

/** The settings of a task. Only this file reads the supervisor's environment. */
export interface Config {
  /** The job and launch that the task was run for; undefined for a standby, whose claim names them. */
  readonly job?: { readonly jobId: string; readonly launch: number };
  readonly standby: StandbyTimes;
  /** Where ECS serves the metadata of the task. */
  readonly metadataUri: string;
  readonly bucketName: string;
  readonly busName: string;
  /** Between two looks for the program that the task waits for. */
  readonly pollMilliseconds: number;
  /** Whether what programs print is stored while they run. */
  readonly liveOutput: boolean;
  readonly warehouse: {
    readonly workgroup: string;
    readonly database: string;
    readonly secretArn: string;
  };
  readonly sandbox: SandboxSettings;
}

/** The maximum of `Limits.maxAttempts`: the sandbox starts before the job is read. */
const MAX_ATTEMPTS = 5;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws an error that names the missing or malformed variable. */
export function readConfig(environment: Environment = process.env): Config {
  const required = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`The environment variable ${name} is not set.`);
    return value;
  };
  const number = (name: string, value: string): number => {
    if (!/^[1-9]\d*$/.test(value))
      throw new Error(`The environment variable ${name} is not a positive number: ${value}`);
    return Number(value);
  };
  const trusted = environment.TRUSTED_PROGRAMS_URL;
  return {
    ...(environment.STANDBY !== '1' && {
      job: { jobId: required('JOB_ID'), launch: number('LAUNCH', required('LAUNCH')) },
    }),
    standby: {
      idleMinutes: Number(required('STANDBY_MINUTES')),
      pollMilliseconds: number('CLAIM_POLL_MILLISECONDS', required('CLAIM_POLL_MILLISECONDS')),
    },
    metadataUri: required('ECS_CONTAINER_METADATA_URI_V4'),
    bucketName: required('BUCKET_NAME'),
    busName: required('BUS_NAME'),
    pollMilliseconds: number('PROGRAM_POLL_MILLISECONDS', required('PROGRAM_POLL_MILLISECONDS')),
    liveOutput: required('LIVE_OUTPUT') === 'true',
    warehouse: {
      workgroup: required('WAREHOUSE_WORKGROUP'),
      database: required('WAREHOUSE_DATABASE'),
      secretArn: required('WAREHOUSE_SECRET_ARN'),
    },
    sandbox: {
      python: environment.SANDBOX_PYTHON || '/usr/bin/python3',
      sandboxDir: environment.SANDBOX_DIR || '/app/sandbox',
      workDir: environment.WORK_DIR || '/job',
      uid: number('SANDBOX_UID', environment.SANDBOX_UID || '20001'),
      unsafe: environment.UNSAFE_SANDBOX === '1',
      isTrusted: trusted ? trustedPrograms(trusted) : undefined,
      maxAttempts: MAX_ATTEMPTS,
    },
  };
}
