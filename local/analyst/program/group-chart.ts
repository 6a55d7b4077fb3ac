import { literal, type Python, python } from './python';

/** Python: \`chart(frame)\`, a picture of figures by group; of the kind asked for where one was. */
export const groupChartSource = (asked: readonly string[]): Python => python`
ASKED = ${literal([...asked])}
COLOUR = "#3b6ea5"
LINES, BARS, SLICES = 8, 30, 10  # the most that can be told apart


def chart(frame):
    """Bars for groups, lines over time, one colour for each value of a second group."""
    _, label, kind, unit = MEASURES[0]
    who = WHAT["one"] if ENTITY and not WITHIN else " and ".join(dict.fromkeys(name for _, name, _ in GROUPS))
    measured = capital(with_unit(label, unit))
    title = f"{label} by {who}"
    as_line = GROUPS[0][2][0] == "time" or "line" in ASKED
    figure, axis = plt.subplots(figsize=(10, 5.5))
    if len(GROUPS) == 2 and not ENTITY:
        crossed(axis, frame, label, measured, as_line)
        return save(figure, axis, title, WHERE)
    if RANK:
        title = f"{who}: the {len(frame)} with the {'highest' if RANK[0] == 'desc' else 'lowest'} {label}"
    drawn = frame[frame[label].notna()].head(BARS)
    if len(drawn) < len(frame):
        title += f" (the first {len(drawn)} of {len(frame):,})"
    names, figures = [short(name) for name in names_of(drawn)], [float(value) for value in drawn[label]]
    if "pie" in ASKED and min(figures) >= 0 and sum(figures) > 0:
        pie(figure, axis, names, figures)
    elif as_line:
        axis.plot(range(len(names)), figures, marker="o", markersize=4, color=COLOUR)
        step = -(-len(names) // 10)
        axis.set_xticks(range(0, len(names), step), names[::step], rotation=30 if len(names) > 5 else 0, ha="right" if len(names) > 5 else "center")
        axis.set(xlabel=capital(GROUPS[0][1]), ylabel=measured)
        axis.yaxis.set_major_formatter(grouped)
        axis.margins(y=0.1)
        axis.set_ylim(bottom=min(0, min(figures)))
    elif GROUPS[0][2][0] != "hour" and len(names) > 8 or max(map(len, names)) > 12:
        figure.set_size_inches(10, max(4, 0.32 * len(names) + 1.5))
        bars = axis.barh(range(len(names)), figures[::-1], color=COLOUR)
        axis.set_yticks(range(len(names)), names[::-1])
        axis.bar_label(bars, [shown(value, kind) for value in figures[::-1]], padding=3, fontsize=8)
        axis.set(xlabel=measured, ylabel=capital(who))
        axis.xaxis.set_major_formatter(grouped)
        axis.margins(x=0.12, y=0.02)
    else:
        bars = axis.bar(range(len(names)), figures, color=COLOUR)
        axis.set_xticks(range(len(names)), names, rotation=45 if len(names) > 12 else 0)
        axis.bar_label(bars, [shown(value, kind) for value in figures], padding=2, fontsize=9 if len(names) <= 12 else 6)
        axis.set(xlabel=capital(who), ylabel=measured)
        axis.yaxis.set_major_formatter(grouped)
        axis.margins(y=0.12)
    save(figure, axis, title, WHERE)


def pie(figure, axis, names, figures):
    """Slices with their parts in the legend, where small ones cannot overlap; the smallest as one."""
    if len(names) > SLICES:
        names, figures = [*names[: SLICES - 1], f"{len(names) - SLICES + 1} others"], [*figures[: SLICES - 1], sum(figures[SLICES - 1 :])]
    slices, _ = axis.pie(figures, startangle=90, counterclock=False, colors=plt.get_cmap("tab10").colors, wedgeprops={"edgecolor": "white"})
    told = [f"{name}: {value / sum(figures):.1%}" for name, value in zip(names, figures)]
    axis.legend(slices, told, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    axis.axis("equal")


def crossed(axis, frame, label, measured, as_line):
    """Two groups: one along the axis, the other by colour."""
    first, second = GROUPS[0][1], GROUPS[1][1]
    if frame[second].nunique() > frame[first].nunique() and not as_line and frame[second].nunique() > LINES:
        first, second = second, first
    wide = frame.pivot_table(index=first, columns=second, values=label, aggfunc="first", sort=False)
    every = wide.shape[1]
    wide = wide[wide.sum().sort_values(ascending=False, kind="stable").index[:LINES]] if every > LINES else wide
    wide = wide.head(40)
    wide.index = [short(str(name), 16) for name in wide.index]
    wide.columns = [short(str(name)) for name in wide.columns]
    if as_line:
        wide.plot(ax=axis, marker="o", markersize=3)
    else:
        wide.plot(kind="bar", ax=axis, width=0.8)
    axis.tick_params(axis="x", rotation=45 if len(wide) > 6 else 0)
    legend = second if every <= LINES else f"{second} (the {LINES} largest of {every})"
    axis.legend(title=capital(legend), fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    axis.set(xlabel=capital(first), ylabel=measured)
    axis.yaxis.set_major_formatter(grouped)
`;
