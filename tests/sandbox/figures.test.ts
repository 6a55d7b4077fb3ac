import { readFileSync } from 'node:fs';
import type { RunResult } from '../../executor/supervisor/ports';
import { MIB, type OpenSandbox, openSandbox } from './support';

jest.setTimeout(120_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 80 });
});
afterAll(() => open?.close());

const names = ({ outputs }: RunResult): string[] => outputs.map(({ name }) => name);
const run = (program: string, limits = {}) => open.run(`import matplotlib.pyplot as plt\n${program}`, limits);

const cases: readonly (readonly [what: string, program: string, files: readonly string[]])[] = [
  [
    'each figure that is shown and closed is a picture',
    "for name in 'ABC':\n    plt.bar([1, 2], [3, 4]); plt.title(name); plt.show(); plt.close()",
    ['figure-1.png', 'figure-2.png', 'figure-3.png'],
  ],
  [
    'after show() the next plot begins a new figure',
    'plt.hist([1, 2]); plt.show()\nassert not plt.gca().patches\nplt.scatter([1], [2]); plt.show()',
    ['figure-1.png', 'figure-2.png'],
  ],
  ['fig.show() saves one picture', 'fig, ax = plt.subplots(); ax.plot([1]); fig.show()', ['figure-1.png']],
  [
    'fig.show() before and after a change saves two',
    'fig, ax = plt.subplots(); ax.plot([1]); fig.show(); ax.plot([2]); fig.show()',
    ['figure-1.png', 'figure-2.png'],
  ],
  [
    'axes that are redrawn and shown in a loop are a picture each time',
    'fig, ax = plt.subplots()\nfor n in range(3):\n    ax.clear(); ax.plot([n]); plt.show()',
    ['figure-1.png', 'figure-2.png', 'figure-3.png'],
  ],
  [
    'show(block=False) keeps the figure open',
    "plt.plot([1]); plt.show(block=False); plt.title('later')\nassert len(plt.get_fignums()) == 1",
    ['figure-1.png', 'figure-2.png'],
  ],
  [
    'show() saves all open figures',
    'for _ in range(3): plt.figure(); plt.plot([1])\nplt.show()',
    [1, 2, 3].map((n) => `figure-${n}.png`),
  ],
  ['a figure that is saved and then shown is saved once', "plt.plot([1]); plt.savefig('a.png'); plt.show()", ['a.png']],
  [
    'savefig() after show() saves the figure of the number or label',
    `one = plt.figure(); plt.plot([1]); two = plt.figure('two'); plt.plot([1, 2]); plt.figure(); plt.plot([3]); plt.show()
plt.figure(1); plt.savefig('a.png'); plt.figure('two'); plt.savefig('b.png')
for name, figure in (('a', one), ('b', two)):
    figure.savefig('c.png'); assert open(f'{name}.png', 'rb').read() == open('c.png', 'rb').read(), name`,
    ['a.png', 'b.png', 'c.png', 'figure-1.png', 'figure-2.png', 'figure-3.png'],
  ],
  [
    'savefig() right after show() saves the figure that was shown',
    "fig = plt.figure(); plt.plot([1]); plt.show(); plt.savefig('a.png')\nfig.savefig('b.png'); assert open('a.png', 'rb').read() == open('b.png', 'rb').read()",
    ['a.png', 'b.png', 'figure-1.png'],
  ],
  [
    'gcf().savefig() right after show() saves the figure that was shown',
    "fig = plt.figure(); plt.plot([1]); plt.show(); plt.gcf().savefig(fname='a.png')\nfig.savefig('b.png'); assert open('a.png', 'rb').read() == open('b.png', 'rb').read()",
    ['a.png', 'b.png', 'figure-1.png'],
  ],
  [
    'a figure still works after it was shown',
    "fig, ax = plt.subplots(); ax.plot([1]); plt.show(); fig.show(); fig.canvas.draw(); fig.canvas.buffer_rgba()\nplt.plot([2]); plt.sca(ax); plt.title('x'); assert plt.gcf() is fig\nfig.savefig('a.png')",
    ['a.png', 'figure-1.png', 'figure-2.png'],
  ],
  [
    'a figure outside pyplot is shown',
    'from matplotlib.figure import Figure\nfig = Figure(); fig.subplots().plot([1]); fig.show()',
    ['figure-1.png'],
  ],
  [
    'a figure that could not be saved is a picture',
    "plt.plot([1])\ntry: plt.savefig('/mnt/data/a.png')\nexcept OSError: pass\nplt.show()",
    ['figure-1.png'],
  ],
  [
    'a figure that could not be saved is a picture even when it is closed',
    "plt.plot([1])\ntry: plt.savefig('/mnt/data/a.png')\nexcept OSError: plt.close()",
    ['figure-1.png'],
  ],
  [
    'a figure that is saved on the second try is saved once',
    "plt.plot([1])\ntry: plt.savefig('/mnt/data/a.png')\nexcept OSError: plt.savefig('a.png')\nplt.close()",
    ['a.png'],
  ],
  [
    'a figure that is drawn on after it was saved is a picture',
    "plt.plot([1]); plt.savefig('a.png'); plt.clf(); plt.bar([1], [2])",
    ['a.png', 'figure-1.png'],
  ],
  [
    'a title after the save is a change',
    "fig, ax = plt.subplots(); ax.plot([1]); fig.savefig('a.png'); ax.set_title('new')",
    ['a.png', 'figure-1.png'],
  ],
  ['a save into memory does not count', 'import io\nplt.plot([1]); plt.savefig(io.BytesIO())', ['figure-1.png']],
  ['a save to /dev/null does not count', "plt.plot([1]); plt.savefig('/dev/null', format='png')", ['figure-1.png']],
  [
    'a save into a hidden folder does not count',
    "import os\nos.mkdir('.x'); plt.plot([1]); plt.savefig('.x/a', format='png')",
    ['figure-1.png'],
  ],
  ['a save with fname= counts', "plt.plot([1]); plt.gcf().savefig(fname='a.png')", ['a.png']],
  ['a save without an extension counts', "plt.plot([1]); plt.savefig('chart')", ['chart.png']],
  [
    'a save to a Path, an open file or a subfolder counts',
    "import os, pathlib\nos.mkdir('d')\nplt.plot([1]); plt.savefig(pathlib.Path('d/a.png'))\nplt.figure(); plt.plot([1]); plt.savefig(open('b.png', 'wb'))",
    ['b.png', 'd/a.png'],
  ],
  [
    'drawing after a save is not a change',
    "fig, ax = plt.subplots(layout='tight'); ax.plot([1]); fig.savefig('a.png', dpi=50, transparent=True); fig.canvas.draw()",
    ['a.png'],
  ],
  [
    'a save to PdfPages counts',
    "from matplotlib.backends.backend_pdf import PdfPages\nwith PdfPages('a.pdf') as pages:\n    for n in range(2): plt.figure(); plt.plot([n]); pages.savefig()",
    ['a.pdf'],
  ],
  [
    'saving an animation counts',
    "from matplotlib.animation import FuncAnimation\nfig, ax = plt.subplots(); line, = ax.plot([1, 2])\nFuncAnimation(fig, lambda n: line.set_ydata([n, 2]), frames=2).save('a.gif', writer='pillow')",
    ['a.gif'],
  ],
  ['a figure with only a text is saved', "plt.figure().text(.5, .5, 'KPI 42')", ['figure-1.png']],
  ['subfigures are one picture', "a, b = plt.figure().subfigures(1, 2); a.text(.5, .5, 'x')", ['figure-1.png']],
  ['empty figures are not saved', 'plt.figure(); plt.figure().subfigures(1, 2)', []],
  ['a figure that is closed without being shown is not saved', 'plt.plot([1]); plt.close()', []],
  [
    'a picture does not replace a file of the program',
    "plt.plot([1]); plt.show(); plt.plot([2]); plt.savefig('figure-1.png')",
    ['figure-1.png', 'figure-2.png'],
  ],
  [
    'choosing a backend works',
    "import matplotlib\nmatplotlib.use('Agg'); plt.plot([1]); plt.show()\nplt.switch_backend('svg'); plt.plot([1]); plt.show()",
    ['figure-1.png', 'figure-2.png'],
  ],
  [
    'pandas and seaborn plots are saved',
    'import pandas as pd, seaborn as sns\npd.Series([1, 2]).plot(); plt.show()\nsns.displot([1, 2, 3]); plt.show()\nimport seaborn.objects as so\nso.Plot(x=[1, 2], y=[1, 2]).add(so.Dot()).show()',
    [1, 2, 3].map((n) => `figure-${n}.png`),
  ],
  [
    'a figure of a thread is saved',
    'import threading, time\ndef work(): time.sleep(.3); plt.plot([1])\nthreading.Thread(target=work).start()',
    ['figure-1.png'],
  ],
  [
    'figures are saved after os.chdir()',
    "import os\nos.mkdir('.x'); os.chdir('.x'); plt.plot([1]); plt.show(); plt.plot([2])",
    ['figure-1.png', 'figure-2.png'],
  ],
];

test.each(cases)('%s', async (_, program, files) => {
  const result = await run(program);
  expect(result.error).toBeUndefined();
  expect(names(result)).toEqual(files);
  expect(result.warnings).toEqual([]);
});

test('each picture shows the figure at the time of show()', async () => {
  const result = await run("plt.bar([1], [2]); plt.show(); plt.text(.5, .5, 'x'); plt.show()");
  const [one, two] = result.outputs.map(({ path }) => readFileSync(path));
  expect(one?.subarray(1, 4).toString()).toBe('PNG');
  expect(one?.equals(two as Buffer)).toBe(false);
});

test('as many figures are saved as artifacts are allowed, and the others are counted', async () => {
  const program = 'for n in range(25): plt.figure(figsize=(1, 1)); plt.plot([n])';
  expect(names(await run(program))).toHaveLength(25);
  const result = await run(program, { outputFiles: 10 });
  expect(names(result)).toHaveLength(10);
  expect(result.warnings).toEqual(['Only the first 10 pictures are saved; 15 more were left out.']);
});

test('pictures of a program that is killed are saved', async () => {
  const result = await run('plt.plot([1]); plt.show()\nwhile True: pass', { wallSeconds: 8 });
  expect(result.failure?.kind).toBe('out_of_time');
  expect(names(result)).toEqual(['shown/000001.png']);
});

test('a figure that cannot be drawn is named, and the others are saved', async () => {
  const result = await run(
    "plt.title('$\\\\frac{1$'); plt.figure(); plt.plot([1])\nfrom interpreter import answer\nanswer('x')",
  );
  expect(result.answer).toBe('x');
  expect(names(result)).toEqual(['figure-1.png']);
  expect(result.warnings).toEqual([expect.stringMatching(/^Figure 1 could not be saved: ValueError/)]);
});

test('plotly and PIL figures are saved when shown, with every renderer', async () => {
  const result = await open.run(
    `
import numpy as np, plotly.express as px, plotly.graph_objects as go, plotly.io as pio
from PIL import Image
px.bar(x=['a'], y=[1]).show()
pio.renderers.default = 'notebook'
go.Figure(go.Scatter(y=[1, 2])).show(renderer='png', width=300)
pio.show({'data': [{'y': [1]}]})
from plotly.offline import init_notebook_mode, iplot
init_notebook_mode(connected=True)
iplot({'data': [{'y': [1]}]}, filename='x')
Image.fromarray(np.zeros((4, 4, 3), 'uint8')).show()
Image.new('CMYK', (2, 2)).show(title='x')
`,
    { outputBytes: 40 * MIB },
  );
  expect(result.error).toBeUndefined();
  expect(names(result)).toEqual([1, 2, 3, 4].map((n) => `figure-${n}.html`).concat('figure-5.png', 'figure-6.png'));
  const page = readFileSync(result.outputs[0]?.path ?? '', 'utf8');
  expect(page).not.toMatch(/<script[^>]*src=/);
  expect(page).toContain('"type":"bar"');
});

test('letters that no font has are one warning, and nothing on standard error', async () => {
  const result = await run("plt.bar(['\\ue000', 'ok'], [1, 2]); plt.title('ꙮ\\ufe0f \\U00012000 Größe €')");
  expect(result.warnings).toEqual([
    expect.stringMatching(/^The chart has letters that no font here has: .*\u{12000}/u),
  ]);
  expect(result.warnings[0]).not.toMatch(/ö|€|ok/);
  expect(result.stderr).toBe('');
});

test('a missing font is replaced silently', async () => {
  const result = await run("plt.rcParams['font.sans-serif'] = ['SimHei']; plt.title('abc')");
  expect([result.stderr, result.warnings]).toEqual(['', []]);
});

test('warnings have the line of the program and no other path', async () => {
  const result = await run(`import pandas as pd, numpy as np, warnings
fig, ax = plt.subplots()
ax.plot([1, 2], label='_x'); ax.legend()
fig.savefig('a.png', bbox_inches=None, facecolor='w')
ax.set_xlim(1, 1)
pd.DataFrame({'a': [1]}).merge(pd.DataFrame({'a': [1.5]}), on='a')
plt.show()
`);
  expect(result.stderr).toContain('program.py:4: UserWarning');
  expect(result.stderr).toContain('program.py:7: UserWarning: You are merging on int and float');
  expect(result.stderr).not.toMatch(/(interpreter|runtime)\/|\/site-packages|\/proc\//);
});
