import type { ObjectStore } from '../../functions/shared/object-store/port';

const TEXT = 'text/plain';

/** Tests for every implementation of the object store. They write below `prefix`. */
export function objectStoreTests(open: () => ObjectStore, prefix: string): void {
  const key = (name: string) => `${prefix}${name}`;

  it('returns undefined for an object that does not exist', async () => {
    expect(await open().read(key('none'))).toBeUndefined();
  });

  it('returns the last write', async () => {
    await open().write(key('twice'), 'first', TEXT);
    await open().write(key('twice'), 'zweite Fassung: ü, 漢, 🙂', TEXT);
    expect(await open().read(key('twice'))).toBe('zweite Fassung: ü, 漢, 🙂');
  });

  it('writes once, and returns the first write to the second writer', async () => {
    expect(await open().writeOnce(key('once'), 'first', TEXT)).toEqual({ written: true });
    expect(await open().writeOnce(key('once'), 'second', TEXT)).toEqual({ written: false, existing: 'first' });
    expect(await open().read(key('once'))).toBe('first');
  });

  it('lets one of many concurrent writers win, and returns its write to the others', async () => {
    const writers = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    const results = await Promise.all(writers.map((text) => open().writeOnce(key('race'), text, TEXT)));
    const winners = writers.filter((_, index) => results[index]?.written);
    expect(winners).toHaveLength(1);
    expect(results.filter(({ written }) => !written)).toEqual(
      Array.from({ length: 7 }, () => ({ written: false, existing: winners[0] })),
    );
    expect(await open().read(key('race'))).toBe(winners[0]);
  });

  it('replaces an unchanged object', async () => {
    await open().write(key('kept'), 'one', TEXT);
    expect(await open().replace(key('kept'), 'one', 'two', TEXT)).toBe(true);
    expect(await open().replace(key('kept'), 'one', 'three', TEXT)).toBe(false);
    expect(await open().read(key('kept'))).toBe('two');
  });

  it('replaces nothing that does not exist', async () => {
    expect(await open().replace(key('missing'), 'one', 'two', TEXT)).toBe(false);
    expect(await open().read(key('missing'))).toBeUndefined();
  });

  it('lets one of many concurrent replacements win', async () => {
    await open().write(key('contended'), 'old', TEXT);
    const writers = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    const results = await Promise.all(writers.map((text) => open().replace(key('contended'), 'old', text, TEXT)));
    const winners = writers.filter((_, index) => results[index]);
    expect(winners).toHaveLength(1);
    expect(await open().read(key('contended'))).toBe(winners[0]);
  });

  it('lists the keys below a prefix in the order of their bytes', async () => {
    for (const name of ['list/b', 'list/a/1', 'list/B', 'other/a']) await open().write(key(name), name, TEXT);
    expect(await open().list(key('list/'))).toEqual(['list/B', 'list/a/1', 'list/b'].map(key));
    expect(await open().list(key('nothing/'))).toEqual([]);
  });

  it('deletes the objects below a prefix, and no others', async () => {
    for (const name of ['erased/a', 'erased/b/ü c', 'erased-not']) await open().write(key(name), name, TEXT);
    expect(await open().erase(key('erased/'))).toBe(2);
    expect(await open().list(key('erased'))).toEqual([key('erased-not')]);
    expect(await open().erase(key('erased/'))).toBe(0);
  });
}
