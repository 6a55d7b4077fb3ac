import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { type Content, contentsOf, Template } from './template';

const [example, content, observability] = contentsOf(
  'docs/examples/nested.yaml',
  'template.yaml',
  'stacks/observability.yaml',
) as [Content, Content, Content];
const [outer, inner] = [new Template(example), new Template(content)];
const { TemplateURL, Parameters } = outer.get('CodeInterpreter', 'AWS::CloudFormation::Stack');

describe('the application nested in another one', () => {
  it('is referenced by a relative path', () => {
    expect(TemplateURL).toBe(`https://s3.amazonaws.com/packages${join(root, 'template.yaml')}`);
  });

  it('gets only existing parameters, as strings, and requires no others', () => {
    expect(Object.keys(inner.parameters)).toEqual(expect.arrayContaining(Object.keys(Parameters)));
    const lists = Object.values(Parameters).filter((value) => Array.isArray(value));
    expect(lists).toEqual([]);
    const needed = Object.entries(inner.parameters).filter(([, { Default }]) => Default === undefined);
    expect(needed).toEqual([]);
  });

  it('has the outputs that the other one reads, unconditionally', () => {
    const read = [...JSON.stringify(outer).matchAll(/"CodeInterpreter","Outputs\.(\w+)"/g)].map(([, name]) => name);
    expect(read.sort()).toEqual(['ApiUrl', 'BusName']);
    for (const name of read) expect([name, inner.outputs[name as string]?.Condition]).toEqual([name, undefined]);
    expect(Object.keys(inner.outputs)).toEqual(expect.arrayContaining(read));
  });

  it('derives every name from its stack, so that an account can have several', () => {
    const names = [content, observability]
      .flatMap(({ Resources }) => Object.entries(Resources))
      // The name of an authorizer is local to its API.
      .filter(([, { Type }]) => Type !== 'AWS::ApiGatewayV2::Authorizer')
      .flatMap(([id, { Properties }]) =>
        Object.entries(Properties ?? {}).flatMap(([property, value]) =>
          /^(Name|Family|(LogGroup|Dashboard|Queue|Bucket|Table|Role|Alarm|Function|Cluster)Name)$/.test(property)
            ? [[id, property, value] as const]
            : [],
        ),
      );
    expect(names.length).toBeGreaterThan(10);
    for (const [id, property, value] of names)
      expect([id, property, typeof value === 'object' ? 'derived' : value]).toEqual([id, property, 'derived']);
  });
});
