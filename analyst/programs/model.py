"""Trains a model of one column on the others, and measures it on rows that it has not seen."""

import json
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from interpreter import answer, chart, query, save_model, table, warn, words
from sklearn import metrics
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_predict, cross_val_score, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from threadpoolctl import threadpool_limits

# parameters
SQL = """SELECT purchase, age, gender FROM interactions JOIN users ON interactions.userid = users.userid WHERE purchase IS NOT NULL"""
TARGET = "purchase"
FEATURES = {"age": "age", "gender": "gender"}  # column: label
CLASSIFICATION = True
POSITIVE = 1
ALGORITHM = ""  # one of those below; without one the best in cross-validation
LEFT_OUT = {"userid": "it is an identifier"}
NOTES = "Interpreted as: a model of purchase by the other columns (tables interactions, users)."
# end of parameters

SEED = 0
MIN_ROWS, MAX_ROWS = 50, 60_000
CLASSIFIERS = {
    "logistic regression": lambda weights: LogisticRegression(max_iter=1000, class_weight=weights),
    "gradient boosting": lambda weights: HistGradientBoostingClassifier(
        max_iter=80, max_leaf_nodes=15, class_weight=weights, random_state=SEED
    ),
    "random forest": lambda weights: RandomForestClassifier(
        150, min_samples_leaf=5, class_weight=weights, random_state=SEED
    ),
    "decision tree": lambda weights: DecisionTreeClassifier(
        max_depth=6, min_samples_leaf=20, class_weight=weights, random_state=SEED
    ),
}
REGRESSORS = {
    "linear regression": lambda _: Ridge(),
    "gradient boosting": lambda _: HistGradientBoostingRegressor(max_iter=120, max_leaf_nodes=15, random_state=SEED),
    "random forest": lambda _: RandomForestRegressor(150, min_samples_leaf=5, random_state=SEED),
    "decision tree": lambda _: DecisionTreeRegressor(max_depth=6, min_samples_leaf=20, random_state=SEED),
}
SCORE = "R²" if not CLASSIFICATION else "ROC AUC"
LEAK = 0.98
TIME_PARTS = {"month": "month", "day_of_week": "weekday", "hour": "hour", "year": "year"}
METRICS = {
    "roc_auc": "ROC AUC",
    "accuracy": "accuracy",
    "baseline_accuracy": "accuracy of always the most frequent class",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "r2": "R²",
    "mae": "mean absolute error",
    "baseline_mae": "mean absolute error of always the average",
}


def is_text(column: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column))


def unfit(column: pd.Series) -> str | None:
    """Why a column cannot be learned from, or None."""
    known = column.dropna()
    different = known.nunique()
    if different == 0 or (different == 1 and len(known) == len(column)):
        return "it is the same in every row"
    if is_text(column) and different > 50 and different > 0.5 * len(known):
        return f"it is free text ({different:,} different values)"
    return None


def prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """Numbers as they are, times as their parts, texts as objects."""
    features = {}
    for name in rows.columns:
        column = rows[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            for part, words_of_part in TIME_PARTS.items():
                values = getattr(column.dt, part)
                if values.nunique() > 1:
                    features[f"{name} {words_of_part}"] = values.astype("float64")
        elif is_text(column):
            features[name] = column.astype(object).where(column.notna(), np.nan)
        else:
            features[name] = column.astype("float64")
    return pd.DataFrame(features, index=rows.index)


def pipeline(features: pd.DataFrame, estimator: BaseEstimator) -> Pipeline:
    """Missing numbers become the median; categories become columns of 0 and 1."""
    texts = [name for name in features.columns if features[name].dtype == object]
    numbers = [name for name in features.columns if name not in texts]
    binary = OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=20, sparse_output=False)
    steps = [
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("texts", make_pipeline(SimpleImputer(strategy="constant", fill_value="(missing)"), binary), texts),
    ]
    return make_pipeline(ColumnTransformer(steps), estimator)


def score_of(labels: pd.Series, guessed: np.ndarray) -> float:
    """ROC AUC of chances, or R² of numbers."""
    if not CLASSIFICATION:
        return metrics.r2_score(labels, guessed)
    if guessed.shape[1] == 2:
        return metrics.roc_auc_score(labels, guessed[:, 1])
    return metrics.roc_auc_score(labels, guessed, multi_class="ovr")


def leak(features: pd.DataFrame, labels: pd.Series) -> str | None:
    """How a single column gives the target away, or None: a tree on it alone predicts rows that it has not seen."""
    some = features.sample(min(len(features), 5000), random_state=SEED).index
    column, labels = features.loc[some], labels.loc[some]
    tree = (
        DecisionTreeClassifier(max_leaf_nodes=16, min_samples_leaf=5)
        if CLASSIFICATION
        else DecisionTreeRegressor(max_leaf_nodes=200)
    )
    guessed = cross_val_predict(
        pipeline(column, tree), column, labels, cv=3, method="predict_proba" if CLASSIFICATION else "predict"
    )
    score = score_of(labels, guessed)
    if score > LEAK:
        return f"it predicts {TARGET} nearly perfectly by itself ({SCORE} {score:.3f})"
    name = column.columns[0]
    if CLASSIFICATION and column[name].nunique() <= 50:
        shares = labels.value_counts(normalize=True)
        for value, part in labels.groupby(column[name].to_numpy()):
            label, share = part.value_counts(normalize=True).index[0], part.value_counts(normalize=True).iloc[0]
            named = str(value).lower()[:5] == TARGET.lower()[:5]
            if len(part) >= 20 and shares[label] <= 0.6 and (share >= 0.995 or (named and share >= 0.9)):
                return f"where it is {value}, {TARGET} is {label} in {share:.1%} of the rows"
    return None


class Fit(NamedTuple):
    """A model, and its figures on held-out rows."""

    model: Pipeline
    algorithm: str
    figures: dict[str, float]
    importance: pd.Series
    rows: dict[str, int]
    #: Labels of the held-out rows, what the model says, and with which chances.
    held_out: tuple[pd.Series, np.ndarray, np.ndarray | None]


def fit(features: pd.DataFrame, labels: pd.Series) -> Fit:
    """Trains on three quarters of the rows, and measures on the others."""
    stratify = labels if CLASSIFICATION else None
    learn, test, learn_labels, test_labels = train_test_split(
        features, labels, test_size=0.25, random_state=SEED, stratify=stratify
    )
    shares = learn_labels.value_counts(normalize=True)
    weights = "balanced" if CLASSIFICATION and len(shares) == 2 and shares.min() < 0.25 else None
    estimators = CLASSIFIERS if CLASSIFICATION else REGRESSORS
    names = [ALGORITHM] if ALGORITHM else list(estimators)[:2]
    scoring = "r2" if not CLASSIFICATION else "roc_auc" if len(shares) == 2 else "roc_auc_ovr"
    some = learn.sample(min(len(learn), 5000), random_state=SEED).index

    def cross_validated(name: str) -> float:
        model = pipeline(learn, estimators[name](weights))
        return cross_val_score(model, learn.loc[some], learn_labels.loc[some], cv=3, scoring=scoring).mean()

    chosen = names[0] if len(names) == 1 else max(names, key=cross_validated)
    model = pipeline(learn, estimators[chosen](weights)).fit(learn, learn_labels)
    guessed, chances = model.predict(test), None
    if CLASSIFICATION:
        chances = model.predict_proba(test)
        base = float(test_labels.value_counts(normalize=True).max())
        average = {"pos_label": positive(labels), "average": "binary"} if len(shares) == 2 else {"average": "macro"}
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            test_labels, guessed, zero_division=0, **average
        )
        figures = {
            "roc_auc": score_of(test_labels, chances),
            "accuracy": metrics.accuracy_score(test_labels, guessed),
            "baseline_accuracy": base,
        }
        figures.update(precision=precision, recall=recall, f1=f1)
    else:
        figures = {
            "r2": metrics.r2_score(test_labels, guessed),
            "mae": metrics.mean_absolute_error(test_labels, guessed),
        }
        figures["baseline_mae"] = float((test_labels - learn_labels.mean()).abs().mean())
    shuffled = permutation_importance(
        model, test.head(1500), test_labels.head(1500), scoring=scoring, n_repeats=3, random_state=SEED
    )
    # Rounded to what is shown; the sum makes -0.0 zero.
    means = shuffled.importances_mean.round(3) + 0.0
    importance = pd.Series(means, index=features.columns).sort_values(ascending=False)
    counts = {"train": len(learn), "test": len(test)}
    floats = {name: float(value) for name, value in figures.items()}
    return Fit(model, chosen, floats, importance, counts, (test_labels, guessed, chances))


def picture(classes: list, labels: pd.Series, guessed: np.ndarray, chances: np.ndarray) -> None:
    """Draws the confusion matrix, and the ROC curve of two classes, as `quality.png`."""
    figure, axes = plt.subplots(
        1, 2 if len(classes) == 2 else 1, figsize=(10, 4.6), layout="constrained", squeeze=False
    )
    matrix = axes[0][0]
    metrics.ConfusionMatrixDisplay.from_predictions(
        labels, guessed, labels=classes, ax=matrix, colorbar=False, cmap="Blues"
    )
    matrix.set(title="Confusion matrix", xlabel=f"Predicted {TARGET}", ylabel=f"Actual {TARGET}")
    if len(classes) == 2:
        wanted = positive(labels)
        curve = axes[0][1]
        metrics.RocCurveDisplay.from_predictions(
            labels, chances[:, classes.index(wanted)], pos_label=wanted, plot_chance_level=True, ax=curve, name="ROC"
        )
        curve.set(title="ROC curve", xlabel="False positive rate", ylabel="True positive rate")
    figure.savefig("quality.png", dpi=120)
    plt.close(figure)


def positive(labels: pd.Series) -> object:
    """The value that is predicted."""
    return POSITIVE if POSITIVE in set(labels) else labels.value_counts().index[-1]


def quality(score: float) -> str:
    """What a model does with its target, by its figure on held-out rows."""
    limits = (0.8, 0.65, 0.55) if CLASSIFICATION else (0.6, 0.3, 0.05)
    adverbs = ("well", "moderately well", "weakly")
    adverb = next((adverb for limit, adverb in zip(limits, adverbs) if score >= limit), None)
    return f"predicts {TARGET} {adverb}" if adverb else f"is no better than guessing {TARGET}"


def main() -> None:
    rows = query(SQL, name="rows to learn from")
    rows = rows.rename(columns=FEATURES)
    if len(rows) > MAX_ROWS:
        warn(f"{len(rows):,} rows are more than needed; a random sample of {MAX_ROWS:,} was used.")
        rows = rows.sample(MAX_ROWS, random_state=SEED)
    labels = rows.pop(rows.columns[0])
    labels = labels if CLASSIFICATION else labels.astype("float64")
    if CLASSIFICATION:
        counts = labels.value_counts()
        rows, labels = rows[labels.isin(counts.index[counts >= 8])], labels[labels.isin(counts.index[counts >= 8])]
    if len(rows) < MIN_ROWS or labels.nunique() < 2:
        warn("There are too few rows to learn from.")
        answer(
            f"No model was trained: {words.plural(len(rows), 'row')} with {labels.nunique()} different values of {TARGET} are too few.\n\n{NOTES}"
        )
        return
    left_out = dict(LEFT_OUT)
    for name in list(rows.columns):
        reason = unfit(rows[name])
        if reason:
            left_out[name] = reason
            rows = rows.drop(columns=name)
    leaks = {name: why for name in rows.columns for why in [leak(prepared(rows[[name]]), labels)] if why}
    honest = prepared(rows.drop(columns=list(leaks)))
    if honest.shape[1] == 0:
        warn("No column is left to learn from.")
        answer(f"No model was trained: no column is left to learn {TARGET} from.\n\n{NOTES}")
        return
    model, chosen, figures, importance, counts, held_out = fit(honest, labels)
    main_score = figures["roc_auc" if CLASSIFICATION else "r2"]
    chart.bar(
        importance.head(12).rename_axis("feature").reset_index(name="importance"),
        x="feature",
        y="importance",
        title=f"What predicts {TARGET}",
        name="importance",
    )
    if CLASSIFICATION:
        picture(list(model.classes_), *held_out)
    save_model(model, metrics=figures, features=list(honest.columns), target=TARGET, rows=counts)
    tested = f"{SCORE} **{main_score:.3f}** on {words.plural(counts['test'], 'held-out row')}"
    sentences = [f"The {chosen} {quality(main_score)}: {tested}."]
    names = [METRICS[name] for name in figures]
    shown = pd.DataFrame({"on held-out rows": names, "without suspected leaks" if leaks else "value": figures.values()})
    if leaks:
        everything = fit(prepared(rows), labels).figures
        shown["with suspected leaks"] = [everything[name] for name in figures]
        for name, why in leaks.items():
            warn(f"{words.capital(name)} may leak {TARGET} and was excluded: {why}.")
        sentences.append(
            f"{words.capital(words.listing(list(leaks)))} may leak the target and {'was' if len(leaks) == 1 else 'were'} excluded; with {'it' if len(leaks) == 1 else 'them'} {SCORE} is {everything['roc_auc' if CLASSIFICATION else 'r2']:.3f}."
        )
    gaps = {name: int(honest[name].isna().sum()) for name in honest.columns if honest[name].isna().any()}
    notes = [
        f"Features: {', '.join(honest.columns)}. Most important: {', '.join(f'{name} ({value:.3f})' for name, value in importance.head(5).items())}.",
        "Categories are columns of 0 and 1; numbers are standardised."
        + (
            f" Missing values were imputed: {', '.join(f'{name} {count:,}' for name, count in gaps.items())}."
            if gaps
            else ""
        ),
        f"Excluded: {'; '.join(f'{name}, because {why}' for name, why in left_out.items())}." if left_out else "",
        f"See `importance.png`{' and `quality.png`' if CLASSIFICATION else ''}; load `model.joblib` with `joblib.load`.",
    ]
    with open("metrics.json", "w", encoding="utf-8") as file:
        json.dump(
            {"target": TARGET, "algorithm": chosen, **figures, "rows": counts, "excluded": left_out, "leaks": leaks},
            file,
            indent=2,
            default=str,
        )
    three = "{:.3f}".format
    body = table(shown, name="metrics", formats=dict.fromkeys(shown.columns[1:], three))
    answer(
        "\n\n".join([" ".join(sentences), body, "\n".join(f"- {note}" for note in notes if note), NOTES]),
        **figures,
        target=TARGET,
        algorithm=chosen,
        rows_train=counts["train"],
        rows_test=counts["test"],
        leaking_columns=", ".join(leaks) or "none",
    )


# Waiting for a busy second core takes more time than it saves.
with threadpool_limits(limits=1):
    main()
