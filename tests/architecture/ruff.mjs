/** Ruff over the project's Python. Prints what is wrong; with --write, formats the files. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

const root = join(import.meta.dirname, '../..');

const common = { 'line-length': 120, 'target-version': 'py311' };
const rules = ['E', 'F', 'I', 'B', 'SIM', 'C4', 'RET', 'ANN001', 'ANN201', 'ANN202'];
const lint = { select: rules, ignore: ['B905', 'E501', 'SIM105', 'SIM115', 'SIM905'] };
const FOLDERS = {
  'analyst/programs': { ...common, lint },
  'executor/sandbox': { ...common, lint, format: { 'quote-style': 'single' } },
  local: { ...common, lint },
  bench: { ...common, lint },
  operations: { ...common, lint },
};

/** What is wrong in each file. */
export function findings({ write = false } = {}) {
  return Object.entries(FOLDERS).flatMap(([folder, options]) => {
    const ruff = new Workspace(options, PositionEncoding.Utf16);
    const names = readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith('.py'));
    return names.flatMap((name) => {
      const path = `${folder}/${name}`;
      const source = readFileSync(join(root, path), 'utf8');
      const formatted = ruff.format(source);
      if (write && formatted !== source) writeFileSync(join(root, path), formatted);
      const problems = ruff.check(write ? formatted : source);
      return [
        ...(formatted === source || write ? [] : [`${path}: not formatted; run npm run format`]),
        ...problems.map(({ code, message, start_location: { row } }) => `${path}:${row} ${code} ${message}`),
      ];
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  const found = findings({ write: process.argv.includes('--write') });
  for (const one of found) console.error(one);
  process.exitCode = found.length > 0 ? 1 : 0;
}
