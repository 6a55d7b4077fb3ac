import type { Column, Schema, Table } from './model';
import { isAbove, relationsOf } from './relations';
import { isMeasure } from './roles';

const quantities = ['quantity', 'qty', 'units', 'unit_count', 'pieces'];
const prices = ['price', 'unit_price'];
const totals = ['revenue', 'amount', 'total', 'sales', 'turnover', 'value', 'subtotal'];

const head = (column: Column): string => column.words.at(-1) ?? '';
const isQuantity = (column: Column): boolean => isMeasure(column) && quantities.includes(head(column));
const isPrice = (column: Column): boolean => isMeasure(column) && prices.includes(head(column));
const isTotal = (column: Column): boolean => isMeasure(column) && column.words.some((word) => totals.includes(word));

const revenue = (table: Table, quantity: Column, price: Column): Column => ({
  table: table.name,
  name: `${quantity.name} times ${price.table === table.name ? '' : `${price.table}.`}${price.name}`,
  type: 'double precision',
  kind: 'number',
  words: ['revenue'],
  description: '',
  values: [],
  complete: false,
  product: [quantity, price],
});

/** What can be worked out from columns though no column holds it: revenue, where there are quantities and prices. */
export const withDerived = (schema: Schema): Schema => {
  const relations = relationsOf(schema);
  const tables = schema.tables.map((table): Table => {
    const quantity = table.columns.find(isQuantity);
    if (!quantity || table.columns.some(isTotal)) return table;
    const above = schema.tables.filter((other) => other === table || isAbove(relations, table, other));
    const price = [table, ...above].flatMap((other) => other.columns).find(isPrice);
    return price ? { ...table, derived: [revenue(table, quantity, price)] } : table;
  });
  return { ...schema, tables };
};
