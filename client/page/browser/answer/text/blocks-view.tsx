import type { ComponentChild } from 'preact';
import { AnswerTable, type TableFile } from '../table/answer-table';
import { tableOfAnswer } from '../table/table';
import { type Block, cellsOf, imageName, restOf } from './blocks';

export interface BlocksProps {
  readonly blocks: readonly Block[];
  /** What is before the blocks, for the names of their tables. */
  readonly heading: string;
  /** An image that is an artifact of the job; undefined for any other. */
  readonly image: (name: string, title: string) => ComponentChild;
  readonly file: (name: string) => TableFile | undefined;
}

/** Blocks of an answer. Its tables are data tables, its images those of the job. */
export function Blocks({ blocks, ...context }: BlocksProps) {
  const parts: ComponentChild[] = [];
  let { heading } = context;
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index] as Block;
    if (block.token.type === 'table_open') {
      const rest = restOf(blocks[index + 1]);
      const file = rest && context.file(rest.name);
      const cells = cellsOf(block);
      parts.push(
        <AnswerTable
          key={index}
          caption={captionOf(heading, cells.header)}
          table={tableOfAnswer(cells.header, cells.isRight, cells.rows)}
          file={file}
          total={file && rest?.total}
        />,
      );
      // The table says so.
      if (file) index++;
      continue;
    }
    if (block.token.type === 'heading_open') heading = textOfHeading(block);
    parts.push(<BlockView key={index} block={block} {...context} />);
  }
  return <>{parts}</>;
}

const textOfHeading = ({ children }: Block): string => children.map(({ token }) => token.content).join('');

/** What a table is called: by the heading before it, else by its columns. */
const captionOf = (heading: string, header: readonly string[]): string => {
  const columns = header.filter((title) => title !== '').join(', ');
  const text = heading === '' ? columns : heading;
  return text.length <= 80 ? text || 'Table' : `${text.slice(0, 79)}…`;
};

type Context = Omit<BlocksProps, 'blocks'>;

/** Elements by the token that opens them. Headings begin below those of the page. */
const TAGS: Readonly<Record<string, 'p' | 'ul' | 'ol' | 'li' | 'blockquote' | 'strong' | 'em' | 's' | 'div'>> = {
  paragraph_open: 'p',
  bullet_list_open: 'ul',
  ordered_list_open: 'ol',
  list_item_open: 'li',
  blockquote_open: 'blockquote',
  strong_open: 'strong',
  em_open: 'em',
  s_open: 's',
};

function BlockView({ block, ...context }: Context & { readonly block: Block }): ComponentChild {
  const { token, children } = block;
  const content = () => children.map((child, index) => <BlockView key={index} block={child} {...context} />);
  switch (token.type) {
    case 'text':
    case 'html_inline':
    case 'html_block':
      return token.content;
    case 'inline':
      return <>{content()}</>;
    case 'softbreak':
      return '\n';
    case 'hardbreak':
      return <br />;
    case 'hr':
      return <hr />;
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'fence':
    case 'code_block':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
        <section class="code-block" tabIndex={0} aria-label="Text">
          <pre>{token.content}</pre>
        </section>
      );
    case 'heading_open':
      return token.tag === 'h1' || token.tag === 'h2' ? <h3>{content()}</h3> : <h4>{content()}</h4>;
    case 'link_open':
      return (
        <Link
          address={String(token.attrGet('href') ?? '')}
          text={children.map(({ token: one }) => one.content).join('')}
        >
          {content()}
        </Link>
      );
    case 'image': {
      const image = context.image(imageName(token), token.content);
      return image ?? <span class="quiet-text">[image: {token.content}]</span>;
    }
    case 'table_open':
      return <Blocks blocks={[block]} {...context} />;
    default: {
      if (token.type === 'paragraph_open' && token.hidden) return <>{content()}</>;
      // A chart is not text: a paragraph cannot hold it.
      const hasImage = children.some((inline) => inline.children.some(({ token: one }) => one.type === 'image'));
      const Tag = hasImage ? 'div' : (TAGS[token.type] ?? 'div');
      const start = token.type === 'ordered_list_open' ? Number(token.attrGet('start') ?? 1) : 1;
      return Tag === 'ol' ? <ol start={start}>{content()}</ol> : <Tag>{content()}</Tag>;
    }
  }
}

/** A link as text, with its address. */
function Link({
  address,
  text,
  children,
}: {
  readonly address: string;
  readonly text: string;
  readonly children: ComponentChild;
}) {
  return (
    <>
      {children}
      {address !== text && ` (${address})`}
    </>
  );
}
