import { type ReadonlySignal, signal } from '@preact/signals';
import type { JobStatus } from '../../..';

export interface Notifications {
  /** Whether the user can still be asked for permission. */
  readonly canAsk: ReadonlySignal<boolean>;
  readonly allowed: ReadonlySignal<boolean>;
  ask(): void;
  /** Shows one if it is allowed and the page is not visible. */
  notify(prompt: string, status: JobStatus, open: () => void): void;
}

const TITLES: Partial<Record<JobStatus, string>> = {
  succeeded: 'Your question has been answered',
  failed: 'Your question could not be answered',
};

/** Notifications of the browser, where it has them. */
export function browserNotifications(): Notifications {
  const has = 'Notification' in window;
  const permission = signal(has ? Notification.permission : 'denied');
  const canAsk = signal(permission.value === 'default');
  const allowed = signal(permission.value === 'granted');
  return {
    canAsk,
    allowed,
    ask() {
      Notification.requestPermission()
        .then((answer) => {
          canAsk.value = answer === 'default';
          allowed.value = answer === 'granted';
        })
        .catch(() => {
          canAsk.value = false;
        });
    },
    notify(prompt, status, open) {
      const title = TITLES[status];
      if (!allowed.value || document.visibilityState === 'visible' || title === undefined) return;
      const note = new Notification(title, { body: prompt.slice(0, 140) });
      note.addEventListener('click', () => {
        window.focus();
        open();
        note.close();
      });
    },
  };
}
