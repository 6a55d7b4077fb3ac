import { readCatalog } from '../../../../events/documents/catalog';
import { withheldNames } from '../../../../events/documents/catalog-rules';

const withheld = (text: string, ...names: string[]) => withheldNames(readCatalog(text), names).sort();

describe('the tables that programs may not read', () => {
  it.each([
    ['a letter is missing', 'staf', 'Staff'],
    ['two letters are swapped', 'tsaff', 'staff'],
    ['two letters of a short name are swapped', 'uesr', 'user'],
    ['the name is in the plural, and has a schema', 'public.salaries', 'salary_s'],
    ['the separators differ', 'orderitems', 'order_items'],
    ['the accent is another character', 'b\u00fcro', 'bu\u0308ro'],
  ])('include each table with a name like a misspelt one: %s', (_, name, table) => {
    expect(withheld(`tables: {${name}: {use: false}}`, table, 'shipments')).toContain(table);
    expect(withheld(`tables: {${name}: {use: false}}`, table, 'shipments')).not.toContain('shipments');
  });

  it('are only those that the catalog names, if the warehouse has them', () => {
    expect(withheld('tables: {sales_2023: {use: false}}', 'sales_2023', 'sales_2024')).toEqual(['sales_2023']);
  });

  it('include those that the warehouse does not have, because they may be created', () => {
    expect(withheld('tables: {payroll: {use: false}}', 'shipments')).toEqual(['payroll']);
  });

  it('do not include those with descriptions or rules of columns only', () => {
    expect(withheld('tables: {staf: {description: x, columns: {name: {sample: false}}}}', 'staff')).toEqual([]);
  });
});
