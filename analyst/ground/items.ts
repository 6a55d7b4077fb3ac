import { aliasFor } from './labels';
import type { Item } from './query';

/** The columns of a result, each expression once. */
export class Items {
  readonly items: Item[] = [];

  push = (item: Omit<Item, 'alias'>): void => {
    if (this.items.some(({ expression, role }) => expression === item.expression && role !== 'hidden')) return;
    this.items.push({ ...item, alias: aliasFor(item.label, this.items) });
  };
}
