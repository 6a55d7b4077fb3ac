"""Runs a program of the analyst over generated tables and prints its answer and a description of its charts.

Standard input: {"program": text}. Output: {"answer", "values", "warnings", "charts": [{"title", "xlabel", "ylabel",
"overlapping": [pairs of labels that lie on each other]}]}. SQL is run by DuckDB, in place of the warehouse.
"""

import json
import sys
import types

import duckdb
import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure  # noqa: E402

DATA = duckdb.connect()
DATA.execute(
    """
create table orders as select i as order_id, 100 + i % 40 as customer_id,
  timestamp '2024-01-05 10:00' + to_days(cast(i as integer)) as ordered_at,
  ['delivered', 'shipped', 'cancelled', 'a status with a very long name indeed'][1 + (i % 7) % 4] as status,
  ['web', 'app', 'Österreich'][1 + i % 3] as channel,
  round(2 + (i * 37 % 100) / 11.0, 2) as shipping_eur from range(700) as t(i)"""
)
output = {"answer": None, "values": {}, "warnings": [], "charts": []}


def query(sql, name=None):
    return DATA.execute(sql).df()


def answer(text, /, **values):
    output["answer"] = text
    output["values"].update({name: getattr(value, "item", lambda value=value: value)() for name, value in values.items()})
    assert len(output["values"]) <= 100, "more values than an answer may have"


def overlapping(texts):
    visible = [text for text in texts if text.get_visible() and text.get_text().strip()]
    boxes = [text.get_window_extent() for text in visible]
    pairs = []
    for at, one in enumerate(boxes):
        for other in range(at + 1, len(boxes)):
            # Rotated labels have bounding boxes larger than their text: compare their start instead.
            rotated = visible[at].get_rotation() % 180 != 0
            near = abs(one.x1 - boxes[other].x1) < one.height / 3 if rotated else one.overlaps(boxes[other])
            if near and one.overlaps(boxes[other]):
                pairs.append([visible[at].get_text(), visible[other].get_text()])
    return pairs


def savefig(self, *arguments, **options):
    self.canvas.draw()
    for axis in self.axes:
        ticks = [*axis.get_xticklabels(), *axis.texts]
        lows, highs = sorted(axis.get_xlim())
        inside = [label for label, place in zip(axis.get_xticklabels(), axis.get_xticks()) if lows <= place <= highs]
        output["charts"].append(
            {
                "title": axis.get_title() or (self._suptitle.get_text() if self._suptitle else ""),
                "xlabel": axis.get_xlabel(),
                "ylabel": axis.get_ylabel(),
                "ticks": [label.get_text() for label in inside],
                "pie": any(type(patch).__name__ == "Wedge" for patch in axis.patches),
                "overlapping": overlapping([*inside, *axis.texts, axis.title] if ticks else []),
            }
        )


Figure.savefig = savefig
package = types.ModuleType("interpreter")
package.query, package.answer = query, answer
package.warn = output["warnings"].append
package.assume = lambda text: None
package.save_model = lambda *_, **__: "model.joblib"
sys.modules["interpreter"] = package
try:
    exec(compile(json.load(sys.stdin)["program"], "program.py", "exec"), {"__name__": "__main__"})
except SystemExit as end:
    assert not end.code, end.code
json.dump(output, sys.stdout, default=str)
