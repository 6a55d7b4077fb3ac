import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { busEvents } from '../../events/all';
import { components } from '../../events/http/components';
import { type ProblemKind, problem, problemKinds } from '../../functions/shared/http/problem';
import { root } from '../../local/setup/paths';
import { printedTexts } from './printed-texts';
import { contentsOf, resolved, Template } from './template';

const [app, observability] = contentsOf('template.yaml', 'stacks/observability.yaml');
const { Resources = {}, Parameters = {}, Outputs = {} } = app ?? {};
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

const pages = ['deploy', 'local', 'operations', 'costs', 'troubleshooting'].map((name) => `docs/${name}.md`);
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Matches of a pattern's group in all pages, with the page. */
const mentioned = (pattern: RegExp): [string, string][] =>
  pages.flatMap((page) => [...textOf(page).matchAll(pattern)].map(([, name = '']): [string, string] => [page, name]));

describe('the operator’s pages mention only', () => {
  it('existing resources', () => {
    // SAM keeps the logical ids. CodeInterpreter is in docs/examples/nested.yaml.
    const mentions = mentioned(/(?:--name|remote invoke|--logical-resource-id) ([A-Z]\w+)/g).filter(
      ([, name]) => !['CodeInterpreter', 'STACK'].includes(name),
    );
    expect(mentions.length).toBeGreaterThan(2);
    expect(mentions.filter(([, name]) => !(name in Resources))).toEqual([]);
  });

  it('existing log groups', () => {
    const groups = new Template(app)
      .of('AWS::Logs::LogGroup')
      .map(([, { Properties }]) => resolved(Properties.LogGroupName));
    const mentions = mentioned(/["` ](\/(?:aws\/(?:lambda|vendedlogs)|ecs)\/[^\s"`]+)/g).map(([page, name]) => [
      page,
      name.replace(/<stack>|\$STACK/, 'code-interpreter'),
    ]);
    expect(mentions.length).toBeGreaterThan(5);
    expect(mentions.filter(([, name]) => !groups.includes(name))).toEqual([]);
  });

  it('existing commands', () => {
    const mentions = mentioned(/npm run ([\w:-]+)/g);
    expect(mentions.length).toBeGreaterThan(5);
    expect(mentions.filter(([, name]) => !(name in scripts))).toEqual([]);
  });

  it('existing files', () => {
    const mentions = mentioned(
      /(?:bash|--event-file|`|\() ?((?:stacks|events|executor|operations|lib|docs|input)\/[\w./-]+\.\w+)/g,
    );
    expect(mentions.length).toBeGreaterThan(5);
    expect(mentions.filter(([, path]) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('existing outputs', () => {
    // <Function> stands for any function.
    const mentions = mentioned(/(?:<|output `|OutputKey == ")(?!Function>)([A-Z]\w+)(?:>|`|")/g);
    expect(mentions.length).toBeGreaterThan(2);
    expect(mentions.filter(([, name]) => !(name in Outputs))).toEqual([]);
  });

  it('sections that alarms refer to', () => {
    const alarms = new Template(observability).of('AWS::CloudWatch::Alarm');
    const references = alarms.map(
      ([, { Properties }]) => /See docs\/operations\.md, "(.+)"\.$/.exec(Properties.AlarmDescription)?.[1],
    );
    const sections = [...textOf('docs/operations.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect(alarms.length).toBeGreaterThan(10);
    expect(references.filter((name) => !sections.includes(name))).toEqual([]);
  });

  it('existing parameters, and every one of them', () => {
    const text = textOf('docs/deploy.md');
    expect(Object.keys(Parameters).filter((name) => !text.includes(`\`${name}`))).toEqual([]);
    const prompted = [...text.matchAll(/^\tParameter (\w+) /gm)].map(([, name]) => name);
    expect(prompted.filter((name) => !((name as string) in Parameters))).toEqual([]);
  });
});

describe('docs/events.md', () => {
  const [, text = ''] = textOf('docs/events.md').split('\n## Every event\n');
  const sections = text.split('\n### ').slice(1);

  it('has a section for every event, in the order of the flow', () => {
    expect(sections.map((section) => section.split('\n')[0])).toEqual(busEvents.map(({ detailType }) => detailType));
  });

  it.each(busEvents.map(({ detailType }) => detailType))('links and shows the sample of %s', (name) => {
    const section = sections.find((candidate) => candidate.startsWith(`${name}\n`)) ?? '';
    const paths = [...section.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path);
    expect(paths).toEqual([`events/schemas/events/${name}.json`, `events/samples/bus/${name}.json`]);
    const [, json = ''] = /```json\n([\s\S]+?)```/.exec(section) ?? [];
    // A line with … stands for the other fields.
    const detail: unknown = JSON.parse(json.replace(/,\n +…\n/, '\n'));
    expect(JSON.parse(textOf(`events/samples/bus/${name}.json`)).detail).toMatchObject(detail as object);
  });
});

describe('the docs', () => {
  const names = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];

  it('mention only existing events and facts', () => {
    const events = busEvents.map(({ detailType }): string => detailType);
    const facts = [...textOf('functions/shared/domain/facts.ts').matchAll(/type: '(\w+)'/g)].map(([, name]) => name);
    const known = new Set([
      ...events,
      ...facts,
      ...Object.keys(components()),
      ...Object.keys(Resources),
      ...Object.keys(Outputs),
      ...Object.keys(Parameters),
    ]);
    const subjects = new Set(events.map((name) => /^[A-Z][a-z]+/.exec(name)?.[0]));
    const likeEvents = new RegExp(`(?<!"Sid": ")\\b(?:${[...subjects].join('|')})[A-Z][a-z]+\\b`, 'g');
    const mentions = names
      .filter((name) => name.endsWith('.md'))
      .flatMap((page) => [...textOf(page).matchAll(likeEvents)].map(([mention]) => [page, mention]));
    expect(mentions.length).toBeGreaterThan(50);
    expect(mentions.filter(([, name]) => !known.has(name))).toEqual([]);
  });
});

describe('docs/api.md', () => {
  const text = textOf('docs/api.md');

  it('shows problems with the status and the title of their kind', () => {
    const shown = [
      ...text.matchAll(/"type": "urn:code-interpreter:problem:([\w-]+)",\n +"title": "(.+)",\n +"status": (\d+)/g),
    ];
    expect(shown.length).toBeGreaterThan(2);
    for (const [, kind, title, status] of shown) {
      expect({ kind, ...problem(kind as ProblemKind, '') }).toMatchObject({ kind, title, status: Number(status) });
    }
  });

  it('lists every kind of problem with its status', () => {
    const rows = [...text.matchAll(/^\| (\d{3}) \| `([\w-]+)` \|/gm)].map(([, status, kind]) => [kind, Number(status)]);
    expect(rows).toEqual(Object.entries(problemKinds).map(([kind, [status]]) => [kind, status]));
  });
});

describe('JSON examples in the docs', () => {
  const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const sources = ['submit-prompt', 'read-jobs', 'cancel-job', 'erase-job'].map((name) =>
    printedTexts(`functions/${name}/handler.ts`),
  );
  const isPrinted = (text: string) =>
    sources.some(({ literals, templates }) => literals.has(text) || templates.some((template) => template.test(text)));

  it.each(['text', 'detail', 'hint'])('have a %s that the code can return', (field) => {
    // [{"text": …}] is a request to the model.
    const texts = names.flatMap((name) =>
      [...textOf(`docs/${name}`).matchAll(new RegExp(`(?<!\\[\\{)"${field}": ("(?:[^"\\\\]|\\\\.)+")`, 'g'))].map(
        ([, text = '']): [string, string] => [name, JSON.parse(text)],
      ),
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(([, text]) => !isPrinted(text))).toEqual([]);
  });
});
