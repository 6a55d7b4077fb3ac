import type { System } from '../../system';

/** Stops the system and exits on SIGINT and SIGTERM. */
export function stopOnSignal(system: System): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      system
        .stop()
        .catch((error: unknown) => console.error(error))
        .finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    });
  }
}
