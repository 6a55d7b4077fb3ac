// ESLint checks promises only, with type information; Biome checks everything else. Biome's noFloatingPromises does not
// resolve the types of packages and misses `client.send(…)`, `readFile(…)` and arrays of promises.
import tseslint from 'typescript-eslint';

/** The expression without optional chaining, type assertions and non-null assertions. */
const unwrapped = (node) =>
  ['ChainExpression', 'TSAsExpression', 'TSNonNullExpression'].includes(node?.type) ? unwrapped(node.expression) : node;

const methodOf = ({ callee }) => (callee?.type === 'MemberExpression' ? callee.property.name : undefined);

/** The next statement. For a `try` the first statement of its block. */
function nextStatement(statement) {
  const { body } = statement.parent;
  const next = Array.isArray(body) ? body[body.indexOf(statement) + 1] : undefined;
  return next?.type === 'TryStatement' ? next.block.body[0] : next;
}

const isPromiseStatic = ({ callee }) => callee.type === 'MemberExpression' && callee.object.name === 'Promise';

const contains = (outer, inner) => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/**
 * A promise that is created first and awaited later may reject in between, which terminates the process. So the next
 * statement must await it or add a `.catch`. Applies to variables, fields, properties, arrays and maps.
 */
const handledImmediately = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      late: 'This promise may reject before it is awaited, which terminates the process. Await it in the next statement or add a .catch there.',
    },
  },
  create(context) {
    const { program, getTypeAtLocation: typeOf } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();
    const awaits = [];
    const declarations = [];

    const isPromiseLike = (type) =>
      type.isUnion() ? type.types.some(isPromiseLike) : ['Promise', 'PromiseLike'].includes(type.symbol?.name);
    const isList = (type) => checker.isArrayType(type) || checker.isTupleType(type);
    const isPromise = (type) =>
      isPromiseLike(type) || (isList(type) && checker.getTypeArguments(type).some(isPromiseLike));
    /** Whether the executor of a `new Promise` can only resolve it, and never with another promise. */
    function onlyResolves(executor) {
      if (!executor?.params || executor.params.length > 1) return false;
      const uses = context.sourceCode.getDeclaredVariables(executor).flatMap(({ references }) => references);
      return !uses.some(
        ({ identifier: { parent } }) =>
          parent.type === 'CallExpression' && parent.arguments.some((one) => isPromise(typeOf(one))),
      );
    }

    /** Whether the expression handles rejections of the promise it creates, or cannot reject. */
    function isHandled(expression) {
      const node = unwrapped(expression);
      if (node.type === 'NewExpression') return onlyResolves(node.arguments[0]);
      if (node.type === 'ArrayExpression') return node.elements.every((one) => one === null || isHandled(one));
      if (node.type === 'ConditionalExpression') return isHandled(node.consequent) && isHandled(node.alternate);
      if (node.type === 'LogicalExpression') return isHandled(node.left) && isHandled(node.right);
      if (node.type !== 'CallExpression') return true;
      if (isPromiseStatic(node))
        return methodOf(node) === 'allSettled' || (methodOf(node) === 'resolve' && node.arguments.length === 0);
      const method = methodOf(node);
      if (method === 'catch') return node.arguments.length > 0;
      if (method === 'then') return node.arguments.length > 1;
      return method === 'finally' && isHandled(node.callee.object);
    }

    /** Whether this use of a promise handles its rejection. With `handlerOnly`, awaiting or returning it does not count. */
    function handles(reference, statement, handlerOnly) {
      let isHandledHere = !handlerOnly && statement.type === 'ReturnStatement';
      for (let node = reference; node !== statement; node = node.parent) {
        const { parent } = node;
        if (parent.type === 'AwaitExpression') isHandledHere ||= !handlerOnly;
        if (parent.type === 'MemberExpression' && parent.object === node && parent.parent.type === 'CallExpression')
          isHandledHere ||= isHandled(parent.parent);
        // Code that may run later or not at all.
        if (/Function|Conditional|Logical|Class/.test(parent.type)) return false;
        if (/Statement$/.test(parent.type) && !/^(Expression|Return)Statement$/.test(parent.type)) return false;
      }
      return isHandledHere;
    }

    const isMapLookup = (node) =>
      methodOf(node) === 'get' && /Map$/.test(typeOf(node.callee.object).symbol?.name ?? '');
    const createsPromise = (node) =>
      ['CallExpression', 'NewExpression', 'ArrayExpression', 'ConditionalExpression', 'LogicalExpression'].includes(
        unwrapped(node).type,
      ) &&
      !isMapLookup(unwrapped(node)) &&
      isPromise(typeOf(node));

    function variableOf(identifier) {
      for (let scope = context.sourceCode.getScope(identifier); scope; scope = scope.upper) {
        const variable = scope.set.get(identifier.name);
        if (variable) return variable;
      }
      return undefined;
    }

    /** Whether the statement after the declaration handles the promise before it awaits anything else. */
    function isHandledNext({ id, parent }, handlerOnly) {
      const next = nextStatement(parent);
      const uses = next && id.type === 'Identifier' ? (variableOf(id)?.references ?? []) : [];
      return uses.some(
        ({ identifier }) =>
          contains(next, identifier) &&
          handles(identifier, next, handlerOnly) &&
          !awaits.some((other) => contains(next, other) && other.range[1] <= identifier.range[0]),
      );
    }

    /** Checks a promise that is stored beyond its statement. */
    function checkStored(value) {
      if (!value) return;
      const node = unwrapped(value);
      if (node.type !== 'Identifier') {
        if (createsPromise(value) && !isHandled(value)) context.report({ node: value, messageId: 'late' });
        return;
      }
      const declarator = variableOf(node)?.defs[0]?.node;
      if (declarator?.type === 'VariableDeclarator') declarations.push({ node, declarator, handlerOnly: true });
    }

    return {
      AwaitExpression: (node) => awaits.push(node),
      VariableDeclarator: (declarator) => declarations.push({ node: declarator.init, declarator, handlerOnly: false }),
      AssignmentExpression: ({ right }) => checkStored(right),
      PropertyDefinition: ({ value }) => checkStored(value),
      'ObjectExpression > Property': ({ value }) => checkStored(value),
      CallExpression: (node) => {
        if (['add', 'push', 'set', 'unshift'].includes(methodOf(node))) node.arguments.forEach(checkStored);
      },
      'Program:exit': () => {
        for (const { node, declarator, handlerOnly } of declarations) {
          const { init } = declarator;
          if (!init || !createsPromise(init) || isHandled(init) || isHandledNext(declarator, handlerOnly)) continue;
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
    plugins: {
      '@typescript-eslint': tseslint.plugin,
      promises: { rules: { 'handled-immediately': handledImmediately } },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // `void` silences the lint rule, but an unhandled rejection still terminates the process.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      // A promise returned from a `try` without await may reject while its `finally` is still awaiting.
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      'promises/handled-immediately': 'error',
    },
  },
  // In tests an early rejection fails the test, which is enough.
  {
    files: ['tests/**'],
    ignores: ['tests/simulation/**', 'tests/architecture/promises/**'],
    rules: { 'promises/handled-immediately': 'off' },
  },
];
