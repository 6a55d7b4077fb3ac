import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { DEFAULT_OPTIONS, type Options } from '../state/options';

const SIZES: readonly { readonly size: Options['size']; readonly name: string; readonly text: string }[] = [
  { size: 'small', name: 'Small', text: '1 processor, 2 GB' },
  { size: 'medium', name: 'Medium', text: '2 processors, 8 GB' },
  { size: 'large', name: 'Large', text: '4 processors, 16 GB' },
];

const TIMES: readonly (readonly [seconds: number, name: string])[] = [
  [60, '1 minute'],
  [300, '5 minutes'],
  [900, '15 minutes'],
  [1800, '30 minutes'],
  [3600, '1 hour'],
];

/** Size of the machine, time limit and attempts of the next questions. */
export function OptionsPanel({ options }: { readonly options: Signal<Options> }) {
  const id = useId();
  const { size, timeoutSeconds, maxAttempts } = options.value;
  const change = (part: Partial<Options>) => {
    options.value = { ...options.value, ...part };
  };
  return (
    <div class="options">
      <fieldset>
        <legend>Machine</legend>
        {SIZES.map((one) => (
          <label key={one.size}>
            <input
              type="radio"
              name={`${id}-size`}
              checked={size === one.size}
              onChange={() => change({ size: one.size })}
            />
            <span>
              {one.name} <small>{one.text}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="options-fields">
        <label for={`${id}-time`}>Time limit of a program</label>
        <select
          id={`${id}-time`}
          value={timeoutSeconds}
          onChange={(event) => change({ timeoutSeconds: Number(event.currentTarget.value) })}
        >
          {TIMES.map(([seconds, name]) => (
            <option key={seconds} value={seconds} selected={seconds === timeoutSeconds}>
              {name}
            </option>
          ))}
        </select>
        <label for={`${id}-attempts`}>Attempts, if a program fails</label>
        <select
          id={`${id}-attempts`}
          value={maxAttempts}
          onChange={(event) => change({ maxAttempts: Number(event.currentTarget.value) })}
        >
          {[1, 2, 3, 4, 5].map((count) => (
            <option key={count} value={count} selected={count === maxAttempts}>
              {count}
            </option>
          ))}
        </select>
      </div>
      <button type="button" class="quiet" onClick={() => change(DEFAULT_OPTIONS)}>
        Reset options
      </button>
    </div>
  );
}
