import packages from '../../../executor/packages.json';
import template from './instructions.md';

const [, version = 'unknown', body = ''] = /^version: (\S+)\n([\s\S]*)$/.exec(template) ?? [];

/** Of `instructions.md`; kept with every program, so that programs can be told apart by what the model was told. */
export const instructionsVersion = version;

/** What the model is told about its task: the file, with the packages of the image in it. */
export const instructions = body
  .replace('{{packages}}', () =>
    packages
      .map(({ import: name, package: from, version, use }) => `- \`${name}\` (${from} ${version}): ${use}`)
      .join('\n'),
  )
  .trim();
