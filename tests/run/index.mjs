// npm test, and with --all npm run test:all. --skip-fast leaves out what npm test does.
import { spawn } from 'node:child_process';
import { FAST, PAGE, REST } from './parts.mjs';

const LANES = 2;

/** Runs a command to its end; resolves to its exit status and, unless it goes to the terminal, to what it prints. */
function run([program, ...args], stdio) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', stdio, stdio] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        printed += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, printed }));
  });
}

const failed = [];

async function runPart([name, command], stdio) {
  const began = performance.now();
  if (stdio === 'inherit') console.log(`· ${name} …`);
  const { status, printed } = await run(command, stdio);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (printed.trim()) console.log(printed.trimEnd());
  if (status !== 0) failed.push(name);
}

/** Runs the parts, as many at a time as there are lanes. What each prints comes when it has ended. */
async function runSideBySide(parts) {
  const waiting = [...parts];
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await runPart(part, 'pipe');
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const options = process.argv.slice(2);
const unknown = options.find((option) => !['--all', '--skip-fast'].includes(option));
if (unknown) {
  console.error(`There is no option ${unknown}; there are --all and --skip-fast.`);
  process.exit(2);
}
const began = performance.now();
if (!options.includes('--skip-fast')) {
  await runSideBySide(FAST);
}
if (options.includes('--all')) {
  if (PAGE.length === 0) {
    console.log('– the page in Chromium: left out, because it is not installed (on Debian: apt-get install chromium)');
  }
  for (const part of REST) await runPart(part, 'inherit');
}
const seconds = Math.round((performance.now() - began) / 1000);
console.log(failed.length === 0 ? `✓ All passed in ${seconds} s` : `✗ Failed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
