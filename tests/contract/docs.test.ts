import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { contentsOf, resolved, Template } from './template';

const [app, observability] = contentsOf('template.yaml', 'stacks/observability.yaml');
const { Resources = {}, Parameters = {}, Outputs = {} } = app ?? {};
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

const pages = ['deploy', 'local', 'operations', 'costs', 'troubleshooting'].map((name) => `docs/${name}.md`);
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Everything that a pattern's group finds in the pages, with its page. */
const named = (pattern: RegExp): [string, string][] =>
  pages.flatMap((page) => [...textOf(page).matchAll(pattern)].map(([, name = '']): [string, string] => [page, name]));

describe('the pages for who deploys and operates name', () => {
  it('resources that the template has', () => {
    // What SAM made of the template has the same names as what stands in it; CodeInterpreter is the other template's.
    const found = named(/(?:--name|remote invoke|--logical-resource-id) ([A-Z]\w+)/g).filter(
      ([, name]) => !['CodeInterpreter', 'STACK'].includes(name),
    );
    expect(found.length).toBeGreaterThan(2);
    expect(found.filter(([, name]) => !(name in Resources))).toEqual([]);
  });

  it('log groups that the template has', () => {
    const groups = new Template(app)
      .of('AWS::Logs::LogGroup')
      .map(([, { Properties }]) => resolved(Properties.LogGroupName));
    const found = named(/["` ](\/(?:aws\/(?:lambda|vendedlogs)|ecs)\/[^\s"`]+)/g).map(([page, name]) => [
      page,
      name.replace(/<stack>|\$STACK/, 'code-interpreter'),
    ]);
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(([, name]) => !groups.includes(name))).toEqual([]);
  });

  it('commands that there are', () => {
    const found = named(/npm run ([\w:-]+)/g);
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(([, name]) => !(name in scripts))).toEqual([]);
  });

  it('files that there are', () => {
    const found = named(/(?:bash|--event-file|`|\() ?((?:stacks|events|lib|docs|input)\/[\w./-]+\.\w+)/g);
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(([, path]) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('outputs that the stack has', () => {
    // <Function> stands for any function.
    const found = named(/(?:<|output `|OutputKey == ")(?!Function>)([A-Z]\w+)(?:>|`|")/g);
    expect(found.length).toBeGreaterThan(2);
    expect(found.filter(([, name]) => !(name in Outputs))).toEqual([]);
  });

  it('the sections that alarms refer to', () => {
    const alarms = new Template(observability).of('AWS::CloudWatch::Alarm');
    const referred = alarms.map(
      ([, { Properties }]) => /See docs\/operations\.md, "(.+)"\.$/.exec(Properties.AlarmDescription)?.[1],
    );
    const sections = [...textOf('docs/operations.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect(alarms.length).toBeGreaterThan(10);
    expect(referred.filter((name) => !sections.includes(name))).toEqual([]);
  });

  it('every parameter, and none that there is not', () => {
    const text = textOf('docs/deploy.md');
    expect(Object.keys(Parameters).filter((name) => !text.includes(`\`${name}`))).toEqual([]);
    const asked = [...text.matchAll(/^\tParameter (\w+) /gm)].map(([, name]) => name);
    expect(asked.filter((name) => !((name as string) in Parameters))).toEqual([]);
  });
});
