import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../local/setup/paths';

/** Distributions whose sources have examples; those of pandas and scipy are in their docstrings. */
const PACKAGES = ['scikit-learn', 'matplotlib', 'statsmodels', 'seaborn'];
/** The build backends that these packages name. */
const BACKENDS = ['mesonpy', 'flit_core/buildapi', 'setuptools/build_meta'];

/** The version of each that the image has. */
function pinned(): string[] {
  const lines = readFileSync(join(root, 'executor/requirements.txt'), 'utf8');
  return PACKAGES.map((name) => new RegExp(`^${name}==[\\w.]+`, 'm').exec(lines)?.[0] ?? name);
}

/** Fetches the source distributions into a folder, once, as pip finds them. */
export async function fetchArchives(python: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const isThere = (requirement: string) =>
    readdirSync(folder).includes(`${requirement.replaceAll('-', '_').replace('==', '-')}.tar.gz`);
  const missing = pinned().filter((requirement) => !isThere(requirement));
  if (missing.length === 0) return;
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const backends = mkdtempSync(join(tmpdir(), 'gallery-'));
  try {
    for (const name of BACKENDS) {
      const file = join(backends, `${name}.py`);
      if (!existsSync(dirname(file))) mkdirSync(dirname(file));
      if (dirname(file) !== backends) writeFileSync(join(dirname(file), '__init__.py'), '');
      copyFileSync(join(__dirname, 'metadata_only.py'), file);
    }
    const options = ['--quiet', '--no-deps', '--no-binary', ':all:', '--no-build-isolation', '--use-pep517'];
    await promisify(execFile)(python, ['-m', 'pip', 'download', ...options, '--dest', folder, ...pinned()], {
      env: { ...process.env, PYTHONPATH: backends },
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    rmSync(backends, { recursive: true });
  }
}
