import { importProblems } from '../../../functions/generate-code/preflight/imports';
import { parseProgram } from '../../../functions/generate-code/preflight/python';
import { literalQueries, queryProblems } from '../../../functions/generate-code/preflight/queries';
import { syntaxProblems } from '../../../functions/generate-code/preflight/syntax';
import { StatementError, WarehouseUnavailable } from '../../../functions/shared/warehouse/port';
import { fakeWarehouse } from '../../fakes/warehouse';

describe('syntax', () => {
  const problems = (program: string) => syntaxProblems(parseProgram(program));

  test.each([
    ['an unclosed bracket', 'x = (1\ny = 2\n', 'line 2'],
    ['a missing colon', 'def f()\n    pass\n', 'line 1'],
    ['print as a statement', 'a = 1\nprint "x"\n', 'line 2: print needs parentheses'],
    ['a string that is not closed', "x = 'abc\ny = 1\n", 'line 1: string is not closed'],
    ['an open triple quote', 'x = """abc\n', 'line 1'],
    ['a missing body', 'if x:\npass\n', 'line 2'],
    ['a fence', '```python\nx = 1\n```', 'line 1'],
    ['an assignment as a condition', 'if x = 1:\n    pass\n', 'line 1'],
    ['two names side by side', 'a = b c\n', 'line 1: invalid syntax: `a = b c`'],
    ['try alone', 'try:\n    pass\n', 'line 1: try without'],
    ['words instead of a program', 'Here is the program you asked for\n', 'line 1'],
  ])('%s is found on its line', (_, program, expected) => {
    expect(problems(program)[0]).toContain(expected);
  });

  test.each([
    ['numbers that end in a dot', 'x = 24.\ny = [1., 2.]\nz = (1.) / 1.e5\n'],
    ['a bare yield', 'def f():\n    yield\n'],
    ['a parenthesized with', 'with (open("a") as b, open("c") as d):\n    pass\n'],
    ['a starred target of a comprehension', 'values = {name: 1 for name, *_ in []}\n'],
    ['a starred index', 'x = {}\ny = x[*"a"]\n'],
    ['match with classes', 'match x:\n    case ast.BinOp():\n        pass\n    case {"a": 1, **rest}:\n        pass\n'],
    ['a form feed', 'x = 1\n\f\ny = 2\n'],
    ['nested f-strings', 'print(f"{x!r:>{w}} {d["a"]:,.2f} {y:%Y-%m-%d} {z = }")\n'],
    ['walrus, star and lambda', 'if (n := len(a)) > 5:\n    f(*a, key=lambda *b, **c: (b, c))\n'],
    ['a continued string', 'x = "a" \\\n  "b"\ny = "it\\\n  goes on"\n'],
    ['generic functions', 'type A = int\ndef f[T](x: T) -> T:\n    return x\n'],
    ['method chains', 'df = (df\n  .assign(a=lambda d: d.x / 2)\n  [["a"]]\n)\n'],
    ['an empty program', ''],
  ])('%s pass', (_, program) => {
    expect(problems(program)).toEqual([]);
  });

  test('no more than five lines are reported', () => {
    expect(problems('a b\n'.repeat(20))).toHaveLength(5);
  });
});

describe('imports', () => {
  const problems = (program: string) => importProblems(parseProgram(program), new Set(['pandas', 'sklearn']));

  test.each([
    'import pandas as pd, json',
    'from sklearn.model_selection import (train_test_split,\n  cross_val_score)',
    'from interpreter import query, answer',
    'import os.path as p, socket, subprocess',
    'from __future__ import annotations',
    'try:\n    import xgboost\nexcept ImportError:\n    xgboost = None',
  ])('%j can be served', (program) => {
    expect(problems(`${program}\n`)).toEqual([]);
  });

  test.each([
    ['import json, xgboost as x', 'line 1: there is no module `xgboost`'],
    ['x = 1\nfrom torch.nn import Module', 'line 2: there is no module `torch`'],
    ['def f():\n    import imp', 'line 2: there is no module `imp`'],
    ['from .helpers import x', 'line 1: a relative import'],
    ['from . import x', 'line 1: a relative import'],
  ])('%j is reported', (program, expected) => {
    expect(problems(`${program}\n`)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('statements', () => {
  test('each is explained once, without its semicolon', async () => {
    const warehouse = fakeWarehouse();
    await expect(
      queryProblems(['select 1;', ' select 1', '-- all\nwith a as (select 2) select * from a'], warehouse),
    ).resolves.toEqual([]);
    expect(warehouse.statements).toEqual(['EXPLAIN select 1', 'EXPLAIN -- all\nwith a as (select 2) select * from a']);
  });

  test('what the warehouse says is reported with the statement', async () => {
    const warehouse = fakeWarehouse((sql) =>
      sql.includes('nope') ? new StatementError('column "nope" does not exist') : undefined,
    );
    const problems = await queryProblems(['select nope from t', 'select 1'], warehouse);
    expect(problems).toEqual(['query `select nope from t`: column "nope" does not exist']);
  });

  test.each(['drop table users', 'insert into t values (1)', '/* select */ delete from t'])(
    '%j never reaches the warehouse',
    async (sql) => {
      const warehouse = fakeWarehouse();
      expect(await queryProblems([sql], warehouse)).toEqual([expect.stringContaining('only SELECT')]);
      expect(warehouse.statements).toEqual([]);
    },
  );

  test('a warehouse that does not answer is not the fault of the statement', async () => {
    const warehouse = fakeWarehouse(() => new WarehouseUnavailable('asleep'));
    await expect(queryProblems(['select 1'], warehouse)).rejects.toBeInstanceOf(WarehouseUnavailable);
  });

  test('literals given to query are found, and nothing that is put together while the program runs', () => {
    const program = [
      'a = query("select 1")',
      'b = query("""\nselect 2\n""", name="two")',
      'c = query(f"select {x}")',
      'd = query("select " + x)',
      'e = other("select 3")',
      "f = query(r'select 4')",
    ].join('\n');
    expect(literalQueries(parseProgram(program))).toEqual(['select 1', '\nselect 2\n', 'select 4']);
  });
});
