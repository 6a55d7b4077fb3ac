import { literal } from './python';

/** Python: \`chart(frame, raw)\`, a picture of figures by group; of the kind asked for where one was. */
export const groupChartSource = (asked: readonly string[]): string => `
ASKED = ${literal([...asked])}


def short(text, most=24):
    return text if len(text) <= most else text[: most - 1] + "…"


def chart(frame, raw):
    """Bars for groups, lines over time, one colour for each value of a second group."""
    _, label, kind, unit = MEASURES[0]
    who = WHAT["one"] if ENTITY and not WITHIN else " and ".join(dict.fromkeys(name for _, name, _ in GROUPS))
    measured = f"{label} ({unit})" if unit else label
    title = f"{label[0].upper()}{label[1:]} by {who}"
    grouped = lambda value, _: f"{value:,.10g}"
    over_time = GROUPS[0][2][0] == "time"
    figure, axis = plt.subplots(figsize=(10, 5.5))
    if len(GROUPS) == 2 and not ENTITY:
        first, second = GROUPS[0][1], GROUPS[1][1]
        if frame[second].nunique() > frame[first].nunique() and not over_time and frame[second].nunique() > 8:
            first, second = second, first
        wide = frame.pivot_table(index=first, columns=second, values=label, aggfunc="first", sort=False)
        wide = wide[list(wide.columns[:8])].head(40)
        wide.index = [short(str(name)) for name in wide.index]
        wide.plot(kind="line" if over_time or "line" in ASKED else "bar", ax=axis, width=0.8) if not (over_time or "line" in ASKED) else wide.plot(ax=axis, marker="o", markersize=3)
        axis.legend(title=second, fontsize=9)
        axis.set(xlabel=first, ylabel=measured)
        axis.yaxis.set_major_formatter(grouped)
        axis.tick_params(axis="x", rotation=45 if len(wide) > 6 else 0)
    else:
        names, figures = [short(name) for name in names_of(frame)][:30], [float(value) if value is not None else np.nan for value in frame[label]][:30]
        if len(frame) > 30:
            title += f" (30 of {len(frame):,})"
        if "pie" in ASKED and len(names) <= 12 and min(figures) >= 0:
            axis.pie(figures, labels=names, autopct="%1.1f%%", startangle=90, counterclock=False)
            axis.axis("equal")
        elif over_time or "line" in ASKED:
            axis.plot(range(len(names)), figures, marker="o", markersize=4, color="#3b6ea5")
            step = max(1, len(names) // 10)
            axis.set_xticks(range(0, len(names), step), names[::step], rotation=30, ha="right")
            axis.set(xlabel=GROUPS[0][1], ylabel=measured)
            axis.yaxis.set_major_formatter(grouped)
            axis.set_ylim(bottom=min(0, np.nanmin(figures)))
        elif GROUPS[0][2][0] != "hour" and len(names) > 8 or max(map(len, names)) > 12:
            figure.set_size_inches(10, max(4, 0.32 * len(names) + 1.5))
            bars = axis.barh(names[::-1] if len(set(names)) == len(names) else range(len(names)), figures[::-1], color="#3b6ea5")
            axis.bar_label(bars, [shown(value, kind) for value in figures[::-1]], padding=3, fontsize=8)
            axis.set(xlabel=measured, ylabel=who)
            axis.xaxis.set_major_formatter(grouped)
            axis.margins(x=0.12)
        else:
            bars = axis.bar(names, figures, color="#3b6ea5")
            axis.bar_label(bars, [shown(value, kind) for value in figures], padding=2, fontsize=9 if len(names) <= 12 else 6)
            axis.tick_params(axis="x", rotation=45 if len(names) > 12 else 0)
            axis.set(xlabel=GROUPS[0][1], ylabel=measured)
            axis.yaxis.set_major_formatter(grouped)
            axis.margins(y=0.12)
    axis.set_title(title + (f"\\n{short(WHERE.strip(), 90)}" if WHERE else ""), fontsize=12)
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig("chart.png", dpi=110)
    plt.close(figure)
`;
