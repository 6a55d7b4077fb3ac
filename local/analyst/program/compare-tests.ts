import { type Python, python, trimmed } from './python';

const picture = (title: Python, draw: Python): Python => python`
figure, axis = plt.subplots(figsize=(9, 5.5))
${trimmed(draw)}
save(figure, axis, ${title}, WHERE)
`;

const lonely = python`
if len(frame) < 2:
    warn("There are not two groups with enough rows to compare.")
    answer("There are not two groups with enough rows to compare.\\n" + closing(), groups=len(frame))
    raise SystemExit(0)
`;

const ending = (most: Python): Python => python`
notes = [${most}]
if left_out:
    notes.append(f"{left_out:,} rows without a {GROUP} are left out.")
answer("\\n".join([*lines, closing(*notes)]), **values)
`;

/** Python: means of groups, Welch's t-test for two and Welch's analysis of variance for more. */
export const comparedMeans = (chart: boolean): Python => python`
frame = frame[frame["n"] >= 2].astype({"mean": "float64", "deviation": "float64"})${lonely}
names = [named(value) for value in frame["group_value"]]
n, mean, deviation = (frame[column].to_numpy(dtype="float64") for column in ("n", "mean", "deviation"))
error = deviation / np.sqrt(n)
half = stats.t.ppf(0.975, n - 1) * error
if len(frame) == 2:
    test = "Welch's t-test"
    statistic, p = stats.ttest_ind_from_stats(mean[0], deviation[0], n[0], mean[1], deviation[1], n[1], equal_var=False)
    spread = np.sqrt(((n[0] - 1) * deviation[0] ** 2 + (n[1] - 1) * deviation[1] ** 2) / (n.sum() - 2))
    effect = abs(mean[0] - mean[1]) / spread if spread else 0.0
    size = f"Effect size (Cohen's d): {effect:.2f}, {'negligible' if effect < 0.2 else 'small' if effect < 0.5 else 'medium' if effect < 0.8 else 'large'}."
else:
    test = "Welch's analysis of variance"
    weight = n / np.maximum(deviation**2, 1e-300)
    grand, groups = (weight * mean).sum() / weight.sum(), len(frame)
    between = (weight * (mean - grand) ** 2).sum() / (groups - 1)
    loss = ((1 - weight / weight.sum()) ** 2 / (n - 1)).sum()
    statistic = between / (1 + 2 * (groups - 2) / (groups**2 - 1) * loss)
    p = stats.f.sf(statistic, groups - 1, (groups**2 - 1) / (3 * loss))
    inside = ((n - 1) * deviation**2).sum()
    across = (n * (mean - (n * mean).sum() / n.sum()) ** 2).sum()
    effect = across / (across + inside) if across + inside else 0.0
    size = f"The groups explain {effect:.1%} of the variance."
high, low = int(mean.argmax()), int(mean.argmin())
first = (
    f"There is {verdict(p)} in {LABEL} by {GROUP}{WHERE} ({probability(p)}, {test}): the mean is **{shown(mean[high], unit=UNIT)}** for {names[high]} "
    f"and **{shown(mean[low], unit=UNIT)}** for {names[low]}, a difference of {shown(mean[high] - mean[low], unit=UNIT)}."
)
listed = pd.DataFrame({GROUP: names, f"mean {LABEL}": mean, "standard deviation": deviation, "95% interval from": mean - half, "to": mean + half, "rows": n.astype(int)}).sort_values(f"mean {LABEL}", ascending=False)
lines = [first, "", table(listed, {"rows": "count"}, units={f"mean {LABEL}": UNIT})]
values = {"p_value": p, "statistic": statistic, "significant": bool(p < 0.05), "difference": mean[high] - mean[low], "effect_size": effect, "test": test}
values |= {f"mean_{slug(name)}": value for name, value in list(zip(names, mean))[:80]}
${
  chart
    ? picture(
        python`f"Mean {LABEL} by {GROUP}, with 95% intervals ({probability(p)})"`,
        python`
order = np.argsort(-mean)[:20]
places = range(len(order))
axis.errorbar(places, mean[order], yerr=half[order], fmt="o", capsize=5, color="#3b6ea5", markersize=8)
axis.set_xticks(places, [short(names[at]) for at in order], rotation=30 if len(order) > 5 else 0, ha="right" if len(order) > 5 else "center")
axis.margins(x=0.2)
axis.grid(axis="y", alpha=0.3)
axis.set(xlabel=capital(GROUP), ylabel=with_unit(f"Mean {LABEL}", UNIT))
axis.yaxis.set_major_formatter(grouped)`,
      )
    : python``
}${ending(python`f"{test} of the means, worked out from the number, mean and standard deviation of each group; 5% level.", size`)}`;

/** Python: parts of the rows of groups, with a chi-square test. */
export const comparedRates = (chart: boolean): Python => python`
frame = frame[frame["n"] >= 2]${lonely}
names = [named(value) for value in frame["group_value"]]
n, met = frame["n"].to_numpy(dtype="float64"), frame["met"].to_numpy(dtype="float64")
rate = 100 * met / n
counts = np.array([met, n - met])
if (counts.sum(axis=1) == 0).any():
    statistic, p, few = 0.0, 1.0, False
else:
    found = stats.chi2_contingency(counts, correction=False)
    statistic, p, few = found.statistic, found.pvalue, (found.expected_freq < 5).any()
high, low = int(rate.argmax()), int(rate.argmin())
first = (
    f"There is {verdict(p)} in the {LABEL} by {GROUP}{WHERE} ({probability(p)}, chi-square test): it is **{rate[high]:.1f}%** for {names[high]} "
    f"and **{rate[low]:.1f}%** for {names[low]}, a difference of {rate[high] - rate[low]:.1f} percentage points."
)
listed = pd.DataFrame({GROUP: names, f"{LABEL}, %": rate, "rows that meet it": met.astype(int), "rows": n.astype(int)}).sort_values(f"{LABEL}, %", ascending=False)
lines = [first, "", table(listed, {f"{LABEL}, %": "percent", "rows": "count", "rows that meet it": "count"})]
values = {"p_value": p, "statistic": statistic, "significant": bool(p < 0.05), "difference_points": rate[high] - rate[low], "test": "chi-square test"}
values |= {f"percent_{slug(name)}": value for name, value in list(zip(names, rate))[:80]}
if few:
    warn("Some groups are so small that the chi-square test is not reliable.")
${
  chart
    ? picture(
        python`f"{LABEL} by {GROUP}, with 95% intervals ({probability(p)})"`,
        python`
order = np.argsort(-rate)[:20]
half = 196 * np.sqrt(np.maximum(rate / 100 * (1 - rate / 100), 0) / n)
bars = axis.bar([short(names[at]) for at in order], rate[order], yerr=half[order], capsize=5, color="#8fb3d9")
axis.bar_label(bars, [f"{rate[at]:.1f}%" for at in order], label_type="center")
axis.tick_params(axis="x", rotation=30 if len(order) > 5 else 0)
axis.set(xlabel=capital(GROUP), ylabel="Percent of the rows")`,
      )
    : python``
}${ending(python`"Chi-square test of the numbers of rows that meet it and that do not; 5% level."`)}`;

/** Python: how two categories go together, with a chi-square test and Cramér's V. */
export const comparedTables = (chart: boolean): Python => python`
frame = frame[frame["other_value"].notna()]
if len(frame) == 0:
    nothing_found()
cross = frame.pivot_table(index="group_value", columns="other_value", values="n", fill_value=0, aggfunc="sum")
cross.index, cross.columns = [named(value) for value in cross.index], [named(value) for value in cross.columns]
if min(cross.shape) < 2:
    nothing_found()
found = stats.chi2_contingency(cross.to_numpy(), correction=False)
p, total = found.pvalue, cross.to_numpy().sum()
cramer = np.sqrt(found.statistic / (total * (min(cross.shape) - 1)))
strength = "negligible" if cramer < 0.1 else "weak" if cramer < 0.3 else "moderate" if cramer < 0.5 else "strong"
relation = "a statistically **significant** relation" if p < 0.05 else "**no** statistically significant relation"
first = f"There is {relation} between {GROUP} and {LABEL}{WHERE} ({probability(p)}, chi-square test); its strength is {strength} (Cramér's V {cramer:.2f})."
shares = (100 * cross.div(cross.sum(axis=1), axis=0)).round(1)
listed = shares.rename_axis(GROUP).reset_index()
lines = [first, "", f"Percent of the rows of each {GROUP}:", "", table(listed, {name: "percent" for name in shares.columns})]
values = {"p_value": p, "statistic": found.statistic, "cramers_v": cramer, "significant": bool(p < 0.05), "test": "chi-square test"}
if (found.expected_freq < 5).any():
    warn("Some combinations are so rare that the chi-square test is not reliable.")
${
  chart
    ? picture(
        python`f"{LABEL} by {GROUP} ({probability(p)})"`,
        python`
shares.head(20).plot(kind="bar", stacked=True, ax=axis, width=0.8, colormap="tab20")
axis.legend(title=capital(LABEL), frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
axis.tick_params(axis="x", rotation=30 if len(shares) > 5 else 0)
axis.set(xlabel=capital(GROUP), ylabel="Percent of the rows")`,
      )
    : python``
}${ending(python`f"Chi-square test of independence over {total:,.0f} rows; 5% level."`)}`;
