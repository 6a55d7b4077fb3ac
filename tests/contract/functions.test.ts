import { GENERATION_WAIT_SECONDS } from '../../executor/supervisor/generations';
import { functionOf, rooms, settingsOf, titleOf } from './rooms';
import { Template, target } from './template';

const template = new Template();
const functions = template.of('AWS::Lambda::Function');

describe('functions', () => {
  it('there is one for each room', () => {
    expect(functions.map(([id]) => id).sort()).toEqual(rooms.map((room) => `${titleOf(room)}Function`).sort());
  });

  it.each(rooms)('%s runs its own bundle', (room) => {
    const { Code, Handler, Runtime, Architectures } = functionOf(template, room);
    expect(Code.S3Key).toBe(`dist/${room}`);
    expect([Handler, Runtime, Architectures]).toEqual(['index.handler', 'nodejs24.x', ['arm64']]);
  });

  it.each(rooms)('%s gets the settings that its wiring asks for, and no others', (room) => {
    const { POWERTOOLS_SERVICE_NAME: _logger, ...variables } = functionOf(template, room).Environment.Variables;
    expect(Object.keys(variables).sort()).toEqual(settingsOf(room).sort());
  });

  it.each(rooms)('%s has a role of its own', (room) => {
    const role = target(functionOf(template, room).Role);
    expect(role).toBe(`${titleOf(room)}Role`);
    expect(template.get(role, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
  });

  it.each(rooms)('%s writes to a log group that ends', (room) => {
    const group = target(functionOf(template, room).LoggingConfig.LogGroup);
    expect(group).toBe(`${titleOf(room)}LogGroup`);
    expect(template.get(group, 'AWS::Logs::LogGroup').RetentionInDays).toEqual({ Ref: 'LogRetentionDays' });
  });

  it('every log group has a retention', () => {
    for (const [id, { Properties }] of template.of('AWS::Logs::LogGroup')) {
      expect([id, Properties.RetentionInDays]).toEqual([id, { Ref: 'LogRetentionDays' }]);
    }
  });

  it('functions of the API answer before it gives up', () => {
    for (const room of ['submit-prompt', 'cancel-job', 'read-jobs']) {
      expect(functionOf(template, room).Timeout).toBeLessThan(30);
    }
  });

  it('a sweep ends before the next one begins', () => {
    expect(functionOf(template, 'sweep-jobs').Timeout).toBeLessThan(60);
  });

  it('the executor waits for a repair longer than two sweeps and a generation', () => {
    const { Timeout } = functionOf(template, 'generate-code');
    expect(GENERATION_WAIT_SECONDS).toBeGreaterThanOrEqual(2 * 60 + Timeout);
  });
});
