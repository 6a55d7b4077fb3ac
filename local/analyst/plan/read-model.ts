import type { Column, Schema, Table } from '../schema/model';
import { isFlag, isId, isNumeric, isTime } from '../schema/roles';
import { type Notes, noteColumn, noteTable } from '../understand/notes';
import { applyRules, type Match, type Rule, type Sentence } from '../understand/pattern';
import type { Word } from '../understand/resolve';
import { type Algorithm, fitsTask, type ModelPlan } from './model-plan';

interface State {
  readonly sentence: Sentence;
  target?: Word;
  table?: Word;
  features?: readonly Word[];
  without: Word[];
  algorithm?: Word;
  task?: ModelPlan['task'];
}

const takeTarget = (match: Match, state: State): boolean => {
  if (state.target) return false;
  const goal = match.one('goal');
  const behind = goal && state.sentence.words.slice(goal.at + 1).find((word) => !word.roles.has('skip'));
  // Of two names in a row the last is what is meant: `departure delay`.
  const head =
    goal && behind?.at === goal.at + 1 && behind.roles.has('measure') && !state.sentence.isUsed(behind) ? behind : goal;
  if (goal && head) state.sentence.use([goal, head]);
  state.target = head;
  return true;
};
const takeTable = (match: Match, state: State): boolean => {
  if (state.table) return false;
  state.table = match.one('table');
  return true;
};
const takeFeatures = (match: Match, state: State): boolean => {
  state.features = [...(state.features ?? []), ...match.all('column'), ...match.all('measure')];
  return true;
};
const takeAlgorithm = (match: Match, state: State): boolean => {
  state.algorithm = match.one('algorithm');
  return true;
};
const ignore = (): boolean => true;

/** How a model is asked for, most telling wordings first. */
const rules: readonly Rule<State>[] = [
  {
    pattern: 'not build? by? column and* column* and* column*',
    read: (match, state) => state.without.push(...match.all('column')) > 0,
  },
  {
    pattern: 'without build? column and* column* and* column*',
    read: (match, state) => state.without.push(...match.all('column')) > 0,
  },
  { pattern: 'goal=column be? rel? prep* be? target', read: takeTarget },
  { pattern: 'target be? prep* goal=column', read: takeTarget },
  { pattern: 'model prep* wh? rel? goal=column', read: takeTarget },
  { pattern: 'task prep* goal=column', read: takeTarget },
  {
    pattern: 'algorithm prep:for wh? rel? goal=column',
    read: (match, state) => takeTarget(match, state) && takeAlgorithm(match, state),
  },
  {
    pattern: 'model prep* table prep* by? goal=column',
    read: (match, state) => takeTarget(match, state) && takeTable(match, state),
  },
  {
    pattern: 'model prep* wh? rel? table be? rel? by? contains? prep* goal=column',
    read: (match, state) => takeTarget(match, state) && takeTable(match, state),
  },
  { pattern: 'goal=column model', read: takeTarget },
  { pattern: 'affect goal=column', read: takeTarget },
  { pattern: 'algorithm', read: takeAlgorithm },
  { pattern: 'prep|time_op|build table', read: takeTable },
  { pattern: 'table', read: takeTable },
  {
    pattern: 'features? build|time_op|prep|by|features column and* column* and* column* and* column* and* column*',
    read: takeFeatures,
  },
  { pattern: 'features', read: ignore },
  { pattern: 'quality', read: ignore },
  { pattern: 'target', read: ignore },
  { pattern: 'model', read: ignore },
  { pattern: 'task', read: ignore },
];

const taskOf = (sentence: Sentence): ModelPlan['task'] | undefined => {
  const said = (role: string): boolean =>
    sentence.words.some((word) => word.roles.has(role) && !word.roles.has('algorithm'));
  if (said('task:classification')) return 'classification';
  return said('task:regression') ? 'regression' : undefined;
};

const fewest = 10;
const naturalTask = (target: Column): ModelPlan['task'] => {
  if (!isNumeric(target) || isFlag(target)) return 'classification';
  const few = target.distinct !== undefined && target.distinct <= (target.kind === 'integer' ? fewest : 2);
  return few ? 'classification' : 'regression';
};

const unlearnable = (target: Column, table: Table): string | undefined => {
  if (isTime(target) || target.kind === 'other')
    return `${target.name} is a ${target.type}: a model needs a number or a category as its target.`;
  if (target.kind === 'text' && target.distinct !== undefined && target.distinct > 30) {
    return `${target.name} has ${target.distinct} different values: too many to be told apart by a model.`;
  }
  if (isId(target) && (target.distinct ?? table.rows) > 30)
    return `${target.name} is an identifier: there is nothing to learn about it.`;
  return undefined;
};

/** Whether the question asks for a model. */
export const asksForModel = (sentence: Sentence): boolean => {
  const model = sentence.has('model');
  const sure = sentence.words.some(
    (word) => word.roles.has('model') && !/^(model|models|estimate|make|train|fit|learn|training)$/.test(word.lower),
  );
  const named = sentence.words.some(
    (word) => word.roles.has('algorithm') && word.lower.length > 4 && !word.roles.has('table'),
  );
  return sure || named || (model && (sentence.has('target') || sentence.has('build')));
};

/** Reads what model is asked for; undefined when it does not say of what, with the reason in the notes. */
export const readModel = (sentence: Sentence, schema: Schema, notes: Notes): ModelPlan | undefined => {
  const state: State = { sentence, without: [], task: taskOf(sentence) };
  applyRules(sentence, rules, state);
  const target = state.target?.column;
  if (!state.target || !target) {
    notes.refuse(
      'The column that the model should predict is missing. Name it, for example: "Train a model to predict COLUMN from TABLE".',
    );
    return undefined;
  }
  const named = state.table?.table?.table;
  const here = named?.columns.find((column) => column === target.column) || !named;
  const again = named && state.target.links.columns.find((link) => link.table === named && link.points >= 0.8);
  const table = here ? target.table : again ? named : target.table;
  const column = here ? target.column : (again?.column ?? target.column);
  if (named && !here && !again)
    notes.refuse(`The table ${named.name} has no column ${state.target.text}; ${target.table.name} has one.`);
  if (state.table) noteTable(notes, state.table, true);
  noteColumn(notes, state.target, schema, true);
  const reason = unlearnable(column, table);
  if (reason) notes.refuse(reason);
  const task = state.task ?? naturalTask(column);
  if (task === 'regression' && (!isNumeric(column) || isFlag(column))) {
    notes.refuse(
      `A regression needs a number as its target; ${column.name} is ${isFlag(column) ? 'yes or no' : column.type}. Ask for a classification.`,
    );
  }
  if (task === 'classification' && naturalTask(column) === 'regression' && (column.distinct ?? 99) > 30) {
    notes.refuse(`${column.name} is a number with many values: ask for a regression of it.`);
  }
  const algorithm = algorithmOf(state.algorithm, task, notes);
  const asked = state.features?.flatMap((word) => word.column?.column ?? []) ?? [];
  const without = state.without.flatMap((word) => word.column?.column.name ?? []);
  for (const word of [...(state.features ?? []), ...state.without]) noteColumn(notes, word, schema);
  const all = (asked.length > 0 ? asked : table.columns).filter(
    (other) => other !== column && !without.includes(other.name) && other.kind !== 'other',
  );
  return {
    ...{ shape: 'model', table, target: column, task, candidates: [...new Set(all)], conditions: [], algorithm },
    algorithmSaid: state.algorithm?.text,
  };
};

const algorithmOf = (word: Word | undefined, task: ModelPlan['task'], notes: Notes): Algorithm | undefined => {
  const algorithm = word?.phrases.find((phrase) => phrase.role === 'algorithm')?.arg as Algorithm | undefined;
  if (!word || !algorithm) return undefined;
  if (!fitsTask(algorithm, task)) {
    notes.refuse(`${word.text} does not do ${task}. Name another algorithm, or none.`);
    return undefined;
  }
  if (/ridge|lasso/.test(word.lower)) notes.assume(`Instead of ${word.text} a plain linear regression is fitted.`);
  if (/xgb|lightgbm|lgbm|catboost/.test(word.lower))
    notes.assume(`${word.text} is not in the sandbox: scikit-learn's histogram gradient boosting does the same.`);
  return algorithm;
};
