/** Python: the sentence that answers and the figures behind it. */
const classification = `
def told(metrics, chosen, positive):
    lift = metrics["roc_auc"]
    worth = "no better than guessing" if lift < 0.55 else "weakly" if lift < 0.65 else "moderately well" if lift < 0.8 else "well"
    can = f"{worth} at foretelling {TARGET}" if lift < 0.55 else f"able to foretell {TARGET} {worth}"
    first = (
        f"The model ({chosen}) is {can}: ROC AUC {lift:.3f} and accuracy {metrics['accuracy']:.1%} on held-out rows, "
        f"where always guessing the most frequent value reaches {metrics['baseline_accuracy']:.1%}."
    )
    rows = [
        ("Accuracy", f"{metrics['accuracy']:.1%}", f"always the most frequent value: {metrics['baseline_accuracy']:.1%}"),
        ("Precision", f"{metrics['precision']:.1%}", f"base rate of {TARGET} = {positive}: {metrics['base_rate']:.1%}"),
        ("Recall", f"{metrics['recall']:.1%}", ""),
        ("F1", f"{metrics['f1']:.3f}", ""),
        ("ROC AUC", f"{metrics['roc_auc']:.3f}", "guessing: 0.500"),
    ]
    return first, rows
`;

const regression = `
def told(metrics, chosen, typical):
    gain = 1 - metrics["mae"] / metrics["baseline_mae"] if metrics["baseline_mae"] else 0.0
    worth = "no better than guessing the mean" if metrics["r2"] < 0.02 else f"off by {metrics['mae']:,.3g} on average, {gain:.0%} less than guessing the mean"
    first = f"The model ({chosen}) of {TARGET} is {worth}: R² {metrics['r2']:.3f} on held-out rows."
    rows = [
        ("R²", f"{metrics['r2']:.3f}", "guessing the mean: 0.000"),
        ("Mean absolute error", f"{metrics['mae']:,.4g}", f"guessing the mean: {metrics['baseline_mae']:,.4g}"),
        ("Root mean squared error", f"{metrics['rmse']:,.4g}", f"guessing the mean: {metrics['baseline_rmse']:,.4g}"),
    ]
    return first, rows
`;

/** Python: \`told\`, the first sentence and the table's rows, for a task. */
export const wordsSource = (task: 'classification' | 'regression'): string =>
  task === 'classification' ? classification : regression;
