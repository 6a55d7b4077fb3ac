// Faults that ESLint has to find, one a line: the comment at its end names the rule. Where there is none, all is well.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../../functions/shared/object-store/port';

declare function work(): Promise<string>;
declare const objects: ObjectStore;
declare const s3: S3Client;
declare const every: readonly ObjectStore[];
declare const process: NodeJS.Process;

export async function floating(flag: boolean): Promise<void> {
  work(); // no-floating-promises
  void work(); // no-floating-promises
  objects.read('key'); // no-floating-promises
  readFile('file'); // no-floating-promises
  s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' })); // no-floating-promises
  void s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' })); // no-floating-promises
  every.map((one) => one.read('key')); // no-floating-promises
  [work(), work()]; // no-floating-promises
  Promise.all([work()]); // no-floating-promises
  Promise.race([work(), work()]); // no-floating-promises
  work().then(() => undefined); // no-floating-promises
  work().finally(() => undefined); // no-floating-promises
  flag && work(); // no-floating-promises
  flag ? work() : undefined; // no-floating-promises
  work().catch(() => undefined);
  await work();
}

export function misused(): void {
  setTimeout(async () => work(), 1); // no-misused-promises
  setTimeout(() => work(), 1); // no-misused-promises
  setTimeout(() => void work(), 1); // no-floating-promises
  process.on('SIGTERM', async () => work().then(() => undefined)); // no-misused-promises
  for (const one of every) [one].forEach(async (store) => store.read('key')); // no-misused-promises
}

export async function returned(): Promise<string | undefined> {
  try {
    return work(); // return-await
  } catch {
    return objects.read('key'); // return-await
  } finally {
    await work();
  }
}

export async function late(flag: boolean): Promise<string> {
  const first = work(); // handled-at-once
  await work();
  await first;
  const second = flag ? work() : undefined; // handled-at-once
  if (flag) await second;
  const third = work(); // handled-at-once
  const all = [await work(), await third];
  const many = every.map((one) => one.read('key')); // handled-at-once
  for (const one of many) await one;
  const [left, right] = [work(), work()]; // handled-at-once
  await Promise.all([left, right]);
  const never = new Promise((_, reject) => setTimeout(reject, 1)); // handled-at-once
  work().catch(() => undefined);
  const inner = new Promise((resolve) => resolve(work())); // handled-at-once
  work().catch(() => undefined);
  const cleaned = work().finally(() => undefined); // handled-at-once
  const raced = Promise.race([never, inner, cleaned]); // handled-at-once
  const use = () => raced;
  return (await use()) ? (all.at(-1) ?? '') : '';
}

export async function inTime(): Promise<string> {
  const first = work();
  first.catch(() => undefined);
  await work();
  const second = work();
  await Promise.all([first, second]);
  const third = work();
  try {
    await Promise.race([third, first]);
  } finally {
    await work();
  }
  const over = new Promise<void>((resolve) => setTimeout(resolve, 1));
  const settled = Promise.allSettled([work()]);
  await over;
  await settled;
  const last = work();
  return last;
}

export class Stored {
  private readonly field = work(); // handled-at-once
  private readonly kept = work().catch(() => '');
  private readonly closed: Promise<unknown>;
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly list: Promise<string>[]) {
    this.closed = once(process, 'exit'); // handled-at-once
    this.list.push(work()); // handled-at-once
  }

  async read(key: string): Promise<readonly unknown[]> {
    const made = work(); // handled-at-once
    this.known.set(key, made); // handled-at-once
    const known = this.known.get(key);
    return [await known, await this.field, await this.kept, await this.closed];
  }

  task() {
    const ended = work();
    ended.catch(() => undefined);
    const asked = { answer: work() }; // handled-at-once
    return { ended, asked };
  }
}
