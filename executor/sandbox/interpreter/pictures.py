"""Pictures that the runtime makes of what a program shows: figure-1.png, figure-2.html …

Until the end of the program they lie in a hidden folder, so that no file of the program's own takes their place.
"""

import os
from typing import Any, Callable

from .session import note

FOLDER = '.shown'
KINDS = ('.png', '.html')


class Pictures:
    def __init__(self) -> None:
        #: The program's folder; empty outside a job.
        self.folder: str = ''
        #: More than the job's files may be are not made.
        self.most = 100
        self._left_out = 0

    def begin(self, folder: str, most: int) -> None:
        self.folder, self.most = folder, most

    def add(self, ending: str, write: Callable[[str], Any]) -> None:
        """Has a picture written to a path of its own; one more than there may be is counted only."""
        place = os.path.join(self.folder, FOLDER)
        os.makedirs(place, exist_ok=True)
        number = len(os.listdir(place))
        if number >= self.most:
            self._left_out += 1
            return
        path = self._reserve(place, number, ending)
        try:
            write(path)
        except BaseException:
            os.unlink(path)
            raise

    def _reserve(self, place: str, number: int, ending: str) -> str:
        """A path that nothing has, also not in a process of the program that shows something at the same time."""
        while True:
            number += 1
            path = os.path.join(place, f'{number:06d}{ending}')
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
                return path
            except FileExistsError:
                continue

    def deliver(self) -> None:
        """Gives the pictures their names, in the order in which they were made."""
        place = os.path.join(self.folder, FOLDER)
        number = 0
        for name in sorted(os.listdir(place)) if os.path.isdir(place) else ():
            number += 1
            while any(os.path.lexists(os.path.join(self.folder, f'figure-{number}{kind}')) for kind in KINDS):
                number += 1
            ending = os.path.splitext(name)[1]
            os.rename(os.path.join(place, name), os.path.join(self.folder, f'figure-{number}{ending}'))
        if self._left_out:
            note(f'The first {self.most} pictures are kept; {self._left_out:,} further ones were left out.')
            self._left_out = 0


pictures = Pictures()
