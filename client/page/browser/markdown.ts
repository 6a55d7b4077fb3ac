import MarkdownIt, { type Token } from 'markdown-it';

/**
 * Answers are untrusted output of generated programs. HTML is escaped. Only images among the job's artifacts are shown:
 * another URL could exfiltrate data. Links are shown as their text and address: an answer could hide data in an address, or
 * an address behind a text.
 */
const parser = new MarkdownIt({ html: false, linkify: false });

/** Addresses of images, by the name of their artifact. */
type Images = ReadonlyMap<string, string>;

parser.renderer.rules.image = (tokens, index, _options, environment) => {
  const images = environment?.images as Images | undefined;
  const title = parser.utils.escapeHtml(tokens[index]?.content ?? '');
  const address = images?.get(nameIn(String(tokens[index]?.attrGet('src') ?? '')));
  return address === undefined
    ? `<span class="quiet-text">[image: ${title}]</span>`
    : `<img src="${parser.utils.escapeHtml(address)}" alt="${title}">`;
};

/** The name of an artifact in the address of an image, where the parser has encoded it. */
function nameIn(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

parser.renderer.rules.link_open = () => '';
parser.renderer.rules.link_close = (tokens, index) => {
  const address = addressOf(tokens, index);
  return address === (tokens[index - 1]?.content ?? '') ? '' : ` (${parser.utils.escapeHtml(address)})`;
};

/** The address of the link that ends at an index. Links do not nest. */
function addressOf(tokens: readonly Token[], end: number): string {
  const start = tokens.slice(0, end).findLast(({ type }) => type === 'link_open');
  return String(start?.attrGet('href') ?? '');
}

// markdown-it aligns cells by a style attribute, which the page's content security policy forbids.
for (const rule of ['th_open', 'td_open']) {
  parser.renderer.rules[rule] = (tokens, index, options, _environment, self) => {
    const token = tokens[index];
    const right = token?.attrGet('style') === 'text-align:right';
    if (token) token.attrs = right ? [['class', 'number']] : null;
    return self.renderToken(tokens, index, options);
  };
}

/** Renders Markdown as HTML without scripts or external resources, with the images of the job. */
export const htmlOf = (markdown: string, images: Images = new Map()): string => parser.render(markdown, { images });
