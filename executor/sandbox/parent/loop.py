"""Takes orders from the supervisor: run, kill, collect. One program at a time."""

import gc
import os
import select
import shutil
import signal
import time
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

from confinement import limits as kernel_limits
from confinement.folders import Folder
from confinement.layers import Layers

from .attempt import Attempt, Channels, explain
from .collector import collect
from .control import Control
from .disk import Disk
from .eraser import erase
from .helper import HelperFailed
from .processes import NotEnded, Processes
from .signals import Signals
from .watch import TICK, Exceeded, Watch


@dataclass
class Running:
    number: int
    processes: Processes
    watch: Watch
    #: Where a reason comes when the program could not be confined.
    confined: int
    #: Answers the program's filter, where that asks.
    signals: Optional[Signals]
    stopped: bool = False


class Loop:
    def __init__(
        self,
        control: Control,
        layers: Layers,
        libraries: Sequence[Folder],
        work: str,
        own_volume: bool,
        channels: List[Channels],
    ) -> None:
        self.control = control
        self.layers = layers
        self.libraries = libraries
        self.work = work
        self.own_volume = own_volume
        self.channels = channels
        self.running: Optional[Running] = None
        #: The supervisor said that it goes; otherwise it was killed and nobody else cleans up.
        self.expected = False

    def serve(self) -> None:
        """Returns when the supervisor is gone; by then nothing of a program is left."""
        try:
            while self._turn():
                pass
        finally:
            if self.running:
                self.running.watch.close()
                self.running.processes.end()
            if not self.expected:
                shutil.rmtree(self.work, ignore_errors=True)

    def _turn(self) -> bool:
        signals = self.running.signals if self.running else None
        waiting = [self.control.descriptor, *([signals] if signals else [])]
        ready, _, _ = select.select(waiting, [], [], TICK if self.running else None)
        if signals and signals in ready:
            signals.answer()
        if self.control.descriptor in ready:
            messages = self.control.receive()
            if messages is None:
                return False
            for message in messages:
                self._order(message)
        if self.running:
            self._attend(self.running)
        return True

    def _order(self, message: Dict[str, Any]) -> None:
        if 'run' in message:
            try:
                self._start(**message['run'])
            except (OSError, RuntimeError) as error:
                self.control.send(ended={'number': message['run']['number'], 'notConfined': str(error)})
        elif 'kill' in message and self.running:
            self.running.stopped = True
        elif 'goodbye' in message:
            self.expected = True
        elif 'collect' in message:
            self._collect(**message['collect'])

    def _start(self, number: int, channel: int, source: str, limits: Dict[str, Any]) -> None:
        folder = os.path.join(self.work, f'attempt-{number}')
        os.mkdir(folder, 0o700)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        uid = self.layers.uid
        try:
            if uid is not None:
                os.fchown(descriptor, uid, uid)
            disk = Disk(folder, self.own_volume)
            already = kernel_limits.tasks_of_user(os.geteuid() if uid is None else uid)
            attempt = Attempt(self.layers, self.libraries, limits, source, folder, descriptor, already)
            pid, confined, signals = attempt.start(self.channels[channel])
        finally:
            os.close(descriptor)
        self.channels[channel].close()
        processes = Processes(pid, uid)
        self.running = Running(number, processes, Watch(limits, processes, disk), confined, signals)
        self.control.send(started={'number': number, 'group': pid})

    def _attend(self, running: Running) -> None:
        status = running.processes.reap()
        exceeded = None if status is not None or running.stopped else running.watch.check()
        if status is None and exceeded is None and not running.stopped:
            return
        self._finish(running, status, exceeded)

    def _finish(self, running: Running, status: Optional[int], exceeded: Optional[Exceeded]) -> None:
        milliseconds = round(running.watch.elapsed_seconds() * 1000)
        cause = exceeded is not None or running.stopped
        running.watch.close()
        try:
            last = running.processes.end()
        except NotEnded as error:
            self.control.send(ended={'number': running.number, 'notConfined': str(error)})
            raise
        if running.signals:
            running.signals.close()
        status = status if status is not None else last
        code, number = explain(status) if status is not None else (None, None)
        exceeded = exceeded or running.watch.final_check()
        reason = os.read(running.confined, 4096).decode('utf-8', 'replace')
        os.close(running.confined)
        self.running = None
        self.control.send(
            ended={
                'number': running.number,
                'notConfined': reason or None,
                'code': code,
                'signal': signal.Signals(number).name if number and not cause else None,
                'stopped': running.stopped,
                'exceeded': exceeded.message() if exceeded else None,
                'peakMemoryBytes': max(running.watch.peak_memory_bytes, running.processes.max_resident_bytes),
                'cpuSeconds': round(max(running.watch.cpu_seconds, running.processes.reaped_cpu_seconds), 3),
                'milliseconds': milliseconds,
            }
        )

    def _collect(self, number: int, limits: Dict[str, Any], keep: bool) -> None:
        """Copies the outputs when they are wanted, and removes the working folder in any case."""
        started = time.monotonic()
        folder = os.path.join(self.work, f'attempt-{number}')
        try:
            found = (
                collect(folder, os.path.join(self.work, f'outputs-{number}'), self.layers.uid, limits) if keep else None
            )
            erase(folder, self.layers.uid)
            os.rmdir(folder)
            self.control.send(
                collected={
                    'number': number,
                    'files': found.files if found else [],
                    'skipped': found.skipped if found else [],
                    'surplus': found.surplus if found else 0,
                    'surplusNames': found.surplus_names if found else [],
                    'further': found.further if found else 0,
                    'milliseconds': round((time.monotonic() - started) * 1000),
                }
            )
        except (HelperFailed, OSError) as error:
            self.control.send(collected={'number': number, 'failed': str(error)})
        gc.collect(0)
