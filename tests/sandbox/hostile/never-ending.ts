/** Programs that do not end, and that ignore signals. */
export const neverEnding: readonly { readonly name: string; readonly program: string }[] = [
  { name: 'closes every descriptor and sleeps', program: 'import os, time\nos.closerange(0, 200)\ntime.sleep(60)' },
  {
    name: 'ignores every signal it can',
    program: `
import signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: time.sleep(1)`,
  },
  { name: 'stops itself', program: 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)' },
  { name: 'stops its whole group', program: 'import os, signal\nos.fork(); os.kill(0, signal.SIGSTOP)' },
  {
    name: 'waits for standard input that never comes',
    program: 'import sys, time\nsys.stdin.read()\ntime.sleep(60)',
  },
  { name: 'never releases the GIL', program: "import re\nre.match('(a+)+$', 'a' * 64 + 'b')" },
  {
    name: 'waits for a child that ignores signals',
    program: `
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
if os.fork() == 0: time.sleep(60)
os.wait()`,
  },
];
