import { useEffect, useRef, useState } from 'preact/hooks';

export interface Action {
  readonly isRunning: boolean;
  /** Why it was refused. */
  readonly problem: string | undefined;
  /** Resolves with whether it succeeded. Does nothing while it is running. */
  readonly run: () => Promise<boolean>;
}

/** An asynchronous action with its progress and its error. */
export function useAction(action: () => Promise<void>): Action {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  async function run(): Promise<boolean> {
    if (isRunning) return false;
    setRunning(true);
    setProblem(undefined);
    try {
      await action();
      return true;
    } catch (error) {
      if (isMounted.current) setProblem(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      if (isMounted.current) setRunning(false);
    }
  }
  return { isRunning, problem, run };
}
