import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';

/** Patterns of code that reads outputs of the stack. The group has one name, or several separated by commas. */
const patterns = [
  /\boutputOf\(\w+, '(\w+)'\)/g,
  /\boutputs\.(\w+)/g,
  /\{([^{}]+)\}: Stack\['outputs'\]/g,
  /\{([^{}]+)\} = deployment\.outputs/g,
  /\$\(output (\w+)\)/g,
];

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sh)$/.test(name))
    .map((name) => join(root, folder, name));

/** Names of the outputs that commands, scripts and the local system read. */
export function readOutputs(): string[] {
  const files = [...sources('operations'), ...sources('executor/build'), join(root, 'local/system.ts')];
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const lists = texts.flatMap((text) =>
    patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, list = '']) => list)),
  );
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.replace(/=.*/, '').trim());
  return [...new Set(names.filter((name) => name !== ''))].sort();
}
