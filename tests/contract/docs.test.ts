import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
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
