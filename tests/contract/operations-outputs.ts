import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';

/** Ways in which code names an output of the stack; the first group holds one name, or several parted by commas. */
const ways = [
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

/** Names of the outputs that operators' commands, scripts and the local system read. */
export function outputsThatAreRead(): string[] {
  const files = [...sources('operations'), ...sources('stacks'), join(root, 'local/system.ts')];
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const lists = texts.flatMap((text) => ways.flatMap((way) => [...text.matchAll(way)].map(([, list = '']) => list)));
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.replace(/=.*/, '').trim());
  return [...new Set(names.filter((name) => name !== ''))].sort();
}
