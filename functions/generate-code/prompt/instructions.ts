import packages from '../../../executor/packages.json';
import template from './instructions.md';

const [, version = 'unknown', body = ''] = /^version: (\S+)\n([\s\S]*)$/.exec(template) ?? [];

/** The version of `instructions.md`. Stored with every program. */
export const instructionsVersion = version;

/** The system prompt: `instructions.md` with the packages of the executor's image. */
export const instructions = body
  .replace('{{packages}}', () =>
    packages.map(({ import: name, version }) => `${name} ${version.replace(/^(\d+\.\d+)\..*$/, '$1')}`).join(', '),
  )
  .trim();
