import { type Loader, logger, None, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { DrawMessage, FrameMessage } from '../messages';
import { numberLocale, timeLocale } from './locale';
import { specificationOf } from './specification';
import { Tooltip } from './tooltip';
import './frame.css';

const root = document.createElement('div');
root.id = 'chart';
document.body.append(root);
const tooltip = new Tooltip();
const dark = matchMedia('(prefers-color-scheme: dark)');
const forced = matchMedia('(forced-colors: active)');

let message: DrawMessage | undefined;
let view: View | undefined;
let drawing = Promise.resolve();

const send = (content: FrameMessage): void => parent.postMessage(content, pageOrigin);

/** This document has no origin, but its address has that of the page. */
const pageOrigin = new URL(location.href).origin;

const refuse = (): Promise<never> => Promise.reject(new Error('Charts load nothing.'));
const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} } as unknown as Loader;

async function draw(): Promise<void> {
  if (!message) return;
  const { chart, languages } = message;
  const style = { width: root.clientWidth, isDark: dark.matches, hasForcedColors: forced.matches };
  if (style.width === 0) return;
  const { spec } = compile(specificationOf(chart, style), { logger: logger(None) });
  view?.finalize();
  root.replaceChildren();
  view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: root,
    loader,
    hover: true,
    locale: { number: numberLocale(languages), time: timeLocale(languages) },
    tooltip: (_handler: unknown, event: MouseEvent, _item: unknown, value: unknown) => tooltip.show(event, value),
  } as never);
  await view.runAsync();
  send({ type: 'drawn', height: root.offsetHeight });
}

/** Draws again, after what is being drawn. */
function redraw(): void {
  drawing = drawing.then(draw).catch((error: unknown) => {
    send({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  });
}

let drawnWidth = 0;
addEventListener('resize', () => {
  // The page sets the height by what was drawn: only another width needs another drawing.
  if (root.clientWidth === drawnWidth) return;
  drawnWidth = root.clientWidth;
  redraw();
});
dark.addEventListener('change', redraw);
forced.addEventListener('change', redraw);
addEventListener('message', ({ source, origin, data }: MessageEvent) => {
  if (source !== parent || origin !== pageOrigin || data?.type !== 'draw') return;
  message = data as DrawMessage;
  drawnWidth = root.clientWidth;
  redraw();
});
send({ type: 'ready' });
