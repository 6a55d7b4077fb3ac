import { type OpenSandbox, openSandbox } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox();
});
afterAll(() => open?.close());

/** Proves that the program ran to its end. */
const DONE = "\nprint('done')\n";

const imports: readonly string[] = [
  'from mpl_toolkits.mplot3d import Axes3D',
  'from mpl_toolkits.axes_grid1 import make_axes_locatable',
  'from dateutil.relativedelta import relativedelta',
  'from PIL import Image',
  'import patsy',
  'from cycler import cycler',
  'import pylab',
  'import threadpoolctl, packaging',
  'import tomllib, zoneinfo, sqlite3, lzma',
  'try:\n    import nowhere\nexcept ImportError:\n    nowhere = None',
  'if False:\n    import nowhere',
];

test.each(imports)('dependencies of the packages and the standard library can be imported: %j', async (program) => {
  expect(await open.run(program + DONE)).toMatchObject({ error: undefined, stdout: 'done\n' });
});

test.each([
  [
    'a target of with in parentheses',
    'from contextlib import nullcontext\nwith nullcontext((1, 2)) as (a, b):\n    pass',
  ],
  ['items of with in parentheses', 'import io\nwith (io.StringIO() as a, io.StringIO() as b):\n    pass'],
  ['a tuple after match', 'x, y = 1, 2\nmatch x, y:\n    case 1, *rest:\n        assert rest == [2]'],
  ['alternatives with a name', "match b'a':\n    case str() | bytes() as text:\n        assert text == b'a'"],
  [
    'neighbouring strings in a pattern',
    'match "ab":\n    case "a" "b":\n        pass\n    case _:\n        raise ValueError',
  ],
  ['a star in the values of for', 'a = [1]\nfor x in *a, 2:\n    pass'],
  ['a star in an index', 'x = {(1,): 2}\na = [1]\nassert x[*a] == 2'],
  ['a subscript as a decorator', 'a = [lambda f: f]\n@a[0]\ndef f(): pass'],
  ['the name print without a call', 'say = print\nprint'],
  ['a number that ends in a dot', 'assert 1..real == 24. - 23.'],
  ['a string that continues on the next line, with CRLF', "x = 'a\\\r\nb'\r\nassert x == 'ab'\r"],
  ['a form feed', 'x = 1\n\f\ny = 2'],
  ['a bare yield', 'def f():\n    yield\nlist(f())'],
  ['quotes in an f-string', `x = {'a': 1}\nassert f"{x['a']!r:>{3}}" == '  1'`],
  ['hundreds of comments between statements', '# comment\nx = 1\n\n'.repeat(300)],
  ['hundreds of statements of hundreds of terms', `x = ${'1 + '.repeat(300)}1\n`.repeat(300)],
])('valid Python is run: %s', async (_, program) => {
  expect(await open.run(program + DONE)).toMatchObject({ error: undefined, stdout: 'done\n' });
});

test.each([
  ['x = 1\ny = (x\nz = 2\n', 'SyntaxError', 2, "'(' was never closed"],
  ['def f()\n    pass\n', 'SyntaxError', 1, "expected ':'"],
  ["a = 1\nprint 'x'\n", 'SyntaxError', 2, 'Missing parentheses'],
  ["x = 'abc\ny = 1\n", 'SyntaxError', 1, 'unterminated string'],
  ['x = 1\n  y = 2\n', 'IndentationError', 2, 'unexpected indent'],
  ['Here is the program you asked for\n', 'SyntaxError', 1, 'invalid syntax'],
  ['a = 1\nimport json, nowhere\n', 'ModuleNotFoundError', 2, 'nowhere'],
  ['def f():\n    from torch.nn import Module\nf()\n', 'ModuleNotFoundError', 2, 'torch'],
  ['from .helpers import x\n', 'ImportError', 1, 'relative import'],
  ['from pandas import DataFram\n', 'ImportError', 1, 'DataFram'],
])('a program that cannot run is reported with its line: %j', async (program, type, line, message) => {
  const { failure, error } = await open.run(program);
  expect(failure).toMatchObject({ kind: 'program_error' });
  expect(error).toMatchObject({ type, line, message: expect.stringContaining(message) });
});
