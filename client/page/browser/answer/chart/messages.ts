import type { Chart } from './chart-file';

/** From the page to the frame. */
export interface DrawMessage {
  readonly type: 'draw';
  readonly chart: Chart;
  /** Language tags of the reader, the preferred one first. */
  readonly languages: readonly string[];
}

/** From the frame to the page: it can draw; its height in CSS pixels once it has drawn; why it has not. */
export type FrameMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'drawn'; readonly height: number }
  | { readonly type: 'failed'; readonly reason: string };

export function isFrameMessage(data: unknown): data is FrameMessage {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  if (data.type === 'drawn') return 'height' in data && typeof data.height === 'number' && Number.isFinite(data.height);
  return data.type === 'ready' || data.type === 'failed';
}
