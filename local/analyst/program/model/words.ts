import { type Python, python } from '../python';

/** Python: the sentence that answers and the figures behind it. */
const classification = python`
def told(metrics, chosen, positive):
    lift = metrics["roc_auc"]
    gain = metrics["accuracy"] - metrics["baseline_accuracy"]
    worth = "only weakly" if lift < 0.65 else "moderately well" if lift < 0.8 else "well"
    can = f"is no better than guessing {TARGET}" if lift < 0.55 else f"tells the values of {TARGET} apart {worth}"
    beside = f"more than the {metrics['baseline_accuracy']:.1%}" if gain > 0 else f"no more than the {metrics['baseline_accuracy']:.1%}"
    first = (
        f"The model ({chosen}) {can}: ROC AUC **{lift:.3f}** on held-out rows. "
        f"Its accuracy is **{metrics['accuracy']:.1%}**, {beside} of always guessing the most frequent value."
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

const regression = python`
def shown(value):
    """An error in the unit of the target, as people write it."""
    text = f"{value:,.0f}" if value >= 1e4 else f"{value:,.2f}" if value >= 1 else f"{value:.3g}"
    return text + (f" {UNIT}" if UNIT else "")


def told(metrics, chosen, typical):
    gain = 1 - metrics["mae"] / metrics["baseline_mae"] if metrics["baseline_mae"] else 0.0
    worth = "no better than guessing the mean" if metrics["r2"] < 0.02 else f"off by {shown(metrics['mae'])} on average, {gain:.0%} less than guessing the mean"
    first = f"The model ({chosen}) of {TARGET} is {worth}: R² **{metrics['r2']:.3f}** on held-out rows."
    rows = [
        ("R²", f"{metrics['r2']:.3f}", "guessing the mean: 0.000"),
        ("Mean absolute error", shown(metrics["mae"]), f"guessing the mean: {shown(metrics['baseline_mae'])}"),
        ("Root mean squared error", shown(metrics["rmse"]), f"guessing the mean: {shown(metrics['baseline_rmse'])}"),
    ]
    return first, rows
`;

/** Python: \`told\`, the first sentence and the table's rows, for a task. */
export const wordsSource = (task: 'classification' | 'regression'): Python =>
  task === 'classification' ? classification : regression;
