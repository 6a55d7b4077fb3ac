// Imports go one way: handler → ports → domain; wiring → adapters. The product imports nothing from local, tests or bench;
// nothing imports eval.
const product = '^(events|functions|executor|lib|client)/';
const adapters =
  '^functions/shared/[^/]+/(dynamodb|s3|eventbridge|ecs|bedrock|redshift-data|secrets-manager|sqs|https)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-imports-local-tests-bench',
      severity: 'error',
      from: { path: product },
      to: { path: '^(local|tests|bench)/' },
    },
    {
      name: 'nothing-imports-eval',
      severity: 'error',
      from: { pathNot: '^(eval|tests)/' },
      to: { path: '^eval/' },
    },
    {
      name: 'analyst-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^analyst/' },
      to: { path: '^(functions|executor|lib|client|local|input|operations|eval|tests|bench)/' },
    },
    {
      name: 'events-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^events/' },
      to: { path: '^(functions|executor|lib|client|local|input|stacks)/' },
    },
    {
      name: 'domain-imports-only-types-of-contracts',
      severity: 'error',
      from: { path: '^functions/shared/domain/' },
      to: { path: '^events/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-imports-nothing-else',
      severity: 'error',
      from: { path: '^functions/shared/domain/' },
      to: { pathNot: '^(functions/shared/domain|events)/' },
    },
    {
      name: 'ports-import-only-domain-and-contracts',
      severity: 'error',
      from: { path: '^functions/shared/[^/]+/port\\.ts$' },
      to: { path: '^(functions|executor|lib)/', pathNot: '^functions/shared/domain/' },
    },
    {
      name: 'handlers-import-no-adapter',
      severity: 'error',
      from: { path: '^functions/[^/]+/(?!index\\.ts$)', pathNot: '^functions/shared/' },
      to: { path: [adapters, '^lib/aws/', '^functions/shared/(clients|config)\\.ts$'] },
    },
    {
      name: 'functions-do-not-import-each-other',
      severity: 'error',
      from: { path: '^functions/([^/]+)/', pathNot: '^functions/shared/' },
      to: { path: '^functions/', pathNot: ['^functions/$1/', '^functions/shared/'] },
    },
    {
      name: 'shared-imports-no-function',
      severity: 'error',
      from: { path: '^functions/shared/' },
      to: { path: '^functions/', pathNot: '^functions/shared/' },
    },
    {
      name: 'executor-imports-nothing-of-functions',
      severity: 'error',
      from: { path: '^executor/' },
      to: { path: '^(functions|client)/' },
    },
    {
      name: 'executor-reaches-aws-by-adapters',
      severity: 'error',
      from: { path: '^executor/supervisor/(?!aws/)' },
      to: { path: '^lib/aws/' },
    },
    {
      name: 'lib-imports-no-code-that-uses-it',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|executor|client|operations)/' },
    },
    {
      name: 'lib-imports-only-types-of-contracts',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^events/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'functions-import-no-executor-code',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^executor/', pathNot: '\\.json$' },
    },
    {
      name: 'client-imports-only-types-of-contracts',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/(cli|page)/' },
      to: { pathNot: '^client/(?!(cli|page)/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-runs-in-a-browser',
      severity: 'error',
      from: { path: '^client/page/browser/' },
      to: {
        pathNot: ['^client/page/browser/', '^client/[^/]+$', '^types/', '^node_modules/', '^vega-lite$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'command-line-and-page-import-only-the-client',
      severity: 'error',
      from: { path: '^client/(cli|page)/' },
      to: { path: '^(events|functions|executor)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-development-dependency-in-the-product',
      severity: 'error',
      from: { path: product, pathNot: ['^events/generate', '^client/page/(build|gallery)'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.md'] },
  },
};
