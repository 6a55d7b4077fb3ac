// ESLint looks after promises alone, with the compiler's types; everything else is Biome's. Biome's noFloatingPromises
// does not know the types of packages: it sees no `client.send(…)`, no `readFile(…)` and no array of promises.
import tseslint from 'typescript-eslint';

/** The expression without what does not change its value. */
const bare = (node) =>
  ['ChainExpression', 'TSAsExpression', 'TSNonNullExpression'].includes(node?.type) ? bare(node.expression) : node;

const methodOf = ({ callee }) => (callee?.type === 'MemberExpression' ? callee.property.name : undefined);

/** The next statement; of a `try` its first one. */
function nextStatement(statement) {
  const { body } = statement.parent;
  const next = Array.isArray(body) ? body[body.indexOf(statement) + 1] : undefined;
  return next?.type === 'TryStatement' ? next.block.body[0] : next;
}

const isOfPromise = ({ callee }) => callee.type === 'MemberExpression' && callee.object.name === 'Promise';

const holds = (outer, inner) => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/**
 * A promise that is made first and awaited later may reject in between, and ends the process then. So what is not
 * awaited by the next statement gets its `.catch` there; this holds for variables, fields, properties, arrays and maps.
 */
const handledAtOnce = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      late: 'This promise may reject before it is awaited, and ends the process then. Await it in the next statement, or give it a .catch there.',
    },
  },
  create(context) {
    const { program, getTypeAtLocation: typeOf } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();
    const awaits = [];
    const declared = [];

    const isOne = (type) =>
      type.isUnion() ? type.types.some(isOne) : ['Promise', 'PromiseLike'].includes(type.symbol?.name);
    const isList = (type) => checker.isArrayType(type) || checker.isTupleType(type);
    const isPromise = (type) => isOne(type) || (isList(type) && checker.getTypeArguments(type).some(isOne));
    /** Whether the executor of a `new Promise` can but resolve it, with what is no promise itself. */
    function onlyResolves(executor) {
      if (!executor?.params || executor.params.length > 1) return false;
      const uses = context.sourceCode.getDeclaredVariables(executor).flatMap(({ references }) => references);
      return !uses.some(
        ({ identifier: { parent } }) =>
          parent.type === 'CallExpression' && parent.arguments.some((one) => isPromise(typeOf(one))),
      );
    }

    /** Whether a rejection of what is made here is handled already, or cannot come. */
    function isHandled(given) {
      const node = bare(given);
      if (node.type === 'NewExpression') return onlyResolves(node.arguments[0]);
      if (node.type === 'ArrayExpression') return node.elements.every((one) => one === null || isHandled(one));
      if (node.type === 'ConditionalExpression') return isHandled(node.consequent) && isHandled(node.alternate);
      if (node.type === 'LogicalExpression') return isHandled(node.left) && isHandled(node.right);
      if (node.type !== 'CallExpression') return true;
      if (isOfPromise(node))
        return methodOf(node) === 'allSettled' || (methodOf(node) === 'resolve' && node.arguments.length === 0);
      const method = methodOf(node);
      if (method === 'catch') return node.arguments.length > 0;
      if (method === 'then') return node.arguments.length > 1;
      return method === 'finally' && isHandled(node.callee.object);
    }

    /** Whether this use of a promise handles its rejection. `only`: as a handler, not by awaiting or returning it. */
    function handles(reference, statement, only) {
      let isDone = !only && statement.type === 'ReturnStatement';
      for (let node = reference; node !== statement; node = node.parent) {
        const { parent } = node;
        if (parent.type === 'AwaitExpression') isDone ||= !only;
        if (parent.type === 'MemberExpression' && parent.object === node && parent.parent.type === 'CallExpression')
          isDone ||= isHandled(parent.parent);
        // What may not be reached, or not at once.
        if (/Function|Conditional|Logical|Class/.test(parent.type)) return false;
        if (/Statement$/.test(parent.type) && !/^(Expression|Return)Statement$/.test(parent.type)) return false;
      }
      return isDone;
    }

    const isOfMap = (node) => methodOf(node) === 'get' && /Map$/.test(typeOf(node.callee.object).symbol?.name ?? '');
    const isMade = (node) =>
      ['CallExpression', 'NewExpression', 'ArrayExpression', 'ConditionalExpression', 'LogicalExpression'].includes(
        bare(node).type,
      ) &&
      !isOfMap(bare(node)) &&
      isPromise(typeOf(node));

    function variableOf(identifier) {
      for (let scope = context.sourceCode.getScope(identifier); scope; scope = scope.upper) {
        const found = scope.set.get(identifier.name);
        if (found) return found;
      }
      return undefined;
    }

    /** Whether the statement after the declaration handles the promise, before it awaits anything else. */
    function isHandledNext({ id, parent }, only) {
      const next = nextStatement(parent);
      const uses = next && id.type === 'Identifier' ? (variableOf(id)?.references ?? []) : [];
      return uses.some(
        ({ identifier }) =>
          holds(next, identifier) &&
          handles(identifier, next, only) &&
          !awaits.some((other) => holds(next, other) && other.range[1] <= identifier.range[0]),
      );
    }

    /** A promise that is put where it outlives its statement. */
    function stored(value) {
      if (!value) return;
      const node = bare(value);
      if (node.type !== 'Identifier') {
        if (isMade(value) && !isHandled(value)) context.report({ node: value, messageId: 'late' });
        return;
      }
      const declarator = variableOf(node)?.defs[0]?.node;
      if (declarator?.type === 'VariableDeclarator') declared.push({ node, declarator, only: true });
    }

    return {
      AwaitExpression: (node) => awaits.push(node),
      VariableDeclarator: (declarator) => declared.push({ node: declarator.init, declarator, only: false }),
      AssignmentExpression: ({ right }) => stored(right),
      PropertyDefinition: ({ value }) => stored(value),
      'ObjectExpression > Property': ({ value }) => stored(value),
      CallExpression: (node) => {
        if (['add', 'push', 'set', 'unshift'].includes(methodOf(node))) node.arguments.forEach(stored);
      },
      'Program:exit': () => {
        for (const { node, declarator, only } of declared) {
          const { init } = declarator;
          if (!init || !isMade(init) || isHandled(init) || isHandledNext(declarator, only)) continue;
          context.report({ node, messageId: 'late' });
        }
      },
    };
  },
};

export default [
  { ignores: ['dist/', '.local/', '.aws-sam/', 'results/', 'tests/architecture/promises/'] },
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    plugins: { '@typescript-eslint': tseslint.plugin, promises: { rules: { 'handled-at-once': handledAtOnce } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // `void` hides a rejection from the reader, not from the process.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      // In a `try` with `finally`, a promise that is returned unawaited may reject while the `finally` still awaits.
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      'promises/handled-at-once': 'error',
    },
  },
  // A test that rejects too early fails, and ends nothing of the product.
  {
    files: ['tests/**'],
    ignores: ['tests/simulation/**', 'tests/architecture/promises/**'],
    rules: { 'promises/handled-at-once': 'off' },
  },
];
