/** Shows what Vega passes for a mark, as text. */
export class Tooltip {
  private readonly box = document.createElement('dl');

  constructor() {
    this.box.className = 'tooltip';
    this.box.hidden = true;
    document.body.append(this.box);
  }

  show(event: MouseEvent, value: unknown): void {
    if (typeof value !== 'object' || value === null) {
      this.hide();
      return;
    }
    this.box.replaceChildren(
      ...Object.entries(value).flatMap(([name, text]) => [textNode('dt', name), textNode('dd', String(text))]),
    );
    this.box.hidden = false;
    const { offsetWidth, offsetHeight } = this.box;
    const left = Math.min(event.clientX + 14, innerWidth - offsetWidth - 4);
    const top = event.clientY + 14 + offsetHeight > innerHeight ? event.clientY - offsetHeight - 8 : event.clientY + 14;
    this.box.style.left = `${Math.max(0, left)}px`;
    this.box.style.top = `${Math.max(0, top)}px`;
  }

  hide(): void {
    this.box.hidden = true;
  }
}

function textNode(name: 'dt' | 'dd', text: string): HTMLElement {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}
