import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chart } from './chart-file';
import { type DrawMessage, isFrameMessage } from './messages';

/** Address of the frame's document, next to the page's own files. */
const ADDRESS = 'assets/chart-frame.html';
const MIN_HEIGHT = 120;
const MAX_HEIGHT = 2_000;
/** Milliseconds until a chart counts as not drawn. */
const TIMEOUT = 20_000;

export interface ChartFrameProps {
  readonly chart: Chart;
  /** Accessible name. */
  readonly title: string;
  readonly onFailure: () => void;
}

/**
 * Draws a chart in a frame without an origin: it has neither the page's storage nor its rights, and its document's policy
 * leaves it no network. Whatever a chart does there, it can only draw and send a height.
 */
export function ChartFrame({ chart, title, onFailure }: ChartFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(onFailure, TIMEOUT);
    const receive = ({ source, origin, data }: MessageEvent) => {
      const target = frame.current?.contentWindow;
      if (!target || source !== target || origin !== 'null' || !isFrameMessage(data)) return;
      if (data.type === 'ready') {
        const message: DrawMessage = { type: 'draw', chart, languages: navigator.languages };
        // A frame without an origin has no name for it; the message goes to its window only.
        target.postMessage(message, '*');
        return;
      }
      clearTimeout(timer);
      if (data.type === 'failed') return onFailure();
      setHeight(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, Math.ceil(data.height))));
    };
    addEventListener('message', receive);
    return () => {
      clearTimeout(timer);
      removeEventListener('message', receive);
    };
  }, [chart]);
  return (
    <iframe
      ref={frame}
      class="chart-frame"
      title={title}
      src={ADDRESS}
      sandbox="allow-scripts"
      referrerpolicy="no-referrer"
      tabIndex={-1}
      aria-busy={height === undefined}
      style={{ height: `${height ?? usualHeight(chart)}px` }}
    />
  );
}

/** About the height of a chart, so that what is below it moves little once it is drawn. */
const usualHeight = ({ kind, rows, series }: Chart): number =>
  kind === 'bars' ? Math.min(MAX_HEIGHT, 85 + (series ? 14 : 24) * rows.length) : 285;
