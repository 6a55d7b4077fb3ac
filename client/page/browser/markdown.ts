import MarkdownIt from 'markdown-it';

/**
 * Answers are written by programs that nobody has read: HTML in them stays text, and a picture is not fetched, because
 * its address could carry data away. Links stay, for a person to follow or not.
 */
const parser = new MarkdownIt({ html: false, linkify: false });

parser.renderer.rules.image = (tokens, index) =>
  `<span class="quiet-text">[picture: ${parser.utils.escapeHtml(tokens[index]?.content ?? '')}]</span>`;

parser.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
  tokens[index]?.attrSet('target', '_blank');
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};

// A table's alignment comes as a style, which the page's policy forbids.
for (const rule of ['th_open', 'td_open']) {
  parser.renderer.rules[rule] = (tokens, index, options, _environment, self) => {
    const token = tokens[index];
    const right = token?.attrGet('style') === 'text-align:right';
    if (token) token.attrs = right ? [['class', 'number']] : null;
    return self.renderToken(tokens, index, options);
  };
}

/** HTML of an answer's markdown, with nothing in it that runs or loads. */
export const htmlOf = (markdown: string): string => parser.render(markdown);
