import { readConfig } from '../../../../executor/supervisor/config';
import { JOB_ID } from './world';

const environment = {
  ...{ JOB_ID, LAUNCH: '2', BUCKET_NAME: 'bucket', BUS_NAME: 'bus', WAREHOUSE_WORKGROUP: 'wg' },
  ...{ WAREHOUSE_DATABASE: 'dev', WAREHOUSE_SECRET_ARN: 'arn', PROGRAM_POLL_MILLISECONDS: '200' },
  ...{
    CLAIM_POLL_MILLISECONDS: '1000',
    STANDBY_MINUTES: '60',
    LIVE_OUTPUT: 'true',
    ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/1',
  },
};

it('reads the settings of a task, with the defaults of the image', () => {
  expect(readConfig(environment)).toMatchObject({
    job: { jobId: JOB_ID, launch: 2 },
    standby: { idleMinutes: 60, pollMilliseconds: 1000 },
    sandbox: {
      python: '/usr/bin/python3',
      sandboxDir: '/app/sandbox',
      workDir: '/job',
      uid: 20001,
      unsafe: false,
    },
  });
});

it('trusts no program without a list on this machine', () => {
  expect(readConfig(environment).sandbox.isTrusted).toBeUndefined();
  expect(readConfig({ ...environment, TRUSTED_PROGRAMS_URL: '' }).sandbox.isTrusted).toBeUndefined();
  const list = 'http://127.0.0.1:4000/written-programs';
  expect(readConfig({ ...environment, TRUSTED_PROGRAMS_URL: list }).sandbox.isTrusted).toBeDefined();
});

it.each(['https://example.com/list', 'http://127.0.0.1.example.com/', 'http://127.0.0.1:80@example.com/', '1'])(
  'rejects a list of trusted programs on another machine: %s',
  (url) => {
    expect(() => readConfig({ ...environment, TRUSTED_PROGRAMS_URL: url })).toThrow('TRUSTED_PROGRAMS_URL');
  },
);

it.each(Object.keys(environment))('names %s when it is missing', (name) => {
  expect(() => readConfig({ ...environment, [name]: undefined })).toThrow(name);
});

it('names a launch that is not a number', () => {
  expect(() => readConfig({ ...environment, LAUNCH: 'two' })).toThrow('LAUNCH');
});

it('reads no job for a standby', () => {
  const { JOB_ID: _, LAUNCH: __, ...others } = environment;
  expect(readConfig({ ...others, STANDBY: '1' }).job).toBeUndefined();
});
