import { chance, csv, timestamp } from './random.mjs';

const DAY = 86_400_000;
/** Skewed towards 1. Uses a square root, because powers differ between machines. */
const skewed = (u) => 0.75 * u + 0.25 * Math.sqrt(u);

const countries = [
  ['Germany', 35],
  ['France', 22],
  ['Spain', 16],
  ['Poland', 12],
  ['Österreich', 9],
  ['Italy', 6],
];
const categories = [
  ['Kitchen', 30, 22],
  ['Books', 28, 14],
  ['Toys', 18, 19],
  ['Garden', 14, 48],
  ['Electronics', 10, 130],
];
const first = ['Anna', 'Björn', 'Chloé', 'David', 'Elif', 'Fatima', 'Georg', 'Hanna', 'Ivan', 'Julia', 'Karim', 'Léa'];
const last = [
  'Adler',
  'Brandt',
  'Costa',
  'Dubois',
  'Evers',
  'Ferrari',
  'Gomez',
  'Huber',
  'Ionescu',
  'Jansen',
  'Kowalski',
];

/** Orders of a web shop over two years with items, refunds and customers, some without orders. */
export function shop() {
  const { random, integer, normal, pick, orNothing } = chance(41);
  const customers = Array.from({ length: 260 }, (_, index) => ({
    customer_id: 1001 + index,
    // Each pair once, so that names are unique.
    name: `${first[index % first.length]} ${last[Math.floor(index / first.length) % last.length]}${index >= 132 ? ' jr.' : ''}`,
    country: pick(countries),
    segment: orNothing(
      0.06,
      pick([
        ['private', 74],
        ['business', 26],
      ]),
    ),
    signed_up: timestamp(Date.UTC(2023, 6, 1) + integer(0, 700) * DAY).slice(0, 10),
  }));
  const products = categories.flatMap(([category, , price]) =>
    Array.from({ length: 6 }, (_, index) => ({
      category,
      product: `${category.slice(0, 3).toUpperCase()}-${101 + index}`,
      price: Number((price * (0.6 + random())).toFixed(2)),
    })),
  );
  const buyers = customers.filter(() => random() < 0.86);
  const times = Array.from({ length: 1200 }, () => Math.floor(731 * DAY * skewed(random()))).sort((a, b) => a - b);
  const orders = times.map((offset, index) => ({
    order_id: 50001 + index,
    customer_id: buyers[Math.floor(buyers.length * random() * (0.4 + 0.6 * random()))].customer_id,
    ordered_at: timestamp(Date.UTC(2024, 0, 1) + offset),
    status: pick([
      ['delivered', 78],
      ['shipped', 9],
      ['cancelled', 8],
      ['pending', 5],
    ]),
    channel: pick([
      ['web', 55],
      ['app', 33],
      ['phone', 12],
    ]),
    shipping_cost: Math.max(0, 6 + 2.6 * normal()).toFixed(2),
  }));
  const items = orders.flatMap(({ order_id }) => {
    const chosen = new Map();
    for (
      let left = pick([
        [1, 45],
        [2, 30],
        [3, 17],
        [4, 8],
      ]);
      left > 0;
      left--
    ) {
      const category = pick(categories.map(([name, weight]) => [name, weight]));
      const choice = products.filter((one) => one.category === category)[integer(0, 5)];
      chosen.set(choice.product, choice);
    }
    return [...chosen.values()].map(({ product, category, price }) => ({
      order_id,
      product,
      category,
      quantity: pick([
        [1, 70],
        [2, 20],
        [3, 7],
        [5, 3],
      ]),
      unit_price: price.toFixed(2),
    }));
  });
  const refunds = orders
    .filter(({ status }) => status === 'delivered' && random() < 0.11)
    .map(({ order_id, ordered_at }, index) => ({
      refund_id: index + 1,
      order_id,
      refunded_at: timestamp(Date.parse(`${ordered_at.replace(' ', 'T')}Z`) + integer(3, 40) * DAY).slice(0, 10),
      amount: (8 + 90 * random() * random()).toFixed(2),
      reason: orNothing(
        0.08,
        pick([
          ['damaged', 38],
          ['wrong item', 24],
          ['late delivery', 21],
          ['changed mind', 17],
        ]),
      ),
    }));
  return {
    'customers.csv': csv(customers),
    'orders.csv': csv(orders),
    'order_items.csv': csv(items),
    'refunds.csv': csv(refunds),
  };
}
