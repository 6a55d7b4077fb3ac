import { joined, literal, type Python, python } from '../python';

/** Python: choosing and fitting, and the held-out figures. */
const classification = (candidates: Python): Python => python`
def fit(features, labels):
    """Fits the candidate that does best in cross-validation on the training rows; gives its name beside it."""
    shares = labels.value_counts(normalize=True)
    weights = "balanced" if len(shares) == 2 and shares.min() < 0.25 else None
    candidates = ${candidates}
    chosen = next(iter(candidates))
    if len(candidates) > 1:
        some = features.sample(min(len(features), 5000), random_state=SEED).index
        folds = StratifiedKFold(3, shuffle=True, random_state=SEED)
        scoring = "roc_auc" if len(shares) == 2 else "roc_auc_ovr"
        scores = {
            name: cross_val_score(make_pipeline(encoder_for(features), model), features.loc[some], labels.loc[some], cv=folds, scoring=scoring).mean()
            for name, model in candidates.items()
        }
        chosen = max(scores, key=scores.get)
    return make_pipeline(encoder_for(features), candidates[chosen]).fit(features, labels), chosen, weights


def held_out(model, features, labels, positive):
    """Figures on rows that the model has not seen, the base rate and a base line beside them."""
    guessed, chances = model.predict(features), model.predict_proba(features)
    shares = labels.value_counts(normalize=True)
    two = len(model.classes_) == 2
    how = dict(pos_label=positive, average="binary") if two else dict(average="macro")
    column = list(model.classes_).index(positive)
    auc = roc_auc_score(labels == positive, chances[:, column]) if two else roc_auc_score(labels, chances, multi_class="ovr", labels=model.classes_)
    return {
        "accuracy": float(accuracy_score(labels, guessed)),
        "precision": float(precision_score(labels, guessed, zero_division=0, **how)),
        "recall": float(recall_score(labels, guessed, zero_division=0, **how)),
        "f1": float(f1_score(labels, guessed, zero_division=0, **how)),
        "roc_auc": float(auc),
        "base_rate": float(shares[positive]),
        "baseline_accuracy": float(shares.max()),
    }
`;

const regression = (candidates: Python): Python => python`
def fit(features, labels):
    """Fits the candidate that does best in cross-validation on the training rows; gives its name beside it."""
    candidates = ${candidates}
    chosen = next(iter(candidates))
    if len(candidates) > 1:
        some = features.sample(min(len(features), 5000), random_state=SEED).index
        folds = KFold(3, shuffle=True, random_state=SEED)
        scores = {
            name: cross_val_score(make_pipeline(encoder_for(features), model), features.loc[some], labels.loc[some], cv=folds, scoring="r2").mean()
            for name, model in candidates.items()
        }
        chosen = max(scores, key=scores.get)
    return make_pipeline(encoder_for(features), candidates[chosen]).fit(features, labels), chosen, None


def held_out(model, features, labels, typical):
    """Figures on rows that the model has not seen, beside those of always guessing the training rows' mean."""
    guessed = model.predict(features)
    return {
        "r2": float(r2_score(labels, guessed)),
        "mae": float(mean_absolute_error(labels, guessed)),
        "rmse": float(np.sqrt(mean_squared_error(labels, guessed))),
        "baseline_mae": float(np.abs(labels - typical).mean()),
        "baseline_rmse": float(np.sqrt(((labels - typical) ** 2).mean())),
    }
`;

/** Python: \`fit\` and \`held_out\` for a task, over candidates given as Python source by name. */
export const fitSource = (
  task: 'classification' | 'regression',
  candidates: readonly { readonly name: string; readonly source: Python }[],
): Python => {
  const entries = candidates.map(({ name, source }) => python`${literal(name)}: ${source}`);
  const choice = python`{${joined(entries, python`, `)}}`;
  return task === 'classification' ? classification(choice) : regression(choice);
};
