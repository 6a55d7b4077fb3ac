import { createDrafts } from '../../../../../client/page/browser/state/drafts';

function storage() {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  };
}

describe('drafts', () => {
  it('outlive a reload with their key, so that sending twice asks once', () => {
    const store = storage();
    const draft = createDrafts(store).write('', 'How many users?');
    expect(createDrafts(store).read('')).toEqual(draft);
  });

  it('get another key with another text', () => {
    const drafts = createDrafts(storage());
    const { key } = drafts.write('', 'How many users?');
    expect(drafts.write('', 'How many users?').key).toBe(key);
    expect(drafts.write('', 'How many items?').key).not.toBe(key);
  });

  it('differ by place, and are gone when they are removed', () => {
    const drafts = createDrafts(storage());
    drafts.write('a', 'one');
    drafts.write('b', 'two');
    drafts.remove('a');
    expect([drafts.read('a').text, drafts.read('b').text]).toEqual(['', 'two']);
  });

  it('stay in memory where the storage refuses them or has something else', () => {
    const drafts = createDrafts({
      getItem: () => '{"text":1}',
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
      removeItem: () => {},
    });
    drafts.write('', 'kept');
    expect(drafts.read('').text).toBe('kept');
  });
});
