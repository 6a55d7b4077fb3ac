export type Content = Node | string | undefined | readonly Content[];

/** An element with its attributes and content; `true` sets an attribute without a value, undefined leaves it out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | true | undefined>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(attribute, value === true ? '' : value);
  }
  append(made, content);
  return made;
}

function append(parent: Element, content: readonly Content[]): void {
  for (const part of content) {
    if (part === undefined) continue;
    if (typeof part === 'object' && !('nodeType' in part)) append(parent, part);
    else parent.append(part);
  }
}

/** The element of the page with this id. Throws when the page has none of that kind. */
export function byId<Name extends keyof HTMLElementTagNameMap>(id: string, name: Name): HTMLElementTagNameMap[Name] {
  const found = document.querySelector<HTMLElementTagNameMap[Name]>(`${name}#${id}`);
  if (!found) throw new Error(`The page has no ${name} with the id ${id}.`);
  return found;
}
