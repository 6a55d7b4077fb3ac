import type { JobView } from '../../../..';
import type { AnswerActions } from '../actions';

/** An answer with the contents of its files. Files without content are drawn as images. */
export interface Sample {
  readonly job: JobView;
  readonly files: Readonly<Record<string, string>>;
}

async function imageBlob(name: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(960, 504);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser cannot draw.');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#1f5fd0';
  for (const [index, height] of [180, 320, 250, 400, 120].entries()) {
    context.fillRect(100 + index * 160, 460 - height, 110, height);
  }
  context.fillStyle = '#18202b';
  context.font = '28px sans-serif';
  context.fillText(name, 40, 44);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** The last call of each action, for tests: in an attribute of the document, as JSON. */
function record(action: string, value?: unknown): void {
  document.documentElement.setAttribute(`data-${action}`, JSON.stringify(value ?? null));
}

/** Actions on a sample; `refuse` rejects those that change something. */
export function actionsOf({ files }: Sample, refuse?: string): AnswerActions {
  const change = (action: string) => async (value?: unknown) => {
    record(action, value);
    if (refuse !== undefined) throw new Error(refuse);
  };
  return {
    blob: async (name) => {
      const content = files[name];
      if (content !== undefined) return new Blob([content]);
      if (/\.png$/.test(name)) return imageBlob(name);
      throw new Error(`${name} was deleted.`);
    },
    ask: (question) => record('ask', question),
    rerun: change('rerun'),
    feedback: change('feedback'),
    share: change('share'),
    exportNotebook: async () => new Blob(['{}'], { type: 'application/x-ipynb+json' }),
    erase: change('erase'),
  };
}

export const artifact = (name: string, mediaType: string, size = 1_234): JobView['artifacts'][number] => ({
  name,
  size,
  sha256: '0'.repeat(64),
  mediaType,
  link: `https://api.example/results/${name}`,
});
