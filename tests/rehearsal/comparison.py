"""Compares what a template says with what a service has."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from requests_by_property import text

Path = tuple['str | int', ...]

#: Below these, a service must have nothing that the template does not say. Elsewhere it may add defaults.
EXACT = ('PolicyDocument', 'AssumeRolePolicyDocument', 'EventPattern', 'RedrivePolicy', 'Variables', 'Options')


def differences(expected: Any, actual: Any, path: Path = (), exact: bool = False) -> Iterator[tuple[Path, str]]:
    """Path and description of each difference."""
    if isinstance(expected, dict | list) and isinstance(actual, str):
        try:
            actual = json.loads(actual)
        except ValueError:
            yield path, f'is no JSON: {actual!r}'
            return
    exact = exact or bool(path) and path[-1] in EXACT
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            yield path, f'should be an object and is {actual!r}'
            return
        for key, value in expected.items():
            if key in actual and actual[key] is not None:
                yield from differences(value, actual[key], (*path, key), exact)
            elif value not in ({}, []):
                yield (*path, key), f'should be {value!r} and is missing'
        if exact:
            for key in actual.keys() - expected.keys():
                yield (*path, key), f'is {actual[key]!r} and should be missing'
    elif isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            yield path, f'should be {expected!r} and is {actual!r}'
            return
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(one, other, (*path, index), exact)
    elif not (_is_scalar(actual) and text(expected) == text(actual)) and not _same_json(expected, actual):
        yield path, f'should be {expected!r} and is {actual!r}'


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _same_json(expected: Any, actual: Any) -> bool:
    """A template may have a document as a text."""
    if not isinstance(expected, str) or not expected.lstrip().startswith('{'):
        return False
    try:
        return json.loads(expected) == (json.loads(actual) if isinstance(actual, str) else actual)
    except ValueError:
        return False


def mutations(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The value with one part changed: each scalar in turn, and each list without its last element."""
    if isinstance(value, dict):
        for key, inner in value.items():
            for at, mutated in mutations(inner, (*path, key)):
                yield at, {**value, key: mutated}
    elif isinstance(value, list):
        if value:
            yield path, value[:-1]
        for index, inner in enumerate(value):
            for at, mutated in mutations(inner, (*path, index)):
                yield at, [*value[:index], mutated, *value[index + 1 :]]
    elif isinstance(value, bool):
        yield path, not value
    elif isinstance(value, str):
        yield path, _changed_text(value)
    else:
        yield path, copy.copy(value) + 1


def _changed_text(value: str) -> str:
    """A document in a text stays a document."""
    if value.lstrip().startswith('{'):
        return value.rstrip()[:-1] + ', "mutated": true}'
    return f'{value}-mutated'
