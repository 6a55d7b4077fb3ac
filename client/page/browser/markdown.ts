import MarkdownIt from 'markdown-it';

/**
 * Answers are untrusted output of generated programs. HTML is escaped. Images are not fetched: their URL could
 * exfiltrate data. Links remain, because following one is the user's decision.
 */
const parser = new MarkdownIt({ html: false, linkify: false });

parser.renderer.rules.image = (tokens, index) =>
  `<span class="quiet-text">[image: ${parser.utils.escapeHtml(tokens[index]?.content ?? '')}]</span>`;

parser.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
  tokens[index]?.attrSet('target', '_blank');
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};

// markdown-it aligns cells by a style attribute, which the page's content security policy forbids.
for (const rule of ['th_open', 'td_open']) {
  parser.renderer.rules[rule] = (tokens, index, options, _environment, self) => {
    const token = tokens[index];
    const right = token?.attrGet('style') === 'text-align:right';
    if (token) token.attrs = right ? [['class', 'number']] : null;
    return self.renderToken(tokens, index, options);
  };
}

/** Renders Markdown as HTML without scripts or external resources. */
export const htmlOf = (markdown: string): string => parser.render(markdown);
