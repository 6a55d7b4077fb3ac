"""Loads the visible sheets of workbooks."""

from __future__ import annotations

from functools import partial

from .columns import create_table
from .job import Job, Loaded, parts
from .text import Unreadable


def load_workbook(job: Job) -> list[Loaded]:
    # Loaded only where a folder has a workbook.
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(job.path))
    except python_calamine.CalamineError as error:
        raise Unreadable(f"it is not a readable workbook: {error}. Extract it first if it is an archive") from None
    sheets, others = {}, []
    for sheet in workbook.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            others.append(Loaded(sheet.name, "", [], "it is a sheet without cells, such as a chart"))
        elif sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            others.append(Loaded(sheet.name, "", [], "the sheet is hidden: show it to have it read"))
        else:
            content = workbook.get_sheet_by_name(sheet.name)
            if content.total_height and content.total_width:
                sheets[sheet.name] = content
    alone = len(sheets) == 1

    def one(name: str) -> Loaded:
        rows = list(sheets[name].iter_rows())
        width = max(map(len, rows))
        raw = job.raw(([*row, *[None] * (width - len(row))] for row in rows), width)
        table = job.stem if alone else f"{job.stem}_{name.strip().lower()}"
        return Loaded("" if alone else name, table, create_table(job.connection, raw, job.target(table)))

    if not sheets and others:
        return others
    return [*parts(job, {name: partial(one, name) for name in sheets}), *others]
