import { useEffect, useState } from 'preact/hooks';

/** The time of the server in milliseconds, renewed each second while it is needed. */
export function useNow(offset: number, isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now + offset;
}
