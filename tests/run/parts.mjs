import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const processors = availableParallelism();

/** The suite of `npm test` that runs the whole local system. */
const EXAMPLE = 'tests/system/example-prompt';

/** Suites that run one at a time, with the reason. */
export const ALONE = {
  'tests/sandbox/out-of-memory': 'It uses up memory, and the kernel chooses which process to end.',
  'tests/sandbox/limits': 'It measures limits of time and processors against the clock.',
  'tests/sandbox/layers': 'It measures how fast the watchdog sees memory.',
  'tests/sandbox/artifacts': 'It removes tens of thousands of folders within a time limit.',
};

const pattern = (paths) => paths.map((path) => path.replaceAll('.', '\\.')).join('|');

const quiet = [`--reporters=${import.meta.dirname}/reporter.cjs`, '--reporters=summary'];

/** Name and command of each part of `npm test`, in the order in which two lanes take them. The first is the longest. */
export const FAST = [
  [
    'unit, contract, architecture, simulation',
    ['jest', '--selectProjects', 'unit', 'contract', 'architecture', 'simulation', `-w=${Math.max(1, processors - 1)}`],
  ],
  ['biome', ['biome', 'check', '.']],
  ['types', ['tsc']],
  ['types of the page', ['tsc', '-p', 'client/page']],
  ['the example prompt', ['jest', '--runInBand', '--selectProjects', 'system', '--testPathPatterns', EXAMPLE]],
  ['eslint', ['eslint', '.']],
].map(([name, command]) => [name, command[0] === 'jest' ? [...command, ...quiet] : command]);

const SYSTEM = ['jest', '--selectProjects', 'local', 'sandbox', 'system'];

/** As in tests/page/support/browser.ts. */
const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The page in a browser, where there is one. */
export const PAGE = CHROMIUM.some((path) => path !== undefined && existsSync(path))
  ? [['the page in Chromium', ['jest', '--selectProjects', 'page', '--runInBand']]]
  : [];

/** What `npm run test:all` adds; one part at a time, because each uses all processors. */
export const REST = [
  [
    'suites with their own sandbox or system',
    [...SYSTEM, '-w=2', '--testPathIgnorePatterns', EXAMPLE, ...Object.keys(ALONE)],
  ],
  ['suites that run alone', [...SYSTEM, '--runInBand', '--testPathPatterns', pattern(Object.keys(ALONE))]],
  ...PAGE,
];
