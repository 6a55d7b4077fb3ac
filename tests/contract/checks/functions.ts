import { GENERATION_WAIT_SECONDS } from '../../../executor/supervisor/generations';
import { functionOf, rooms, settingsOf, titleOf } from '../rooms';
import { target } from '../template';
import type { Checks } from './check';

export const functions: Checks = {
  'there is a function for each room': ({ app }) => {
    const found = app.of('AWS::Lambda::Function').map(([id]) => id);
    expect(found.sort()).toEqual(rooms.map((room) => `${titleOf(room)}Function`).sort());
  },

  'each function runs its own bundle': ({ app }) => {
    for (const room of rooms) {
      const { Code, Handler, Runtime, Architectures } = functionOf(app, room);
      expect(Code.S3Key).toBe(`dist/${room}`);
      expect([Handler, Runtime, Architectures]).toEqual(['index.handler', 'nodejs24.x', ['arm64']]);
    }
  },

  'each function gets the settings that its wiring asks for, and no others': ({ app }) => {
    for (const room of rooms) {
      const { POWERTOOLS_SERVICE_NAME: _logger, ...variables } = functionOf(app, room).Environment.Variables;
      expect([room, ...Object.keys(variables).sort()]).toEqual([room, ...settingsOf(room).sort()]);
    }
  },

  'each function has a role of its own': ({ app }) => {
    for (const room of rooms) {
      const role = target(functionOf(app, room).Role);
      expect(role).toBe(`${titleOf(room)}Role`);
      expect(app.get(role, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
    }
  },

  'each function writes structured lines to a log group of its own': ({ app }) => {
    for (const room of rooms) {
      const { LogGroup, LogFormat } = functionOf(app, room).LoggingConfig;
      expect([target(LogGroup), LogFormat]).toEqual([`${titleOf(room)}LogGroup`, 'JSON']);
    }
  },

  'every log group has a retention': ({ app, delivery }) => {
    for (const template of [app, delivery]) {
      for (const [id, { Properties }] of template.of('AWS::Logs::LogGroup')) {
        expect([id, Properties.RetentionInDays]).toEqual([id, { Ref: 'LogRetentionDays' }]);
      }
    }
  },

  'functions of the API answer before it gives up': ({ app }) => {
    for (const room of ['submit-prompt', 'cancel-job', 'read-jobs']) {
      expect(functionOf(app, room).Timeout).toBeLessThan(30);
    }
  },

  'a sweep ends before the next one begins': ({ app }) => {
    expect(functionOf(app, 'sweep-jobs').Timeout).toBeLessThan(60);
  },

  'the executor waits for a repair longer than two sweeps and a generation': ({ app }) => {
    expect(GENERATION_WAIT_SECONDS).toBeGreaterThanOrEqual(2 * 60 + functionOf(app, 'generate-code').Timeout);
  },
};
