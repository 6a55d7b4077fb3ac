// Violations that ESLint must report. A comment at the end of a line names its rule; lines without one are correct.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../../functions/shared/object-store/port';

declare function work(): Promise<string>;
declare const objects: ObjectStore;
declare const s3: S3Client;
declare const stores: readonly ObjectStore[];
declare const process: NodeJS.Process;

export async function floating(flag: boolean): Promise<void> {
  work(); // no-floating-promises
  void work(); // no-floating-promises
  objects.read('key'); // no-floating-promises
  readFile('file'); // no-floating-promises
  s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' })); // no-floating-promises
  void s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' })); // no-floating-promises
  stores.map((store) => store.read('key')); // no-floating-promises
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
  for (const store of stores) [store].forEach(async (each) => each.read('key')); // no-misused-promises
}

export async function returning(): Promise<string | undefined> {
  try {
    return work(); // return-await
  } catch {
    return objects.read('key'); // return-await
  } finally {
    await work();
  }
}

export async function late(flag: boolean): Promise<string> {
  const first = work(); // handled-immediately
  await work();
  await first;
  const second = flag ? work() : undefined; // handled-immediately
  if (flag) await second;
  const third = work(); // handled-immediately
  const all = [await work(), await third];
  const many = stores.map((store) => store.read('key')); // handled-immediately
  for (const store of many) await store;
  const [one, other] = [work(), work()]; // handled-immediately
  await Promise.all([one, other]);
  const never = new Promise((_, reject) => setTimeout(reject, 1)); // handled-immediately
  work().catch(() => undefined);
  const inner = new Promise((resolve) => resolve(work())); // handled-immediately
  work().catch(() => undefined);
  const cleaned = work().finally(() => undefined); // handled-immediately
  const raced = Promise.race([never, inner, cleaned]); // handled-immediately
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
  private readonly field = work(); // handled-immediately
  private readonly caught = work().catch(() => '');
  private readonly closed: Promise<unknown>;
  private readonly cache = new Map<string, Promise<string>>();

  constructor(private readonly list: Promise<string>[]) {
    this.closed = once(process, 'exit'); // handled-immediately
    this.list.push(work()); // handled-immediately
  }

  async read(key: string): Promise<readonly unknown[]> {
    const result = work(); // handled-immediately
    this.cache.set(key, result); // handled-immediately
    const cached = this.cache.get(key);
    return [await cached, await this.field, await this.caught, await this.closed];
  }

  task() {
    const exit = work();
    exit.catch(() => undefined);
    const request = { answer: work() }; // handled-immediately
    return { exit, request };
  }
}
