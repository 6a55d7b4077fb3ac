import { equalBands } from '../../link/bands';
import type { Columns, Group } from '../meaning';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** What the answer has one row for: *per month*. */
export const groups = rules;

/** *Each age group*: ranges of a number, the categories of any other column. */
function banded(columns: Columns): Group {
  const { kind, min, max } = columns[0]?.to ?? {};
  const bands =
    (kind === 'integer' || kind === 'number') && typeof min === 'number' && typeof max === 'number'
      ? equalBands(min, max)
      : [];
  return bands.length > 0 ? { k: 'bands', columns, bands } : { k: 'column', columns };
}

rule('group', ':each set', 0, (_, set) => [{ k: 'set', set }]);
rule('group', ':each col', 0, (_, columns) => [{ k: 'column', columns }]);
rule('group', ':by set', 0.02, (_, set) => (set.rank ? undefined : [{ k: 'set', set }]));
rule('group', ':by col', 0, (_, columns) => [{ k: 'column', columns }]);
rule('group', ':by/:each ent col', 0, (_, tables, columns) => {
  const own = columns.filter(({ to }) => to.table === tables[0]?.to.name);
  return own.length > 0 ? [{ k: 'column', columns: own }] : undefined;
});
rule('group', ':by/:each grain', 0, (_, grain) => [{ k: 'grain', grain }]);
rule('group', 'col bands', 0, (columns, bands) => [{ k: 'bands', columns, bands }]);
rule('group', 'col :band', 0, (columns) => [banded(columns)]);
rule('group', ':by/:each col :band', 0, (_, columns) => [banded(columns)]);
rule('group', 'col :band bands', 0, (columns, _, bands) => [{ k: 'bands', columns, bands }]);
rule('group', ':article grain', 0, (_, grain) => [{ k: 'grain', grain }]);
rule('group', 'grain', 0.35, (grain) => [{ k: 'grain', grain }]);
rule('group', 'group :and group', 0, (one, _, other) => [...one, ...other]);
rule('group', 'group :and col', 0.02, (one, _, columns) => [...one, { k: 'column', columns }]);
rule('group', 'group :and grain', 0, (one, _, grain) => [...one, { k: 'grain', grain }]);
rule('group', 'group group', 0.05, (one, other) => [...one, ...other]);
