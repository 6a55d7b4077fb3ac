import type { ModelPlan } from '../../plan/model-plan';
import { unitOf } from '../../plan/units';
import type { Schema } from '../../schema/model';
import { isFlag, isId, isNumeric, truthOf } from '../../schema/roles';
import { Builder } from '../../sql/select';
import { type Closing, closingSource } from '../closing';
import { literal, program, sqlLiteral } from '../python';
import { estimatorsFor } from './algorithms';
import { fitSource } from './fit';
import { leaksSource } from './leaks';
import { mainSource } from './main';
import { pictureSource } from './picture';
import { prepareSource } from './prepare';
import { wordsSource } from './words';

const metricNames = {
  classification: 'accuracy_score, confusion_matrix, f1_score, precision_score, recall_score, roc_auc_score, roc_curve',
  regression: 'mean_absolute_error, mean_squared_error, r2_score',
};
const splitters = {
  classification: 'StratifiedKFold, cross_val_predict, cross_val_score, train_test_split',
  regression: 'KFold, cross_val_predict, cross_val_score, train_test_split',
};
const trees = { classification: 'DecisionTreeClassifier', regression: 'DecisionTreeRegressor' };

const positiveOf = ({ target }: ModelPlan): string => {
  if (target.kind === 'boolean') return 'True';
  if (isFlag(target)) return isNumeric(target) ? '1' : literal(truthOf(target));
  return 'None';
};

/** A column of another table is called by both names. */
const labelOf = (plan: ModelPlan, table: string, name: string): string =>
  table === plan.table.name && name !== plan.target.name ? name : table === plan.table.name ? name : `${table}_${name}`;

/** The program that makes a model, and the statements that it runs. */
export const modelProgram = (plan: ModelPlan, schema: Schema, closing: Closing): string => {
  const { target, task, table, candidates } = plan;
  const known = { kind: 'null', column: target, negated: true } as const;
  const query = { base: table, conditions: [...plan.conditions, known], groups: [], measures: [] };
  const sql = new Builder(schema, table).rows(query, [target, ...candidates]);
  const counts = new Builder(schema, table).grouped(
    { ...query, conditions: plan.conditions, measures: [{ kind: 'count' }, { kind: 'filled', column: target }] },
    ['total', 'known'],
  );
  const choices = estimatorsFor(task, plan.algorithm);
  const choice = plan.algorithm
    ? `Algorithm: {chosen}, as asked.`
    : `Algorithm: {chosen}, the better one in cross-validation of ${choices.map((one) => one.name).join(' and ')}.`;
  const names = candidates.map((column) => labelOf(plan, column.table, column.name));
  const identifiers = candidates.filter(isId).map((column) => labelOf(plan, column.table, column.name));
  const imports = [...new Set([`from sklearn.tree import ${trees[task]}`, ...choices.map((one) => one.import)])].sort();
  return program([
    `"""A model that predicts ${target.name} from the other columns of ${table.name}."""`,
    `import json\n\nimport matplotlib\n\nmatplotlib.use("Agg")\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n` +
      `from sklearn.compose import ColumnTransformer\nfrom sklearn.impute import SimpleImputer\n` +
      `from sklearn.inspection import permutation_importance\nfrom sklearn.metrics import ${metricNames[task]}\n` +
      `from sklearn.model_selection import ${splitters[task]}\nfrom sklearn.pipeline import make_pipeline\n` +
      `from sklearn.preprocessing import OneHotEncoder, StandardScaler\n${imports.join('\n')}\nfrom threadpoolctl import threadpool_limits\n\n` +
      `from interpreter import answer, query, save_model, warn`,
    [
      `SEED = 7\nMOST_ROWS = 200_000`,
      `TABLE, TARGET, TASK = ${literal(table.name)}, ${literal(target.name)}, ${literal(task)}`,
      `UNIT = ${literal(unitOf(target) ?? '')}`,
      `POSITIVE = ${positiveOf(plan)}`,
      `CANDIDATE_COLUMNS = ${literal(names)}`,
      `IDENTIFIERS = ${literal(identifiers)}`,
      `LEFT_OUT = {}`,
      `CHOICE = ${literal(choice)}`,
      `COUNT_SQL = ${sqlLiteral(counts)}`,
      `SQL = ${sqlLiteral(sql)}`,
    ].join('\n'),
    closingSource(closing),
    prepareSource,
    leaksSource(task),
    fitSource(task, choices),
    pictureSource(task),
    wordsSource(task),
    mainSource(task),
  ]);
};
