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
