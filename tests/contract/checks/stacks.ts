import type { Template } from '../template';
import type { Checks, System } from './check';

/** Logical id → template of each nested stack. */
const nested = ({
  observability,
  signIn,
  network,
  warehouse,
  delivery,
}: System): Readonly<Record<string, Template>> => ({
  Observability: observability,
  SignIn: signIn,
  Network: network,
  Warehouse: warehouse,
  Delivery: delivery,
});

export const stacks: Checks = {
  'each nested stack is created only if its replacement is not given': ({ app }) => {
    const conditions = app.of('AWS::CloudFormation::Stack').map(([id, { Condition }]) => [id, Condition]);
    expect(conditions).toEqual([
      ['Observability', undefined],
      ['SignIn', 'IsCognito'],
      ['Network', 'NewNetwork'],
      ['Warehouse', 'NewWarehouse'],
      ['Delivery', 'NewDelivery'],
    ]);
  },

  'each nested stack gets all required parameters and no unknown ones': (system) => {
    const { app } = system;
    for (const [id, template] of Object.entries(nested(system))) {
      const passed = Object.keys(app.get(id, 'AWS::CloudFormation::Stack').Parameters);
      const parameters = Object.entries(template.parameters);
      const required = parameters.filter(([, { Default }]) => Default === undefined).map(([name]) => name);
      expect(parameters.map(([name]) => name)).toEqual(expect.arrayContaining(passed));
      expect(passed).toEqual(expect.arrayContaining(required));
    }
  },

  'the application reads only existing outputs of nested stacks': (system) => {
    const { app } = system;
    const templates = nested(system);
    const read = [
      ...JSON.stringify(app).matchAll(/\b(Observability|SignIn|Network|Warehouse|Delivery)(?:",")?\.?Outputs\.(\w+)/g),
    ];
    expect(read.length).toBeGreaterThan(10);
    for (const [, stack = '', output = ''] of read)
      expect(Object.keys(templates[stack]?.outputs ?? {})).toContain(output);
  },
};
