import type { ReportParts } from './report';

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.25rem .75rem;border-bottom:1px solid #ddd;text-align:left}
pre{background:#f6f6f6;padding:1rem;overflow:auto;font-size:13px}details{margin:.5rem 0}summary{cursor:pointer}
.right{color:#176a2b}.wrong{color:#b00020;font-weight:600}.refused,.failed{color:#8a5a00}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}pre{background:#222}td,th{border-color:#444}
.right{color:#6fcf87}.wrong{color:#ff6b7d}.refused,.failed{color:#e6b450}}`;

const cell = (text: string): string =>
  /^(right|wrong|refused|failed)$/.test(text) ? `<td class="${text}">${text}</td>` : `<td>${escaped(text)}</td>`;

function table([head = [], ...rows]: ReportParts['shapes']): string {
  const titles = head.map((text) => `<th>${escaped(text)}</th>`).join('');
  return `<table><tr>${titles}</tr>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</table>`;
}

/** The report as a self-contained HTML file. */
export function htmlReport({ title, intro, figures, shapes, questions, misses }: ReportParts): string {
  const details = misses.map(
    (miss) =>
      `<details><summary>${escaped(miss.title)}</summary>` +
      `<dl>${miss.facts.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>` +
      `${miss.answer && `<pre>${escaped(miss.answer)}</pre>`}${miss.program && `<pre>${escaped(miss.program)}</pre>`}</details>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(intro)}</p>${table(figures)}${table(shapes)}
<h2>Misses</h2>${details.join('\n') || '<p>None.</p>'}
<h2>Questions</h2>${table(questions)}</body></html>
`;
}
