import { type Python, python } from '../python';

/** Python: the course of the program, from the rows to the answer. */
const labels = {
  classification: python`
    counts = labels.value_counts()
    rare = list(counts.index[counts < 8])
    if rare:
        rows, labels = rows[~labels.isin(rare)], labels[~labels.isin(rare)]
        warn(f"Rows whose {TARGET} is rarer than 8 rows were left out: {', '.join(map(str, rare[:10]))}.")
    if labels.nunique() < 2:
        return give_up(f"{TARGET} has not two different values with enough rows to learn from.")
    positive = POSITIVE if POSITIVE in set(labels) else labels.value_counts().index[-1]`,
  regression: python`
    labels = labels.astype("float64")
    if labels.nunique() < 3:
        return give_up(f"{TARGET} has not enough different values to learn from.")`,
};

const split = {
  classification: python`train_test_split(features, labels, test_size=0.25, random_state=SEED, stratify=labels)`,
  regression: python`train_test_split(features, labels, test_size=0.25, random_state=SEED)`,
};

/** Python: \`main\` for a task. */
export const mainSource = (task: 'classification' | 'regression'): Python => python`
def give_up(reason):
    warn(reason)
    answer(f"No model could be made: {reason}\\n" + closing())


def leaking(name, leak):
    """The warning of a column: the same words for the answer and for the job, so that nobody reads it twice."""
    return f"{name} gives {TARGET} away and was left out of the features: {leak}."


def load():
    """The rows, at most MOST_ROWS of them, in an order that is the same each time."""
    counted = query(COUNT_SQL, name="rows with a target").iloc[0]
    total, known = int(counted.iloc[0]), int(counted.iloc[1])
    sql = SQL
    if known > MOST_ROWS:
        sql += f"\\nORDER BY RANDOM()\\nLIMIT {MOST_ROWS}"
        warn(f"{known:,} rows are more than needed: the model was made from a random sample of {MOST_ROWS:,} of them.")
    rows = query(sql, name="rows to learn from")
    rows.columns = [TARGET, *CANDIDATE_COLUMNS]
    return rows.sort_values(list(rows.columns), ignore_index=True), total, known


def main():
    rows, total, known = load()
    if len(rows) < 50:
        return give_up(f"only {len(rows)} rows have a value of {TARGET}; at least 50 are needed.")
    labels = rows.pop(TARGET)${labels[task]}
    left_out, leaks = dict(LEFT_OUT), {}
    for name in list(rows.columns):
        reason = unfit(name, rows[name])
        leak = None if reason else leak_of(name, rows[name], labels)
        if leak:
            leaks[name] = leak
            warn(leaking(name, leak))
        if reason or leak:
            left_out[name] = reason or f"it gives {TARGET} away"
            rows = rows.drop(columns=name)
    features = features_of(rows)
    if features.shape[1] == 0:
        return give_up("no column is left to learn from: " + "; ".join(f"{name}: {reason}" for name, reason in left_out.items()))
    learn, test, learn_labels, test_labels = ${split[task]}
    model, chosen, weights = fit(learn, learn_labels)
    reference = ${task === 'classification' ? python`positive` : python`learn_labels.mean()`}
    metrics = held_out(model, test, test_labels, reference)
    scoring = ${task === 'regression' ? python`"r2"` : python`"roc_auc" if labels.nunique() == 2 else "roc_auc_ovr"`}
    some = test.sample(min(len(test), 1500), random_state=SEED).index
    shuffled = permutation_importance(model, test.loc[some], test_labels.loc[some], scoring=scoring, n_repeats=3, random_state=SEED)
    importance = pd.Series(shuffled.importances_mean, index=features.columns).sort_values(ascending=False)
    draw(model, test, test_labels, reference, importance, labels, metrics)
    report = {
        "target": TARGET, "task": TASK, "algorithm": chosen, **metrics,
        "rows": {"train": len(learn), "test": len(test), "total": total},
        "features": list(features.columns),
        "importance": {name: round(float(value), 5) for name, value in importance.items()},
        "left_out": left_out, "leaking": leaks,
    }
    with open("metrics.json", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=2, default=str)
    save_model(model, metrics=metrics, features=list(features.columns), target=TARGET, rows=report["rows"])
    first, figures = told(metrics, chosen, reference)
    table = ["| On held-out rows | | To compare |", "|---|---:|---|", *(f"| {name} | {value} | {beside} |" for name, value, beside in figures)]
    warned = [f"\\n**Warning:** {leaking(name, leak)}" for name, leak in leaks.items()]
    gaps = {name: int(features[name].isna().sum()) for name in features.columns if features[name].isna().any()}
    top = ", ".join(f"{name} ({value:.3f})" for name, value in importance.head(5).items())
    others = {name: reason for name, reason in left_out.items() if name not in leaks}
    notes = [
        f"Target: {TARGET}, {TASK}; {len(learn):,} rows to learn from, {len(test):,} held out{f'; {total - known:,} rows without a target left out' if total > known else ''}.",
        f"Features: {', '.join(features.columns)}. Most important: {top}.",
        f"Missing values filled (median or '(missing)'): {', '.join(f'{name} {count:,}' for name, count in gaps.items())}." if gaps else "",
        f"Left out: {'; '.join(f'{name}, because {reason}' for name, reason in others.items())}." if others else "",
        CHOICE.format(chosen=chosen),
        "The rarer value was given more weight, so precision is lower and recall higher than without." if weights else "",
    ]
    answer(
        "\\n".join([first, *warned, "", *table, "", "The picture model.png shows it; model.joblib is the model, to be loaded with joblib.", closing(*notes)]),
        **metrics, target=TARGET, algorithm=chosen, rows_train=len(learn), rows_test=len(test), rows_total=total,
        leaking_columns=", ".join(leaks) or "none",
    )


with threadpool_limits(limits=1):  # waiting for a busy second core costs more than it gives
    main()
`;
