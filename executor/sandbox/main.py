"""Starts the parent: `python -I -S main.py`, with the control channel on descriptor 3.

-I and -S: nothing of the caller's environment, no user site, no .pth files. What may be imported is put together
here, by hand. The first message holds the settings; the answer is `ready` or `refused`.
"""

import gc
import os
import signal
import sys
from typing import Any, Dict, List

HERE = os.path.dirname(os.path.abspath(__file__))
CONTROL = 3
FIRST_CHANNEL = 4


def _libraries(settings: Dict[str, Any]) -> List[str]:
    from confinement import folders

    packages = settings.get('libraries') or folders.site_packages(sys.executable)
    if not os.path.isdir(packages):
        raise FileNotFoundError(f'There are no packages at {packages}.')
    return [folders.standard_library(), packages, HERE]


def main() -> None:
    sys.path.insert(0, HERE)
    sys.dont_write_bytecode = True
    from parent.control import Control

    control = Control(CONTROL)
    settings = control.next()
    if settings is None:
        return
    try:
        loop = _prepare(control, settings)
    except Exception as error:  # whatever is missing: the supervisor says it to people
        control.send(refused=f'{error}' if str(error) else repr(error))
        return
    loop.serve()


def _prepare(control: Any, settings: Dict[str, Any]) -> Any:
    from confinement import folders, kernel, layers, limits
    from parent import attempt, disk, fonts, preload

    chosen = layers.choose(settings['uid'], settings['fewer'], settings['without'])
    os.umask(0o022)
    limits.kill_early(limits.OF_THE_PARENT)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    work = os.path.realpath(settings['workDir'])
    if chosen.uid is not None:
        os.chmod(work, 0o711)
    if chosen.uid is not None and not folders.reachable(work, chosen.uid):
        raise PermissionError(
            f"The job's user cannot reach the working folder {work}: choose one of which every folder above has mode 755."
        )
    names = _libraries(settings)
    held = [folders.hold(path, chosen.uid) for path in names]
    sys.path.append(names[1])
    folders.rename(held)
    cache = fonts.bring(names[1], work)
    preload.environment(cache)
    import interpreter
    from interpreter import attribution, epochs, figures, keyboard, letters, merges, parallel, shown

    milliseconds = preload.load()
    preload.whole(interpreter)
    fonts.keep(names[1], cache)
    attribution.prepare()
    figures.prepare()
    letters.prepare()
    shown.prepare()
    merges.prepare()
    parallel.prepare()
    keyboard.install()
    epochs.install()
    threads = attempt.thread_count()
    if threads != 1:
        raise RuntimeError(f'The parent has {threads} threads after its imports; it must have one when it forks.')
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    # what is here now is shared by all forks: no collection should touch, and so copy, it
    gc.collect()
    gc.freeze()
    from parent.loop import Loop

    count = settings['channels']
    channels = [
        attempt.Channels(*range(first, first + 3)) for first in range(FIRST_CHANNEL, FIRST_CHANNEL + 3 * count, 3)
    ]
    loop = Loop(control, chosen, held, work, disk.is_own_volume(work), channels)
    control.send(
        ready={
            'layers': chosen.names(),
            'missing': chosen.missing,
            'milliseconds': milliseconds,
            'parent': os.getpid(),
        }
    )
    return loop


if __name__ == '__main__':
    main()
