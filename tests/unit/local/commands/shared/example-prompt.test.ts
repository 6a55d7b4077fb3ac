import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPrompt } from '../../../../../local/commands/shared/example-prompt';

const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
const file = join(folder, 'prompt.txt');
afterAll(() => rmSync(folder, { recursive: true }));

test('the demo asks what the command line says, or else the prompt of the folder', () => {
  writeFileSync(file, 'How many?\n');
  expect(demoPrompt(undefined, folder)).toBe('How many?');
  expect(demoPrompt('How few?', folder)).toBe('How few?');
});

test('the demo says what is wrong when there is nothing to ask', () => {
  writeFileSync(file, '\n');
  expect(() => demoPrompt(undefined, folder)).toThrow('prompt.txt in');
  rmSync(file);
  expect(() => demoPrompt(undefined, folder)).toThrow('has no prompt.txt; say what to ask');
  expect(() => demoPrompt(' ', folder)).toThrow('The question is empty.');
  expect(() => demoPrompt(undefined, join(folder, 'away'))).toThrow(/^There is no folder .*away to read tables from/);
  expect(() => demoPrompt('How many?', join(folder, 'away'))).toThrow('There is no folder');
});
