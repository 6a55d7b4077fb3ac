import { python } from './python';

/** Python: labels of groups, their order, and the sentence that answers. */
export const groupWordsSource = python`
WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def labelled(value, how, detail):
    """The value of a group as a label."""
    if value is None or pd.isna(value):
        return "(missing)"
    if how == "time":
        return period(value, detail)
    if how == "weekday":
        return WEEKDAYS[int(value)]
    if how == "month":
        return MONTHS[int(value) - 1]
    if how == "hour":
        return f"{int(value):02d}:00"
    if how == "step":
        top = value + detail
        return f"{value:,.0f} to {top - 1:,.0f}" if float(detail).is_integer() and detail > 1 else f"{shown(value)} to {shown(top)}"
    if how == "flag":
        return "yes" if str(value).lower() in ("1", "1.0", "true", "yes", "y", "t") else "no"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def ordered(frame, raw):
    """Bands in the order in which they were asked for; the rest as the warehouse ordered it."""
    for at, (_, label, (how, detail)) in enumerate(GROUPS):
        if how == "band":
            place = {name: number for number, name in enumerate(detail)}
            order = frame[label].map(place).fillna(len(place)).sort_values(kind="stable").index
            frame, raw = frame.loc[order], raw.loc[order]
    if RANK:
        known = (frame.iloc[:, : len(GROUPS)] != "(missing)").all(axis=1)
        frame, raw = (frame[known], raw[known]) if known.any() else (frame, raw)
    return frame.reset_index(drop=True), raw.reset_index(drop=True)


def names_of(frame):
    """One name for each row: a key with its name in brackets, or all groups joined."""
    columns = [frame[label] for _, label, _ in GROUPS]
    if ENTITY and len(columns) == 2:
        return [f"{name} ({key})" for key, name in zip(*columns)]
    return [", ".join(parts) for parts in zip(*columns)]


def best_of_each(frame):
    """The first rows of each of the outer groups."""
    outer = [label for _, label, _ in GROUPS[:WITHIN]]
    label = MEASURES[0][1]
    ranked = frame.sort_values(label, ascending=RANK[0] == "asc", kind="stable")
    return ranked.groupby(outer, sort=False).head(RANK[1]).sort_values(outer, kind="stable")


def with_ties(frame):
    """The rows of the rank asked for, with those that are as good as the last of them."""
    figures = frame[MEASURES[0][1]]
    if WITHIN:
        return best_of_each(frame)
    last = figures.iloc[min(RANK[1], len(frame)) - 1]
    best = figures >= last if RANK[0] == "desc" else figures <= last
    return frame[best] if best.sum() <= RANK[1] + 25 else frame.head(RANK[1])


def listing(texts, most=10):
    """Texts as a list in a sentence; the table has those that are too many for one."""
    if len(texts) > most:
        return ", ".join(texts[:most]) + f" and {len(texts) - most} more"
    return ", ".join(texts[:-1]) + " and " + texts[-1] if len(texts) > 1 else texts[0]


def first_sentence(frame, overall):
    """The sentence that answers, and the named values behind it."""
    name, label, kind, unit = MEASURES[0]
    names, figures = names_of(frame), list(frame[label])
    values = {"groups": len(frame)}
    most = 60 // (len(MEASURES) + SHARES)
    for at, (one, title, _, _) in enumerate(MEASURES):
        values[f"overall_{one}"] = overall.iloc[at]
        for who, figure in list(zip(names, frame[title]))[:most]:
            values[f"{one}_{slug(who)}"] = figure
    total = sum(figure for figure in figures if figure == figure and figure is not None) or 1
    part = (lambda figure: f", {100 * figure / total:.1f}% of all") if SHARES else (lambda figure: "")
    beside = (lambda figure: f" ({100 * figure / total:.1f}%)") if SHARES else (lambda figure: "")
    if SHARES:
        for who, figure in list(zip(names, figures))[:most]:
            values[f"percent_{slug(who)}"] = 100 * figure / total
        frame["percent of all"] = [100 * figure / total for figure in figures]
        kinds["percent of all"] = "percent"
    told = [f"{who} ({shown(figure, kind, unit)}{part(figure)})" for who, figure in zip(names, figures)]
    if COUNTING:
        values["count"] = len(frame)
        return f"**{len(frame):,}** {'value of' if len(frame) == 1 else 'values of'} {WHAT['one']} meet {WHAT['having']}{WHERE}.", values
    if RANK and WITHIN:
        best = best_of_each(frame)
        word = ("highest" if RANK[0] == "desc" else "lowest") + f" {label}"
        told = []
        for outer, rows in best.groupby(list(best.columns[:WITHIN]), sort=False):
            inner = [" ".join(str(part) for part in row[WITHIN:-len(MEASURES)]) + f" ({shown(row[-len(MEASURES)], kind, unit)})" for row in rows.itertuples(index=False)]
            values[f"top_{slug(' '.join(map(str, outer)))}"] = inner[0].rsplit(" (", 1)[0]
            told.append(f"**{', '.join(map(str, outer))}**: {', '.join(inner)}")
        return f"The {word}{WHERE} for each {' and '.join(name for _, name, _ in GROUPS[:WITHIN])}: {'; '.join(told[:12])}.", values
    if RANK:
        best = with_ties(frame)
        word = ("highest" if RANK[0] == "desc" else "lowest") + f" {label}"
        values["top"] = names[0]
        values["top_value"] = figures[0]
        if RANK[1] == 1 and len(best) == 1:
            return f"**{names[0]}** has the {word}{WHERE}: {shown(figures[0], kind, unit)}.", values
        if RANK[1] == 1:
            return f"**{', '.join(names[: len(best)])}** share the {word}{WHERE}: {shown(figures[0], kind, unit)}.", values
        return f"The {min(RANK[1], len(frame))} with the {word}{WHERE} are {listing(told[: RANK[1]])}.", values
    if WHAT["having"]:
        return f"**{len(frame):,}** {WHAT['one']} meet {WHAT['having']}{WHERE}: {listing(told, 15)}.", values
    if len(frame) == 1:
        return f"There is one group, **{names[0]}**, with a {label} of {shown(figures[0], kind, unit)}{WHERE}.", values
    if len(frame) <= 6:
        return f"The {label}{WHERE} is {listing([f'**{shown(figure, kind, unit)}** for {who}{beside(figure)}' for who, figure in zip(names, figures)])}.", values
    known = [(figure, who) for figure, who in zip(figures, names) if figure is not None and figure == figure]
    low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    return f"The {label}{WHERE} ranges from {shown(low[0], kind, unit)} ({low[1]}) to {shown(high[0], kind, unit)} ({high[1]}) over {len(frame):,} groups.", values
`;
