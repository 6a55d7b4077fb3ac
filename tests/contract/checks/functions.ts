import { operations, routeOf } from '../../../events/http/routes';
import { GENERATION_WAIT_SECONDS } from '../../../executor/supervisor/loop/await-generation';
import { functionNames, functionOf, settingsOf, titleOf } from '../function-sources';
import { target } from '../template';
import type { Checks } from './check';

export const functions: Checks = {
  'there is a function for each function': ({ app }) => {
    const found = app.of('AWS::Lambda::Function').map(([id]) => id);
    expect(found.sort()).toEqual(functionNames.map((functionName) => `${titleOf(functionName)}Function`).sort());
  },

  'each function runs its own bundle': ({ app }) => {
    for (const functionName of functionNames) {
      const { Code, Handler, Runtime, Architectures } = functionOf(app, functionName);
      expect(Code.S3Key).toBe(`dist/${functionName}`);
      expect([Handler, Runtime, Architectures]).toEqual(['index.handler', 'nodejs24.x', ['arm64']]);
    }
  },

  'each function gets the settings that its wiring asks for, and only those of the system beside them': ({ app }) => {
    const given = new Map(
      functionNames.map((functionName) => [
        functionName,
        Object.keys(functionOf(app, functionName).Environment.Variables),
      ]),
    );
    const all = [...given.values()];
    const systemFailureKinds = (all[0] ?? []).filter((name) => all.every((names) => names.includes(name)));
    for (const [functionName, names] of given) {
      const asked = settingsOf(functionName);
      expect([functionName, asked.filter((name) => !names.includes(name))]).toEqual([functionName, []]);
      const own = names.filter((name) => !systemFailureKinds.includes(name));
      expect([functionName, own.filter((name) => !asked.includes(name))]).toEqual([functionName, []]);
    }
    const asked = new Set(functionNames.flatMap(settingsOf));
    expect(systemFailureKinds.filter((name) => !asked.has(name))).toEqual(['POWERTOOLS_SERVICE_NAME']);
  },

  'each function has a role of its own': ({ app }) => {
    for (const functionName of functionNames) {
      const role = target(functionOf(app, functionName).Role);
      expect(role).toBe(`${titleOf(functionName)}Role`);
      expect(app.get(role, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
    }
  },

  'each function writes structured lines to the log group of the functions': ({ app }) => {
    for (const functionName of functionNames) {
      const { LogGroup, LogFormat } = functionOf(app, functionName).LoggingConfig;
      expect([functionName, target(LogGroup), LogFormat]).toEqual([functionName, 'FunctionLogGroup', 'JSON']);
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
    for (const functionName of new Set(operations.map((operation) => routeOf(operation).function))) {
      expect(functionOf(app, functionName).Timeout).toBeLessThan(30);
    }
  },

  'a sweep ends before the next one begins': ({ app }) => {
    expect(functionOf(app, 'sweep-jobs').Timeout).toBeLessThan(60);
  },

  'the executor waits for a repair longer than two sweeps and a generation': ({ app }) => {
    expect(GENERATION_WAIT_SECONDS).toBeGreaterThanOrEqual(2 * 60 + functionOf(app, 'generate-code').Timeout);
  },
};
