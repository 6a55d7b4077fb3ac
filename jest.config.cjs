// The SDK warns on Node 20; the functions run on a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const transform = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    },
    module: { type: 'commonjs' },
  },
];

/** One fast transform for all tests, and a project for each kind. */
const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(tsx?|mjs)$': transform,
    // A package that only import can load.
    '/node_modules/oauth4webapi/.+\\.js$': transform,
    '^.+\\.md$': '<rootDir>/tests/text-transform.cjs',
  },
  // These packages are modules only.
  transformIgnorePatterns: ['/node_modules/(?!(preact|@preact|oauth4webapi)/)'],
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
