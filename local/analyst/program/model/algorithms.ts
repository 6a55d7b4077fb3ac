import type { Algorithm } from '../../plan/model-plan';
import { type Python, python } from '../python';

interface Estimator {
  readonly name: string;
  readonly import: Python;
  readonly source: Python;
}
type Task = 'classification' | 'regression';

const estimator = (name: string, from: Python, kind: Python, settings: Python): Estimator => ({
  name,
  import: python`from ${from} import ${kind}`,
  source: python`${kind}(${settings})`,
});

const weights = python`class_weight=weights`;
const estimators: Readonly<Record<Task, Partial<Record<Algorithm, Estimator>>>> = {
  classification: {
    logistic: estimator(
      'logistic regression',
      python`sklearn.linear_model`,
      python`LogisticRegression`,
      python`max_iter=1000, ${weights}`,
    ),
    boosting: estimator(
      'gradient boosting',
      python`sklearn.ensemble`,
      python`HistGradientBoostingClassifier`,
      python`max_iter=80, max_leaf_nodes=15, l2_regularization=1.0, ${weights}, random_state=SEED`,
    ),
    forest: estimator(
      'random forest',
      python`sklearn.ensemble`,
      python`RandomForestClassifier`,
      python`n_estimators=150, min_samples_leaf=5, ${weights}, random_state=SEED`,
    ),
    tree: estimator(
      'decision tree',
      python`sklearn.tree`,
      python`DecisionTreeClassifier`,
      python`max_depth=6, min_samples_leaf=20, ${weights}, random_state=SEED`,
    ),
    neighbours: estimator(
      'k nearest neighbours',
      python`sklearn.neighbors`,
      python`KNeighborsClassifier`,
      python`n_neighbors=25`,
    ),
    svm: estimator(
      'support vector machine',
      python`sklearn.svm`,
      python`SVC`,
      python`probability=True, ${weights}, random_state=SEED`,
    ),
    bayes: estimator('naive Bayes', python`sklearn.naive_bayes`, python`GaussianNB`, python``),
    network: estimator(
      'neural network',
      python`sklearn.neural_network`,
      python`MLPClassifier`,
      python`hidden_layer_sizes=(32, 16), early_stopping=True, max_iter=200, random_state=SEED`,
    ),
  },
  regression: {
    linear: estimator('linear regression', python`sklearn.linear_model`, python`Ridge`, python`alpha=1.0`),
    boosting: estimator(
      'gradient boosting',
      python`sklearn.ensemble`,
      python`HistGradientBoostingRegressor`,
      python`max_iter=120, max_leaf_nodes=15, l2_regularization=1.0, random_state=SEED`,
    ),
    forest: estimator(
      'random forest',
      python`sklearn.ensemble`,
      python`RandomForestRegressor`,
      python`n_estimators=150, min_samples_leaf=5, random_state=SEED`,
    ),
    tree: estimator(
      'decision tree',
      python`sklearn.tree`,
      python`DecisionTreeRegressor`,
      python`max_depth=6, min_samples_leaf=20, random_state=SEED`,
    ),
    neighbours: estimator(
      'k nearest neighbours',
      python`sklearn.neighbors`,
      python`KNeighborsRegressor`,
      python`n_neighbors=25`,
    ),
    svm: estimator('support vector machine', python`sklearn.svm`, python`SVR`, python``),
    network: estimator(
      'neural network',
      python`sklearn.neural_network`,
      python`MLPRegressor`,
      python`hidden_layer_sizes=(32, 16), early_stopping=True, max_iter=200, random_state=SEED`,
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
