export type Content = Node | string | undefined | readonly Content[];

/** Creates an element. `true` sets an attribute without a value; undefined omits it. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | true | undefined>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(attribute, value === true ? '' : value);
  }
  append(node, content);
  return node;
}

function append(parent: Element, content: readonly Content[]): void {
  for (const part of content) {
    if (part === undefined) continue;
    if (typeof part === 'object' && !('nodeType' in part)) append(parent, part);
    else parent.append(part);
  }
}

/** The element with this tag and id. Throws when the page has none. */
export function byId<Name extends keyof HTMLElementTagNameMap>(id: string, name: Name): HTMLElementTagNameMap[Name] {
  const node = document.querySelector<HTMLElementTagNameMap[Name]>(`${name}#${id}`);
  if (!node) throw new Error(`The page has no ${name} with id ${id}.`);
  return node;
}
