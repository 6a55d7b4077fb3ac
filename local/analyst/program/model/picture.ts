import { type Python, python, trimmed } from '../python';

/** Python: one picture of four panels, model.png. */
const shared = python`
def importances(axis, weights):
    top = weights.sort_values().tail(10)
    axis.barh([str(name)[:28] for name in top.index], top.to_numpy(), color="#3b6ea5")
    axis.axvline(0, color="#555555", linewidth=0.8)
    axis.set(title="Feature importance", xlabel=IMPORTANCE_LABEL)
`;

const classification = python`
IMPORTANCE_LABEL = "Loss of ROC AUC when the feature is shuffled"


def draw(model, features, labels, positive, weights, everything, metrics):
    guessed, chances = model.predict(features), model.predict_proba(features)
    classes = list(model.classes_)
    figure, axes = plt.subplots(2, 2, figsize=(12, 9))
    figure.suptitle(f"Model of {TARGET} from {TABLE}, on {len(labels):,} held-out rows", fontsize=14)
    matrix = confusion_matrix(labels, guessed, labels=classes)
    axis = axes[0, 0]
    axis.imshow(matrix, cmap="Blues")
    if len(classes) <= 10:
        for row, column in np.ndindex(matrix.shape):
            dark = matrix[row, column] > matrix.max() / 2
            axis.text(column, row, f"{matrix[row, column]:,}", ha="center", va="center", color="white" if dark else "black")
    names = [str(name)[:14] for name in classes]
    axis.set_xticks(range(len(classes)), names, rotation=45 if len(classes) > 3 else 0, ha="right" if len(classes) > 3 else "center")
    axis.set_yticks(range(len(classes)), names)
    axis.set(title="Confusion matrix", xlabel=f"Predicted {TARGET}", ylabel=f"Actual {TARGET}")
    axis = axes[0, 1]
    shown = [positive] if len(classes) == 2 else classes[:6]
    for name in shown:
        actual, chance = labels == name, chances[:, classes.index(name)]
        if actual.any():
            wrong, right, _ = roc_curve(actual, chance)
            axis.plot(wrong, right, label=f"{TARGET} = {name} (AUC {roc_auc_score(actual, chance):.2f})")
    axis.plot([0, 1], [0, 1], linestyle="--", color="#999999", label="Guessing (AUC 0.50)")
    axis.set(title="ROC curve", xlabel="False positive rate", ylabel="True positive rate")
    axis.legend(loc="lower right", fontsize=9)
    importances(axes[1, 0], weights)
    axis = axes[1, 1]
    counts = everything.value_counts().head(12)
    bars = axis.bar([str(name)[:14] for name in counts.index], counts.to_numpy(), color="#8fb3d9")
    axis.bar_label(bars, [f"{count:,}\\n{count / len(everything):.1%}" for count in counts], fontsize=9)
    axis.set(title=f"Distribution of {TARGET}", xlabel=TARGET, ylabel="Rows")
    axis.margins(y=0.18)
    if len(counts) > 5:
        axis.tick_params(axis="x", rotation=45)
    figure.tight_layout()
    figure.savefig("model.png", dpi=110)
    plt.close(figure)
`;

const regression = python`
IMPORTANCE_LABEL = "Loss of R² when the feature is shuffled"


def draw(model, features, labels, typical, weights, everything, metrics):
    guessed = model.predict(features)
    figure, axes = plt.subplots(2, 2, figsize=(12, 9))
    figure.suptitle(f"Model of {TARGET} from {TABLE}, on {len(labels):,} held-out rows", fontsize=14)
    some = np.random.default_rng(SEED).permutation(len(labels))[:3000]
    actual, told = labels.to_numpy()[some], guessed[some]
    axis = axes[0, 0]
    axis.scatter(actual, told, s=10, alpha=0.4, color="#3b6ea5")
    ends = [min(actual.min(), told.min()), max(actual.max(), told.max())]
    axis.plot(ends, ends, linestyle="--", color="#999999", label="Perfect prediction")
    axis.set(title=f"Predicted and actual (R² {metrics['r2']:.2f})", xlabel=f"Actual {TARGET}", ylabel=f"Predicted {TARGET}")
    axis.legend(loc="upper left", fontsize=9)
    axis = axes[0, 1]
    axis.hist(labels - guessed, bins=40, color="#8fb3d9")
    axis.axvline(0, color="#555555", linewidth=0.8)
    axis.set(title="Residuals", xlabel=f"Actual minus predicted {TARGET}", ylabel="Rows")
    importances(axes[1, 0], weights)
    axis = axes[1, 1]
    axis.hist(everything, bins=40, color="#8fb3d9")
    axis.axvline(everything.mean(), color="#b5472f", linestyle="--", label=f"Mean {everything.mean():,.2f}")
    axis.set(title=f"Distribution of {TARGET}", xlabel=TARGET, ylabel="Rows")
    axis.legend(fontsize=9)
    figure.tight_layout()
    figure.savefig("model.png", dpi=110)
    plt.close(figure)
`;

/** Python: \`draw\`, the picture of a model for a task. */
export const pictureSource = (task: 'classification' | 'regression'): Python =>
  python`${trimmed(shared)}\n\n\n${trimmed(task === 'classification' ? classification : regression)}\n`;
