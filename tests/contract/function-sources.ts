import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import type { PropertiesOf } from './resources';
import type { Template } from './template';

/** The folders of functions/, except shared/. */
export const functionNames = readdirSync(join(root, 'functions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map((entry) => entry.name);

/** `generate-code` → `GenerateCode`, the prefix of the logical ids of a function's resources. */
export const titleOf = (functionName: string): string =>
  functionName.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());

export const functionOf = (template: Template, functionName: string): PropertiesOf['AWS::Lambda::Function'] =>
  template.get(`${titleOf(functionName)}Function`, 'AWS::Lambda::Function');

const settingNames = new Map(
  [
    ...readFileSync(join(root, 'functions/shared/config.ts'), 'utf8').matchAll(/^ {2}(\w+): \w+\('([A-Z_]+)'.*\),$/gm),
  ].map(([, setting, name]) => [setting, name]),
);

/** Environment variables that a function's index.ts reads through `config(…)`. */
export function settingsOf(functionName: string): string[] {
  const source = readFileSync(join(root, 'functions', functionName, 'index.ts'), 'utf8');
  const settings = [...source.matchAll(/\bconfig\(([^)]*)\)/g)].flatMap(([, list]) => [
    ...(list ?? '').matchAll(/'(\w+)'/g),
  ]);
  return settings.map(([, setting]) => {
    const name = settingNames.get(setting);
    if (!name) throw new Error(`functions/shared/config.ts has no setting ${setting}.`);
    return name;
  });
}
