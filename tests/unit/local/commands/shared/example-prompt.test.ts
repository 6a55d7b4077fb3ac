import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPrompt } from '../../../../../local/commands/shared/example-prompt';

const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
const file = join(folder, 'prompt.txt');
afterAll(() => rmSync(folder, { recursive: true }));

test('the demo asks the question of --prompt, or else of prompt.txt', () => {
  writeFileSync(file, 'How many?\n');
  expect(demoPrompt(undefined, folder)).toBe('How many?');
  expect(demoPrompt('How few?', folder)).toBe('How few?');
});

test('the demo reports why it has no question', () => {
  writeFileSync(file, '\n');
  expect(() => demoPrompt(undefined, folder)).toThrow('prompt.txt in');
  rmSync(file);
  expect(() => demoPrompt(undefined, folder)).toThrow('has no prompt.txt. Give a question');
  expect(() => demoPrompt(' ', folder)).toThrow('The question is empty.');
  expect(() => demoPrompt(undefined, join(folder, 'away'))).toThrow(/^The folder .*away does not exist/);
  expect(() => demoPrompt('How many?', join(folder, 'away'))).toThrow('does not exist');
});
