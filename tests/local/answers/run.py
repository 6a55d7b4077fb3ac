"""Runs a program of the analyst over generated tables, with the package `interpreter` of the sandbox.

Standard input: {"program": text}. Output: {"answer", "values", "warnings", "charts": {name: {"title", "x", "y", "kind",
"rows", "image"}}, "files"}. SQL is run by DuckDB in place of the warehouse.
"""

import json
import os
import re
import sys
from pathlib import Path

import duckdb
import matplotlib

matplotlib.use('Agg')
sys.path.insert(0, str(Path(__file__).parents[3] / 'executor/sandbox'))
import interpreter  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from interpreter.session import session  # noqa: E402

DATA = duckdb.connect()
DATA.execute('create schema public')
DATA.execute(
    """
create table public.orders as select i as order_id, 100 + i % 40 as customer_id,
  timestamp '2024-01-05 10:00' + to_days(cast(i as integer)) as ordered_at,
  ['delivered', 'shipped', 'cancelled', 'a status with a very long name indeed'][1 + (i % 7) % 4] as status,
  ['web', 'app', 'Österreich'][1 + i % 3] as channel,
  round(2 + (i * 37 % 100) / 11.0, 2) as shipping_eur,
  case when (i * 7) % 11 < 4 then 1 else 0 end as reordered,
  case when (i * 7) % 11 < 4 then 'again' else ['one', 'two', 'three'][1 + i % 3] end as basket from range(700) as t(i)"""
)


def query(sql, name=None):
    return DATA.execute(re.sub(r'DATEDIFF\((\w+),', r"DATEDIFF('\1',", sql)).df()


def overlapping(texts):
    """Pairs of labels that lie on each other."""
    visible = [text for text in texts if text.get_visible() and text.get_text().strip()]
    boxes = [text.get_window_extent() for text in visible]
    pairs = []
    for at, one in enumerate(boxes):
        for other in range(at + 1, len(boxes)):
            # Rotated labels have bounding boxes larger than their text: compare their ends instead.
            rotated = visible[at].get_rotation() % 180 != 0
            near = abs(one.x1 - boxes[other].x1) < one.height / 3 if rotated else one.overlaps(boxes[other])
            if near and one.overlaps(boxes[other]):
                pairs.append([visible[at].get_text(), visible[other].get_text()])
    return pairs


drawn = {}
save = Figure.savefig


def savefig(self, path, **options):
    self.canvas.draw()
    for axis in self.axes:
        lows, highs = sorted(axis.get_xlim())
        inside = [label for label, place in zip(axis.get_xticklabels(), axis.get_xticks()) if lows <= place <= highs]
        lows, highs = sorted(axis.get_ylim())
        vertical = [label for label, place in zip(axis.get_yticklabels(), axis.get_yticks()) if lows <= place <= highs]
        if str(path).removesuffix('.png') not in drawn:
            drawn[str(path).removesuffix('.png')] = {
                'ticks': [label.get_text() for label in inside],
                'overlapping': overlapping([*inside, *axis.texts, axis.title]) + overlapping(vertical),
            }
    save(self, path, **options)


Figure.savefig = savefig


def chart(specification):
    name = specification.removesuffix('.vl.json')
    with open(specification, encoding='utf-8') as file:
        spec = json.load(file)
    mark = spec['mark']['type']
    fields = {channel: one.get('title') or one['field'] for channel, one in spec['encoding'].items()}
    size = os.path.getsize(f'{name}.png')
    return {
        'title': spec['title'],
        'mark': mark,
        'rows': len(spec['data']['values']),
        'image': size,
        **fields,
        **drawn[name],
    }


interpreter.query = query
try:
    exec(compile(json.load(sys.stdin)['program'], 'program.py', 'exec'), {'__name__': '__main__'})
except SystemExit as end:
    assert not end.code, end.code
files = sorted(os.listdir())
output = session.result()
output['files'] = files
output['charts'] = {name.removesuffix('.vl.json'): chart(name) for name in files if name.endswith('.vl.json')}
json.dump(output, sys.stdout, default=str)
