import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ADDRESS, localAddress, publishAddress } from '../../../../client/cli/local-systems';

/** The highest process id of Linux; no process of a test machine has it. */
const NO_PROCESS = 4_194_304;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'systems-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the local system that npm run ask uses', () => {
  it('is that of the default port when none is known', () => {
    expect(localAddress(folder)).toBe(DEFAULT_ADDRESS);
    expect(localAddress(join(folder, 'missing'))).toBe(DEFAULT_ADDRESS);
  });

  it('is the newest one, and the other one when that stops', () => {
    const stopFirst = publishAddress('http://127.0.0.1:1', folder, process.ppid);
    utimesSync(join(folder, String(process.ppid)), 1, 1);
    const stopSecond = publishAddress('http://127.0.0.1:2', folder);
    expect(localAddress(folder)).toBe('http://127.0.0.1:2');
    stopSecond();
    expect(localAddress(folder)).toBe('http://127.0.0.1:1');
    stopFirst();
    expect(localAddress(folder)).toBe(DEFAULT_ADDRESS);
  });

  it('is none that was killed', () => {
    publishAddress('http://127.0.0.1:1', folder, NO_PROCESS);
    writeFileSync(join(folder, 'notes.txt'), 'http://127.0.0.1:3');
    expect(localAddress(folder)).toBe(DEFAULT_ADDRESS);
  });
});
