/** Kernel layers that a sandbox can be started without. */
export type Layer = 'uid' | 'landlock' | 'seccomp' | 'limits';

/** One way out that a program tries. It prints a line that begins with REACHED when it got there. */
export interface Attack {
  readonly name: string;
  /** Python; the names of `Stage` are defined, and `reached(what)`, `syscall(number, …)`, `attempt(action)`. */
  readonly program: string;
  /** Any one of these is enough to hold it. */
  readonly heldBy: readonly Layer[];
  /** Needs the whole machine or another kernel to work: no control run. */
  readonly noControl?: string;
}

/** What attacks aim at; made by the test, never the machine's own. */
export interface Stage {
  readonly SECRET_FILE: string;
  readonly PUBLIC_FILE: string;
  readonly SUPERVISOR: number;
  readonly VICTIM: number;
  readonly TCP_PORT: number;
  readonly UDP_PORT: number;
  readonly UNIX_PATH: string;
  readonly ABSTRACT: string;
  readonly WORK_DIR: string;
  readonly SANDBOX_DIR: string;
  /** Addresses that hand out the canary as metadata services hand out credentials. */
  readonly METADATA: readonly string[];
}

export const PROLOGUE = `
import ctypes, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def reached(what):
    print('REACHED', what, flush=True)
def syscall(number, *arguments):
    words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = libc.syscall(ctypes.c_long(number), *words)
    return result if result >= 0 else -ctypes.get_errno()
def attempt(action):
    try:
        what = action()
    except Exception as error:
        print('held:', repr(error)[:200])
    else:
        if what is not None:
            reached(what)
ARM = os.uname().machine == 'aarch64'
`;
