/** Layers that can be disabled. */
export type Layer = 'uid' | 'landlock' | 'seccomp' | 'limits';

/** A program that tries to escape. It prints a line beginning with REACHED if it succeeds. */
export interface Attack {
  readonly name: string;
  /** Python, with the names of `Targets` and the functions of PROLOGUE. */
  readonly program: string;
  /** Each of these layers blocks it alone. */
  readonly blockedBy: readonly Layer[];
  /** Why there is no control run: it would need another kernel or machine. */
  readonly noControl?: string;
}

/** Targets of the attacks. They belong to the test, never to the machine. */
export interface Targets {
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
  /** URLs that return the canary, as a metadata service returns credentials. */
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
        print('denied:', repr(error)[:200])
    else:
        if what is not None:
            reached(what)
ARM = os.uname().machine == 'aarch64'
`;
