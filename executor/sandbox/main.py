"""Starts the forkserver: `python -I -S main.py`, with the control channel on descriptor 3.

-I and -S exclude the caller's environment, the user site and .pth files; `sys.path` is built here. The first message
has the settings. The response is `ready`, or `refused` with a reason.
"""

import gc
import os
import signal
import sys
from typing import Any, Dict, List

HERE = os.path.dirname(os.path.abspath(__file__))
CONTROL = 3
FIRST_CHANNEL = 4


def _library_paths(settings: Dict[str, Any]) -> List[str]:
    from confinement import library_folders

    packages = settings.get('libraries') or library_folders.site_packages(sys.executable)
    if not os.path.isdir(packages):
        raise FileNotFoundError(f'There are no packages at {packages}.')
    return [library_folders.standard_library(), packages, HERE]


def main() -> None:
    sys.path.insert(0, HERE)
    sys.dont_write_bytecode = True
    from forkserver.control import Control

    control = Control(CONTROL)
    settings = control.receive_settings()
    if settings is None:
        return
    try:
        server = _prepare(control, settings)
    except Exception as error:  # the supervisor shows the reason to the user
        control.send(refused=f'{error}' if str(error) else repr(error))
        return
    server.serve()


def _prepare(control: Any, settings: Dict[str, Any]) -> Any:
    from confinement import kernel, layers, library_folders, limits
    from forkserver import disk, font_cache, preload

    selected = layers.select_layers(settings['uid'], settings['allowMissing'], settings['without'])
    os.umask(0o022)
    limits.set_oom_score(limits.FORKSERVER_OOM_SCORE)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    work = os.path.realpath(settings['workDir'])
    if selected.uid is not None:
        os.chmod(work, 0o711)
    if selected.uid is not None and not library_folders.is_reachable(work, selected.uid):
        raise PermissionError(
            f'The job user cannot reach the working folder {work}: every folder above it needs mode 755.'
        )
    paths = _library_paths(settings)
    libraries = [library_folders.open_folder(path, selected.uid) for path in paths]
    sys.path.append(paths[1])
    library_folders.rewrite_import_paths(libraries)
    fonts = font_cache.restore(paths[1], work)
    preload.set_environment(fonts)
    preload.import_core()
    # these import the libraries
    import interpreter
    import runtime
    from forkserver import attempt
    from forkserver.server import Server
    from runtime import sandbox_code
    from runtime.patches import parallel

    preload.import_package(interpreter)
    preload.import_package(runtime)

    def patch() -> None:
        font_cache.store(paths[1], fonts)
        runtime.install()
        sandbox_code.release_names(libraries)

    threads = attempt.thread_count()
    if threads != 1:
        raise RuntimeError(f'The forkserver has {threads} threads after its imports; it must have one when it forks.')
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    gc.freeze()
    count = settings['channels']
    channels = [
        attempt.Channels(*range(first, first + 3)) for first in range(FIRST_CHANNEL, FIRST_CHANNEL + 3 * count, 3)
    ]
    server = Server(
        control,
        selected,
        libraries,
        work,
        disk.is_own_volume(work),
        channels,
        preload.Preload(patch, parallel.find_pools),
    )
    control.send(
        ready={
            'layers': selected.names(),
            'missing': selected.missing,
            'pid': os.getpid(),
        }
    )
    return server


if __name__ == '__main__':
    main()
