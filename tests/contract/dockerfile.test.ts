import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../executor/supervisor/node-flags';

const text = readFileSync(join(__dirname, '../../executor/Dockerfile'), 'utf8');

it('the image runs the supervisor with the flags that the local system and the memory test use', () => {
  const [, command = '[]'] = /^CMD (.*)$/m.exec(text) ?? [];
  expect(JSON.parse(command)).toEqual(['node', ...NODE_FLAGS, '/app/index.js']);
  const [, environment = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(text) ?? [];
  for (const [name, value] of Object.entries(NODE_ENVIRONMENT)) expect(environment).toContain(`${name}=${value}`);
});

it('every base image has a digest, so that one commit builds on the same images each time', () => {
  const stages = [...text.matchAll(/ AS (\S+)$/gm)].map(([, name]) => name);
  const bases = [...text.matchAll(/^FROM (\S+)/gm)]
    .map(([, image]) => image)
    .filter((image) => !stages.includes(image));
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/:[\w.-]+@sha256:[0-9a-f]{64}$/);
});
