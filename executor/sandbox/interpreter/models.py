"""save_model(): writes a trained model and its model card."""

import datetime
import json
import platform
import re
from pathlib import Path
from typing import Any, Dict, Iterable, Mapping, Optional

from .values import Value, plain

NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9_-]{0,79}')
LIBRARIES = ('sklearn', 'statsmodels', 'numpy', 'pandas', 'joblib')


def save_model(
    model: Any,
    metrics: Optional[Mapping[str, Any]] = None,
    features: Optional[Iterable[str]] = None,
    target: Optional[str] = None,
    rows: Optional[Mapping[str, Any]] = None,
    name: str = 'model',
) -> str:
    """Writes `<name>.joblib` and the model card `<name>.json`; returns the name of the first.

    metrics: measured on rows that the model was not trained on. rows: counts, such as {'train': 4000, 'test': 1000}.
    """
    import joblib

    if not NAME.fullmatch(name):
        raise ValueError('The name of a model may have letters, digits, - and _ only.')
    for what, value, example in (('metrics', metrics, "{'r2': 0.9}"), ('rows', rows, "{'train': 4000, 'test': 1000}")):
        if value is not None and not isinstance(value, Mapping):
            raise TypeError(f'save_model() takes {what} as a dict, for example {example}, not {type(value).__name__}.')
    path = Path(f'{name}.joblib')
    # written under another name first: a model that cannot be saved must not replace an earlier one
    part = Path(f'.{path.name}')
    try:
        joblib.dump(model, part, compress=3)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    card = {
        'model': f'{type(model).__module__}.{type(model).__qualname__}',
        'description': ' '.join(repr(model).split())[:2000],
        'target': target,
        'features': [str(feature) for feature in features or []],
        'metrics': _plain(metrics or {}),
        'rows': _plain(rows or {}),
        'file': path.name,
        'created': datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='seconds'),
        'versions': _versions(),
    }
    Path(f'{name}.json').write_text(json.dumps(card, indent=2) + '\n', encoding='utf-8')
    return path.name


def _plain(values: Mapping[str, Any]) -> Dict[str, Any]:
    def convert(value: Any) -> Any:
        if isinstance(value, Mapping):
            return _plain(value)
        if isinstance(value, (list, tuple)):
            return [convert(item) for item in value]
        if hasattr(value, 'tolist') and getattr(value, 'size', 1) != 1:
            return convert(list(value))
        return plain(value)

    return {str(key): convert(value) for key, value in values.items()}


def _versions() -> Dict[str, Value]:
    import sys

    versions = {name: getattr(sys.modules.get(name), '__version__', None) for name in LIBRARIES}
    return {'python': platform.python_version(), **{name: version for name, version in versions.items() if version}}
