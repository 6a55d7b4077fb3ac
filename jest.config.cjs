// The SDK warns on Node 20; the functions run on a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** One fast transform for all tests, and a project for each kind. */
const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(tsx?|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'commonjs' },
      },
    ],
    '^.+\\.md$': '<rootDir>/tests/text-transform.cjs',
  },
  // These packages are modules of the browser.
  transformIgnorePatterns: ['/node_modules/(?!(preact|@preact)/)'],
  moduleFileExtensions: ['ts', 'tsx', 'mjs', 'js', 'cjs', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/', '<rootDir>/.aws-sam/', '<rootDir>/results/'],
};

const project = (name, extra = {}) => ({
  ...common,
  displayName: name,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
  ...extra,
});

module.exports = {
  // For tests that hang, not for slow ones: the machine may be busy.
  testTimeout: 60_000,
  projects: [
    project('unit'),
    project('contract'),
    project('architecture'),
    project('local'),
    project('sandbox'),
    project('system'),
    project('page'),
    project('kills'),
    project('simulation'),
  ],
};
