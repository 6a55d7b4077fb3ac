import { GENERATION_WAIT_SECONDS } from '../../../executor/supervisor/loop/await-generation';
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

  'each function gets the settings that its wiring asks for, and only those of the system beside them': ({ app }) => {
    const given = new Map(rooms.map((room) => [room, Object.keys(functionOf(app, room).Environment.Variables)]));
    const all = [...given.values()];
    const ofSystem = (all[0] ?? []).filter((name) => all.every((names) => names.includes(name)));
    for (const [room, names] of given) {
      const asked = settingsOf(room);
      expect([room, asked.filter((name) => !names.includes(name))]).toEqual([room, []]);
      const own = names.filter((name) => !ofSystem.includes(name));
      expect([room, own.filter((name) => !asked.includes(name))]).toEqual([room, []]);
    }
    const asked = new Set(rooms.flatMap(settingsOf));
    expect(ofSystem.filter((name) => !asked.has(name))).toEqual(['POWERTOOLS_SERVICE_NAME']);
  },

  'each function has a role of its own': ({ app }) => {
    for (const room of rooms) {
      const role = target(functionOf(app, room).Role);
      expect(role).toBe(`${titleOf(room)}Role`);
      expect(app.get(role, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
    }
  },

  'each function writes structured lines to the log group of the functions': ({ app }) => {
    for (const room of rooms) {
      const { LogGroup, LogFormat } = functionOf(app, room).LoggingConfig;
      expect([room, target(LogGroup), LogFormat]).toEqual([room, 'FunctionLogGroup', 'JSON']);
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
