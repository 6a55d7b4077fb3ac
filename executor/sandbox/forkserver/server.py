"""Serves the supervisor's messages (run, kill, collect, exit). Runs one program at a time."""

import gc
import os
import select
import shutil
import signal
import time
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

from confinement import limits as kernel_limits
from confinement.layers import Layers
from confinement.library_folders import Folder

from .artifacts.collector import Collection, collect
from .artifacts.entries import EARLIER
from .attempt import Attempt, Channels, exit_code_or_signal
from .control import Control
from .disk import Disk
from .eraser import erase
from .helper import HelperFailed
from .preload import Preload
from .processes import KillFailed, Processes
from .signals import SignalBroker
from .watchdog import TICK, Exceeded, Watchdog

#: After a program and the collection of its files.
PRELOAD_DELAY_S = 1.0


@dataclass
class RunningProgram:
    number: int
    processes: Processes
    watchdog: Watchdog
    #: Descriptor that carries the reason when the program could not be confined.
    confinement_error: int
    signals: Optional[SignalBroker]
    #: The supervisor asked to kill the program.
    stopped: bool = False


class Server:
    def __init__(
        self,
        control: Control,
        layers: Layers,
        libraries: Sequence[Folder],
        work: str,
        own_volume: bool,
        channels: List[Channels],
        preload: Preload,
    ) -> None:
        self.control = control
        self.layers = layers
        self.libraries = libraries
        self.work = work
        self.own_volume = own_volume
        self.channels = channels
        self.preload = preload
        #: Seconds without a message before the preload continues.
        self.preload_delay = 0.0
        self.is_preload_reported = False
        self.program: Optional[RunningProgram] = None
        #: A program has ended, and the supervisor will ask for its files at once: no library is imported meanwhile.
        self.is_collection_due = False
        #: The supervisor sent `exit`. Without it the supervisor was killed, and the working folder is removed here.
        self.orderly_exit = False

    def serve(self) -> None:
        """Returns when the supervisor has ended, after killing the program."""
        try:
            while self._handle_event():
                pass
        finally:
            if self.program:
                self.program.watchdog.close()
                self.program.processes.kill_all()
            if not self.orderly_exit:
                shutil.rmtree(self.work, ignore_errors=True)

    def _handle_event(self) -> bool:
        """Waits for the next event and handles it. False: the supervisor has ended."""
        signals = self.program.signals if self.program else None
        sources = [self.control.descriptor, *([signals] if signals else [])]
        ready, _, _ = select.select(sources, [], [], self._timeout())
        if signals and signals in ready:
            signals.answer()
        if self.control.descriptor in ready:
            messages = self.control.receive()
            if messages is None:
                return False
            for message in messages:
                self._handle_message(message)
        if self.program:
            self._check(self.program)
        elif not ready and not self.preload.is_complete:
            self.preload_delay = 0.0
            self.preload.step()
        self._report_preload()
        return True

    def _report_preload(self) -> None:
        """Reports the end of the preload once: after a step, or after a program for which it failed."""
        if self.preload.is_complete and not self.is_preload_reported:
            self.is_preload_reported = True
            self.control.send(preloaded={'failure': self.preload.failure})

    def _timeout(self) -> Optional[float]:
        if self.program:
            return TICK
        return None if self.preload.is_complete or self.is_collection_due else self.preload_delay

    def _handle_message(self, message: Dict[str, Any]) -> None:
        if 'run' in message:
            try:
                self._start(**message['run'])
            except (OSError, RuntimeError) as error:
                self.control.send(ended={'number': message['run']['number'], 'notStarted': str(error)})
        elif 'kill' in message and self.program:
            self.program.stopped = True
        elif 'exit' in message:
            self.orderly_exit = True
        elif 'collect' in message:
            self._collect(**message['collect'])

    def _start(
        self, number: int, channel: int, source: str, limits: Dict[str, Any], probe: bool, earlier: Optional[str]
    ) -> None:
        if not probe:
            self.preload.prepare(source)
            # the supervisor uploads and reports first
            self.preload_delay = PRELOAD_DELAY_S
        folder = os.path.join(self.work, f'attempt-{number}')
        os.mkdir(folder, 0o700)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        uid = self.layers.uid
        readable = []
        try:
            if earlier is not None:
                readable.append(os.open(earlier, getattr(os, 'O_PATH', os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW))
                os.symlink(earlier, EARLIER, dir_fd=descriptor)
            if uid is not None:
                os.fchown(descriptor, uid, uid)
            disk = Disk(folder, self.own_volume)
            other_tasks = kernel_limits.tasks_of_user(os.geteuid() if uid is None else uid)
            attempt = Attempt(self.layers, self.libraries, limits, source, folder, descriptor, readable, other_tasks)
            child = attempt.start(self.channels[channel])
        finally:
            for one in (descriptor, *readable):
                os.close(one)
        self.channels[channel].close()
        processes = Processes(child.pid, uid)
        watchdog = Watchdog(limits, processes, disk)
        self.program = RunningProgram(number, processes, watchdog, child.confinement_error, child.signals)
        self.control.send(started={'number': number, 'processGroup': child.pid})

    def _check(self, program: RunningProgram) -> None:
        status = program.processes.reap()
        exceeded = None if status is not None or program.stopped else program.watchdog.check()
        if status is None and exceeded is None and not program.stopped:
            return
        self._finish(program, status, exceeded)

    def _finish(self, program: RunningProgram, status: Optional[int], exceeded: Optional[Exceeded]) -> None:
        milliseconds = round(program.watchdog.elapsed_seconds() * 1000)
        killed_here = exceeded is not None or program.stopped
        program.watchdog.close()
        try:
            last_status = program.processes.kill_all()
        except KillFailed:
            self.control.send(ended={'number': program.number, 'killFailed': True})
            raise
        if program.signals:
            program.signals.close()
        status = status if status is not None else last_status
        code, number = exit_code_or_signal(status) if status is not None else (None, None)
        exceeded = exceeded or program.watchdog.final_check()
        reason = os.read(program.confinement_error, 4096).decode('utf-8', 'replace')
        os.close(program.confinement_error)
        self.program = None
        self.is_collection_due = True
        self.control.send(
            ended={
                'number': program.number,
                'notStarted': reason or None,
                'code': code,
                'signal': signal.Signals(number).name if number and not killed_here else None,
                'stopped': program.stopped,
                'exceeded': exceeded.message() if exceeded else None,
                'peakMemoryBytes': max(program.watchdog.peak_memory_bytes, program.processes.max_resident_bytes),
                'cpuSeconds': round(max(program.watchdog.cpu_seconds, program.processes.reaped_cpu_seconds), 3),
                'milliseconds': milliseconds,
            }
        )

    def _collect(self, number: int, limits: Dict[str, Any], keep: bool) -> None:
        """Copies the artifacts, if `keep`, and removes the working folder."""
        self.is_collection_due = False
        started = time.monotonic()
        folder = os.path.join(self.work, f'attempt-{number}')
        target = os.path.join(self.work, f'outputs-{number}')
        try:
            collection = collect(folder, target, self.layers.uid, limits) if keep else Collection()
            erase(folder, self.layers.uid)
            os.rmdir(folder)
            self.control.send(
                collected={
                    'number': number,
                    'files': collection.files,
                    'skipped': collection.skipped,
                    'surplus': collection.surplus,
                    'surplusNames': collection.surplus_names,
                    'skippedUnlisted': collection.skipped_unlisted,
                    'milliseconds': round((time.monotonic() - started) * 1000),
                }
            )
        except (HelperFailed, OSError) as error:
            self.control.send(collected={'number': number, 'failed': str(error)})
        gc.collect(0)
