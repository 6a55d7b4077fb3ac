import { htmlOf } from '../../../../client/page/browser/markdown';

describe('the markdown of an answer', () => {
  it('renders text, tables and code', () => {
    expect(htmlOf('The **mean** is `3`.')).toBe('<p>The <strong>mean</strong> is <code>3</code>.</p>\n');
    expect(htmlOf('|a|b|\n|---|---:|\n|x|1|')).toContain('<td class="number">1</td>');
  });

  it.each([
    ['a script', '<script>alert(1)</script>', '<script'],
    ['a handler', '<img src=x onerror=alert(1)>', '<img'],
    ['a script as a link', '[x](javascript:alert(1))', 'href'],
    ['a page as a link', '[x](data:text/html,<script>alert(1)</script>)', 'href'],
    ['an external image', '![x](https://elsewhere.example/?secret)', 'elsewhere'],
    ['a style', '|a|\n|---:|\n|1|', 'style'],
  ])('does not render %s', (_, markdown, trace) => {
    expect(htmlOf(markdown)).not.toContain(trace === 'href' ? 'href=' : trace);
  });

  it('names an omitted image', () => {
    expect(htmlOf('![a <b>chart</b>](chart.png)')).toContain('[image: a &lt;b&gt;chart&lt;/b&gt;]');
  });

  it('shows an image of the job where the answer has it, and no other', () => {
    const images = new Map([['a "b".png', '/jobs/1/a%20%22b%22.png']]);
    expect(htmlOf('![Sales <](<a "b".png>) ![x](b.png) ![y](https://elsewhere.example/a)', images)).toBe(
      '<p><img src="/jobs/1/a%20%22b%22.png" alt="Sales &lt;"> <span class="quiet-text">[image: x]</span> ' +
        '<span class="quiet-text">[image: y]</span></p>\n',
    );
  });

  it('shows links as their text and address', () => {
    expect(htmlOf('[the **report**](https://example.com/?d=1&e=2)')).toBe(
      '<p>the <strong>report</strong> (https://example.com/?d=1&amp;e=2)</p>\n',
    );
    expect(htmlOf('<https://example.com>')).toBe('<p>https://example.com</p>\n');
  });
});
