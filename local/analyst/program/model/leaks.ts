import { definitions, type Python, python } from '../python';

/** Python: columns that give the target away. \`leak_of(name, column, target)\` tells how, or None. */
const common = python`
def alone(column):
    """One column as numbers that a small tree can learn from."""
    if is_time(column):
        return column.astype("int64").where(column.notna(), 0).to_frame()
    if is_text(column):
        frequent = column.value_counts().index[:25]
        return pd.DataFrame({str(value): (column == value) for value in frequent}, index=column.index).astype("float64")
    return column.astype("float64").fillna(column.astype("float64").median()).to_frame()
`;

const classification = python`
def auc_alone(features, labels):
    """ROC AUC of a small tree on one column alone, on rows that it has not seen."""
    tree = DecisionTreeClassifier(max_leaf_nodes=16, min_samples_leaf=5, random_state=SEED)
    guessed = cross_val_predict(tree, features.to_numpy(), labels, cv=3, method="predict_proba")
    if guessed.shape[1] == 2:
        return roc_auc_score(labels, guessed[:, 1])
    return roc_auc_score(labels, guessed, multi_class="ovr")


def giveaway_value(name, column, labels):
    """A value with which the target is nearly always the same, though it is not otherwise."""
    if column.nunique() > 50 or is_time(column):
        return None
    shares = pd.Series(labels).value_counts(normalize=True)
    table = pd.crosstab(column.to_numpy(), labels)
    for value, counts in table.iterrows():
        rows_with = int(counts.sum())
        label = counts.idxmax()
        share = counts[label] / rows_with
        named_alike = str(value).lower().rstrip("sd") == TARGET.lower().rstrip("sd")
        surprising = shares[label] <= 0.6 and rows_with * np.log10(shares[label]) < -9
        if surprising and rows_with >= 20 and (share >= 0.995 or (named_alike and share >= 0.9)):
            return (
                f"where {name} is {value!r}, {TARGET} is {label} in {share:.1%} of {rows_with:,} rows "
                f"({shares[label]:.1%} of all rows)"
            )
    return None


def leak_of(name, column, labels):
    some = column.sample(min(len(column), 5000), random_state=SEED).index
    column, labels = column.loc[some], labels.loc[some].to_numpy()
    told = giveaway_value(name, column, labels)
    if told:
        return told
    score = auc_alone(alone(column), labels)
    if score > 0.98:
        return f"it tells {TARGET} nearly perfectly by itself (ROC AUC {score:.3f} alone)"
    missing = column.isna()
    if 0.01 < missing.mean() < 0.99 and auc_alone(missing.astype("float64").to_frame(), labels) > 0.98:
        return f"whether it is filled in tells {TARGET} nearly perfectly"
    return None
`;

const regression = python`
def leak_of(name, column, labels):
    some = column.sample(min(len(column), 5000), random_state=SEED).index
    column, labels = column.loc[some], labels.loc[some].to_numpy()
    tree = DecisionTreeRegressor(max_leaf_nodes=200, min_samples_leaf=3, random_state=SEED)
    guessed = cross_val_predict(tree, alone(column).to_numpy(), labels, cv=3)
    score = r2_score(labels, guessed)
    if score > 0.98:
        return f"it tells {TARGET} nearly perfectly by itself (R² {score:.3f} alone)"
    if pd.api.types.is_numeric_dtype(column) and column.nunique() > 2:
        straight = abs(np.corrcoef(column.astype("float64").fillna(column.astype("float64").mean()), labels)[0, 1])
        if straight > 0.995:
            return f"it is nearly proportional to {TARGET} (correlation {straight:.3f})"
    return None
`;

/** Python: the search for leaking columns, for a task. */
export const leaksSource = (task: 'classification' | 'regression'): Python =>
  definitions(common, task === 'classification' ? classification : regression);
