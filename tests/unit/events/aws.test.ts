import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EcsTaskStateChange, keys, PromptRequest, S3ObjectCreated } from '../../../events';

const folder = join(__dirname, '../../../events/samples/aws');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const samplesOf = (prefix: string): string[] => readdirSync(folder).filter((name) => name.startsWith(prefix));
const JOB_ID = '01jdab3x9y7q2k4m6n8p0r1s2t';

describe('events of AWS', () => {
  it.each(samplesOf('ecs-'))('%s is valid, and has its job and launch', (name) => {
    const { detail } = EcsTaskStateChange.schema.parse(read(name));
    const [override] = detail.overrides?.containerOverrides ?? [];
    expect(detail.startedBy).toBe(JOB_ID);
    expect(override?.environment).toEqual([
      { name: 'JOB_ID', value: JOB_ID },
      { name: 'LAUNCH', value: '1' },
    ]);
  });

  it('are valid with unknown states', () => {
    const event = read('ecs-task-05-stopped-ok.json');
    Object.assign(event.detail, { lastStatus: 'HIBERNATED', stopCode: 'InfrastructureHealth', novelty: 1 });
    expect(EcsTaskStateChange.schema.parse(event).detail.stopCode).toBe('InfrastructureHealth');
  });

  it.each(samplesOf('s3-'))('%s is valid, and its key belongs to a job', (name) => {
    const { detail } = S3ObjectCreated.schema.parse(read(name));
    expect(keys.jobOfResult(detail.object.key)).toBe(JOB_ID);
  });

  it.each(samplesOf('httpapi-v2-post'))('%s carries a valid prompt', (name) => {
    const { body, isBase64Encoded } = read(name);
    const text = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString();
    expect(PromptRequest.parse(JSON.parse(text)).webhookUrl).toBe('https://hooks.example.com/jobs');
  });
});
