"""Picture files of the charts that a program shows: figure-1.png, figure-2.html …

They stay in a hidden folder until the program ends, so that they cannot collide with the program's own files.
"""

import os
from typing import Any, Callable

from interpreter.session import add_runtime_warning

FOLDER = '.shown'
EXTENSIONS = ('.png', '.html')


class Pictures:
    def __init__(self) -> None:
        #: The working folder; empty outside a job.
        self.folder: str = ''
        #: The number of artifacts allowed: more pictures would not be collected.
        self.max_pictures = 100
        self._dropped = 0

    def begin(self, folder: str, max_pictures: int) -> None:
        self.folder, self.max_pictures = folder, max_pictures

    def add(self, extension: str, write: Callable[[str], Any]) -> None:
        """Calls `write` with the path of a new picture. Beyond the maximum, only counts."""
        folder = os.path.join(self.folder, FOLDER)
        os.makedirs(folder, exist_ok=True)
        number = len(os.listdir(folder))
        if number >= self.max_pictures:
            self._dropped += 1
            return
        path = self._reserve(folder, number, extension)
        try:
            write(path)
        except BaseException:
            os.unlink(path)
            raise

    def _reserve(self, folder: str, number: int, extension: str) -> str:
        """Creates an empty file with a new number. Processes of the program may do so at the same time."""
        while True:
            number += 1
            path = os.path.join(folder, f'{number:06d}{extension}')
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
                return path
            except FileExistsError:
                continue

    def publish(self) -> None:
        """Moves the pictures to the working folder, in the order in which they were made."""
        folder = os.path.join(self.folder, FOLDER)
        number = 0
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            number += 1
            while any(os.path.lexists(os.path.join(self.folder, f'figure-{number}{one}')) for one in EXTENSIONS):
                number += 1
            extension = os.path.splitext(name)[1]
            os.rename(os.path.join(folder, name), os.path.join(self.folder, f'figure-{number}{extension}'))
        if self._dropped:
            add_runtime_warning(
                f'Only the first {self.max_pictures} pictures are saved; {self._dropped:,} more were left out.'
            )
            self._dropped = 0


pictures = Pictures()
