import { spawn } from 'node:child_process';
import { join } from 'node:path';

const all = [
  ...['start', 'first-line', 'peers', 'accept', 'overhead', 'repair', 'bombs', 'tables', 'prompt', 'files', 'memory'],
];
/** Run only by their names: they take most of an hour. */
const long = ['latency', 'waiting'];

/** Runs one measurement in a separate process; resolves to its exit status. */
const measure = (name: string): Promise<number> =>
  new Promise((resolve, reject) => {
    console.log(`\n── ${name}`);
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, `${name}.ts`)], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });

async function main(names: readonly string[]): Promise<number> {
  const known = [...all, ...long];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) {
    console.error(`There is no benchmark ${unknown}. Choose from ${known.join(', ')}.`);
    return 2;
  }
  let failed = 0;
  for (const name of names.length > 0 ? names : all) failed += (await measure(name)) === 0 ? 0 : 1;
  return failed > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
