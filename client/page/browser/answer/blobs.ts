import { useEffect, useState } from 'preact/hooks';

type Content<T> = { readonly value?: T; readonly problem?: string };

/** What `read` resolves with, once it has: again for each other key; not at all without a key. */
export function useContent<T>(key: string | undefined, read: (key: string) => Promise<T>): Content<T> {
  const [content, setContent] = useState<Content<T> & { readonly key?: string }>({});
  useEffect(() => {
    if (key === undefined) return;
    let isCurrent = true;
    read(key).then(
      (value) => isCurrent && setContent({ key, value }),
      (error: unknown) =>
        isCurrent && setContent({ key, problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return content.key === key ? content : {};
}

/** Address of a blob, as long as the component shows it. */
export function useAddress(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!blob) return setAddress(undefined);
    const created = URL.createObjectURL(blob);
    setAddress(created);
    return () => URL.revokeObjectURL(created);
  }, [blob]);
  return address;
}
