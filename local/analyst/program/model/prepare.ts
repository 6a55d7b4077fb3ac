import { python } from '../python';

/** Python: how rows become features. `rows` holds the candidate columns, `LEFT_OUT` what is not learned from and why. */
export const prepareSource = python`
def is_time(column):
    return pd.api.types.is_datetime64_any_dtype(column)


def is_text(column):
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column) or is_time(column))


def unfit(name, column):
    """Why a column cannot be learned from, or None."""
    known = column.dropna()
    different = known.nunique()
    if different == 0:
        return "it is empty"
    if different == 1 and len(known) == len(column):
        return f"it is {known.iloc[0]} in every row"
    if name in IDENTIFIERS and different > 20:
        return f"it is an identifier ({different:,} different values)"
    unique = different > 0.95 * len(known) and different > 20
    if unique and (is_text(column) or pd.api.types.is_integer_dtype(column)):
        return "it is different in nearly every row"
    if is_text(column) and different > 0.5 * len(known) and different > 50:
        return f"it is free text ({different:,} different values)"
    return None


def features_of(rows):
    """Times become their parts, booleans numbers, texts objects with NaN where they are missing."""
    features = {}
    for name in rows.columns:
        column = rows[name]
        if is_time(column):
            known = column.dropna()
            parts = {"month": column.dt.month, "weekday": column.dt.day_of_week, "day": column.dt.day}
            if (known != known.dt.normalize()).any():
                parts["hour"] = column.dt.hour
            if known.dt.year.nunique() > 1:
                parts["year"] = column.dt.year
            for part, values in parts.items():
                if values.nunique() > 1:
                    features[f"{name} {part}" if " " in name else f"{name}_{part}"] = values.astype("float64")
        elif is_text(column):
            features[name] = column.astype(object).where(column.notna(), np.nan)
        else:
            features[name] = column.astype("float64")
    return pd.DataFrame(features, index=rows.index)


def encoder_for(features):
    """Missing numbers become the median, texts one column for each of their 20 most frequent values."""
    texts = [name for name in features.columns if features[name].dtype == object]
    numbers = [name for name in features.columns if name not in texts]
    number_steps = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    text_steps = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="(missing)"),
        OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=20, sparse_output=False),
    )
    return ColumnTransformer([("numbers", number_steps, numbers), ("texts", text_steps, texts)])
`;
