import { render } from 'preact';
import { stories } from './stories';
import '../browser/shell/theme.css';

/** Shows the story whose name is the address's fragment, or a list of all. */
function show(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The document has no element with the id "root".');
  const name = decodeURIComponent(location.hash.slice(1));
  const story = stories.find((one) => one.name === name);
  const list = (
    <main>
      <h1>Components</h1>
      <ul>
        {stories.map((one) => (
          <li key={one.name}>
            <a href={`#${encodeURIComponent(one.name)}`}>{one.name}</a>
          </li>
        ))}
      </ul>
    </main>
  );
  render(null, root);
  render(story ? story.render() : list, root);
  document.title = story?.name ?? 'Components';
}

addEventListener('hashchange', show);
show();
