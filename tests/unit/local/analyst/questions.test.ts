import { answerTo, sqlFor } from './shop';

describe('questions as SQL', () => {
  test.each<[string, ...(string | RegExp)[]]>([
    ['How many orders do we have?', 'SELECT COUNT(*) AS number_of_orders', 'FROM orders'],
    ['How many people are under 30?', 'FROM customers WHERE age < 30'],
    ['How humid is it on average?', 'AVG(CAST(humidity_pct AS DOUBLE PRECISION))'],
    ['orders in Germany or France', "customers.country IN ('Germany', 'France')"],
    ['How many customers from Österreich are there?', "country = 'Österreich'"],
    ['Number of customers under 30 who have cancelled orders', 'age < 30', "status = 'cancelled'"],
    ['Number of orders between 1 March and 15 April 2025', ">= '2025-03-01'", "< '2025-04-16'"],
    ['Orders a month over the year 2025', "DATE_TRUNC('month', ordered_at)", ">= '2025-01-01'"],
    ['How did the number of orders develop from month to month?', "DATE_TRUNC('month', ordered_at)"],
    ['By how many percent did orders change between 2024 and 2025?', "< '2025-01-01'", ">= '2025-01-01'"],
    ['Did we get more orders in 2025 than in 2024?', "< '2025-01-01'", ">= '2025-01-01'"],
    ['Who ordered most often?', 'GROUP BY 1, 2 ORDER BY number_of_orders DESC'],
    ['How many orders have no comment?', 'comment IS NULL'],
    ['Which customers ordered in 2024 but not in 2025?', 'customer_id IN (SELECT', 'customer_id NOT IN (SELECT'],
    ['How many customers never did anything?', 'NOT IN (SELECT customer_id FROM orders'],
    ['Which country spends the most?', 'SUM(', 'GROUP BY 1'],
    ['Number of outdoor warehouses', 'indoor = FALSE'],
    ['top 3 months by cancelled orders', 'COUNT(*)', "status = 'cancelled'", "DATE_TRUNC('month', ordered_at)"],
    ['top 3 countries by orders', 'COUNT(*)', 'customers.country', 'GROUP BY 1'],
    ['Rank the countries by average age', 'AVG(CAST(age AS DOUBLE PRECISION))', 'GROUP BY 1'],
  ])('%s', (question, ...parts) => {
    const sql = sqlFor(question);
    for (const part of parts) expect(sql).toMatch(typeof part === 'string' ? new RegExp(escaped(part)) : part);
  });
});

describe('questions that are refused', () => {
  test.each([
    ['How many orders were placed in December 2031?', /ordered_at goes from 2024-01-01 to 2025-12-30/],
    ['What is our profit margin by country?', /'profit'/],
    ['Delete all orders of 2024', /only be read/],
    ['Number of orders by town', /sent_from and sent_to: name one of them/],
    ['What should I cook tonight?', /cook/],
    ['Which customers are the best?', /best|clear/],
    ['average order value by country', /'value'/],
  ])('%s', (question, reason) => {
    expect(sqlFor(question)).toMatch(/^refused: /);
    expect(sqlFor(question)).toMatch(reason);
  });
});

test('a word taken for another is said in the assumptions', () => {
  expect(answerTo('How many people are under 30?')).toMatchObject({
    assumptions: expect.arrayContaining([expect.stringContaining("'people' means the table customers")]),
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
