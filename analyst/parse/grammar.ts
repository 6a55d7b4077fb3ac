import { Grammar } from './chart';
import { comparisons } from './rules/comparisons';
import { constraints } from './rules/constraints';
import { contrasts } from './rules/contrasts';
import { existence } from './rules/existence';
import { groups } from './rules/groups';
import { items } from './rules/items';
import { orders } from './rules/orders';
import { periods } from './rules/periods';
import { questions } from './rules/questions';
import { ranks } from './rules/ranks';
import { sets } from './rules/sets';
import { terms } from './rules/terms';
import { texts } from './rules/texts';
import { values } from './rules/values';

/** All rules. */
export const grammar = new Grammar([
  ...constraints,
  ...values,
  ...comparisons,
  ...periods,
  ...texts,
  ...existence,
  ...sets,
  ...ranks,
  ...terms,
  ...groups,
  ...orders,
  ...items,
  ...contrasts,
  ...questions,
]);
