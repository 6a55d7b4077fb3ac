import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon';

export interface CopyButtonProps {
  /** What is copied, for the button's name: `Copy table`. */
  readonly what: string;
  readonly text: () => string;
}

/** Copies a text, and says whether it worked. */
export function CopyButton({ what, text }: CopyButtonProps) {
  const [result, setResult] = useState('');
  useEffect(() => {
    if (result === '') return;
    const timer = setTimeout(() => setResult(''), 2_500);
    return () => clearTimeout(timer);
  }, [result]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text());
      setResult('Copied');
    } catch {
      setResult('The browser does not allow copying here');
    }
  }
  return (
    <button type="button" class="quiet small" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      <Icon name="copy" />
      <span role="status">{result === '' ? 'Copy' : result}</span>
    </button>
  );
}
