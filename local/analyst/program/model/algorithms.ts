import type { Algorithm } from '../../plan/model-plan';

interface Estimator {
  readonly name: string;
  readonly import: string;
  readonly source: string;
}
type Task = 'classification' | 'regression';

const estimator = (name: string, from: string, source: string): Estimator => ({
  name,
  import: `from ${from} import ${source.slice(0, source.indexOf('('))}`,
  source,
});

const weights = 'class_weight=weights';
const estimators: Readonly<Record<Task, Partial<Record<Algorithm, Estimator>>>> = {
  classification: {
    logistic: estimator('logistic regression', 'sklearn.linear_model', `LogisticRegression(max_iter=1000, ${weights})`),
    boosting: estimator(
      'gradient boosting',
      'sklearn.ensemble',
      `HistGradientBoostingClassifier(max_iter=80, max_leaf_nodes=15, l2_regularization=1.0, ${weights}, random_state=SEED)`,
    ),
    forest: estimator(
      'random forest',
      'sklearn.ensemble',
      `RandomForestClassifier(n_estimators=150, min_samples_leaf=5, ${weights}, random_state=SEED)`,
    ),
    tree: estimator(
      'decision tree',
      'sklearn.tree',
      `DecisionTreeClassifier(max_depth=6, min_samples_leaf=20, ${weights}, random_state=SEED)`,
    ),
    neighbours: estimator('k nearest neighbours', 'sklearn.neighbors', 'KNeighborsClassifier(n_neighbors=25)'),
    svm: estimator('support vector machine', 'sklearn.svm', `SVC(probability=True, ${weights}, random_state=SEED)`),
    bayes: estimator('naive Bayes', 'sklearn.naive_bayes', 'GaussianNB()'),
    network: estimator(
      'neural network',
      'sklearn.neural_network',
      'MLPClassifier(hidden_layer_sizes=(32, 16), early_stopping=True, max_iter=200, random_state=SEED)',
    ),
  },
  regression: {
    linear: estimator('linear regression', 'sklearn.linear_model', 'Ridge(alpha=1.0)'),
    boosting: estimator(
      'gradient boosting',
      'sklearn.ensemble',
      'HistGradientBoostingRegressor(max_iter=120, max_leaf_nodes=15, l2_regularization=1.0, random_state=SEED)',
    ),
    forest: estimator(
      'random forest',
      'sklearn.ensemble',
      'RandomForestRegressor(n_estimators=150, min_samples_leaf=5, random_state=SEED)',
    ),
    tree: estimator(
      'decision tree',
      'sklearn.tree',
      'DecisionTreeRegressor(max_depth=6, min_samples_leaf=20, random_state=SEED)',
    ),
    neighbours: estimator('k nearest neighbours', 'sklearn.neighbors', 'KNeighborsRegressor(n_neighbors=25)'),
    svm: estimator('support vector machine', 'sklearn.svm', 'SVR()'),
    network: estimator(
      'neural network',
      'sklearn.neural_network',
      'MLPRegressor(hidden_layer_sizes=(32, 16), early_stopping=True, max_iter=200, random_state=SEED)',
    ),
  },
};

const defaults: Readonly<Record<Task, readonly Algorithm[]>> = {
  classification: ['logistic', 'boosting'],
  regression: ['linear', 'boosting'],
};

/** The estimators to choose from: the one asked for, otherwise a simple and a flexible one. */
export const estimatorsFor = (task: Task, asked?: Algorithm): readonly Estimator[] => {
  const found = asked && estimators[task][asked];
  return found ? [found] : defaults[task].flatMap((name) => estimators[task][name] ?? []);
};
