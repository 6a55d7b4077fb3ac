import type { ModelPlan } from '../../plan/model-plan';
import { unitOf } from '../../plan/units';
import type { Schema } from '../../schema/model';
import { isFlag, isId, isNumeric, truthOf } from '../../schema/roles';
import { Builder } from '../../sql/select';
import { type Closing, closingSource } from '../closing';
import { docstring, literal, type Python, program, python, several, sqlLiteral, statements } from '../python';
import { estimatorsFor } from './algorithms';
import { fitSource } from './fit';
import { leaksSource } from './leaks';
import { mainSource } from './main';
import { pictureSource } from './picture';
import { prepareSource } from './prepare';
import { wordsSource } from './words';

const metricNames = {
  classification: python`accuracy_score, confusion_matrix, f1_score, precision_score, recall_score, roc_auc_score, roc_curve`,
  regression: python`mean_absolute_error, mean_squared_error, r2_score`,
};
const splitters = {
  classification: python`StratifiedKFold, cross_val_predict, cross_val_score, train_test_split`,
  regression: python`KFold, cross_val_predict, cross_val_score, train_test_split`,
};
const trees = { classification: python`DecisionTreeClassifier`, regression: python`DecisionTreeRegressor` };

const positiveOf = ({ target }: ModelPlan): Python => {
  if (target.kind === 'boolean') return literal(true);
  if (isFlag(target)) return literal(isNumeric(target) ? 1 : truthOf(target));
  return literal(null);
};

const importsSource = (task: ModelPlan['task'], estimators: readonly Python[]): Python => python`
import json

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.inspection import permutation_importance
from sklearn.metrics import ${metricNames[task]}
from sklearn.model_selection import ${splitters[task]}
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
${statements(...estimators)}
from threadpoolctl import threadpool_limits

from interpreter import answer, query, save_model, warn
`;

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
  const imports = [
    ...new Set([python`from sklearn.tree import ${trees[task]}`, ...choices.map((one) => one.import)]),
  ].sort();
  return program([
    docstring(`A model that predicts ${target.name} from the other columns of ${table.name}`),
    importsSource(task, imports),
    statements(
      python`SEED = 7\nMOST_ROWS = 200_000`,
      python`TABLE, TARGET, TASK = ${several(table.name, target.name, task)}`,
      python`UNIT = ${literal(unitOf(target) ?? '')}`,
      python`POSITIVE = ${positiveOf(plan)}`,
      python`CANDIDATE_COLUMNS = ${literal(names)}`,
      python`IDENTIFIERS = ${literal(identifiers)}`,
      python`LEFT_OUT = {}`,
      python`CHOICE = ${literal(choice)}`,
      python`COUNT_SQL = ${sqlLiteral(counts)}`,
      python`SQL = ${sqlLiteral(sql)}`,
    ),
    closingSource(closing),
    prepareSource,
    leaksSource(task),
    fitSource(task, choices),
    pictureSource(task),
    wordsSource(task),
    mainSource(task),
  ]);
};
