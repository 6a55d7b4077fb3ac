// Makes users.csv and interactions.csv, the same bytes every time. The first argument is the folder to write to.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SEED = 20260401;
const USERS = 1_000;
const INTERACTIONS = 5_000;
const ITEMS = 250;
const FIRST_DAY = Date.UTC(2026, 3, 1);
const DAYS = 180;

/** How often each type occurs, and how much it says about the purchase (log-odds). */
const types = [
  { name: 'view', share: 0.5, weight: -1.5 },
  { name: 'click', share: 0.24, weight: -0.6 },
  { name: 'favorite', share: 0.1, weight: 0.3 },
  { name: 'add-to-cart', share: 0.09, weight: 1.3 },
  // A purchase is a purchase: the type gives the flag away.
  { name: 'purchase', share: 0.07, weight: Number.POSITIVE_INFINITY },
];

/** Mulberry32: uniform in [0, 1). */
function randomness(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const random = randomness(SEED);
const integer = (low, high) => low + Math.floor(random() * (high - low + 1));
/** Nearly normal, mean 0 and standard deviation 1: sums of uniforms need no function that differs between machines. */
const normal = () => Array.from({ length: 12 }, random).reduce((sum, u) => sum + u, -6);
const orNull = (share, value) => (random() < share ? '' : value);

function pick(choices) {
  let left = random();
  for (const choice of choices) {
    left -= choice.share;
    if (left < 0) return choice;
  }
  return choices[choices.length - 1];
}

function makeUsers() {
  return Array.from({ length: USERS }, (_, index) => {
    const age = Math.min(80, Math.max(18, Math.round(38 + 13 * normal())));
    const gender = pick([
      { name: 'F', share: 0.51 },
      { name: 'M', share: 0.45 },
      { name: 'X', share: 0.04 },
    ]).name;
    return { userid: index + 1, age, shownAge: orNull(0.04, age), gender: orNull(0.03, gender) };
  });
}

function makeInteraction(users) {
  // Some users come far more often than others.
  const user = users[Math.floor(random() ** 1.6 * users.length)];
  const type = pick(types);
  const feature1 = normal() + (type.name === 'add-to-cart' ? 0.4 : 0);
  const feature2 = random();
  const youth = (40 - user.age) / 15;
  const logOdds = -1.1 + type.weight + 1.1 * feature1 + 2.2 * (feature2 - 0.5) + 0.5 * youth;
  return {
    userid: user.userid,
    time: FIRST_DAY + integer(0, DAYS * 86_400 - 1) * 1000,
    itemid: 1 + Math.floor(random() ** 2 * ITEMS),
    interactiontype: type.name,
    feature1: orNull(0.01, feature1.toFixed(3)),
    feature2: orNull(0.05, feature2.toFixed(3)),
    purchase: random() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0,
  };
}

const csv = (rows) => `${rows.map((row) => row.join(',')).join('\n')}\n`;

const users = makeUsers();
const interactions = Array.from({ length: INTERACTIONS }, () => makeInteraction(users)).sort((a, b) => a.time - b.time);
const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url)));

writeFileSync(
  join(folder, 'users.csv'),
  csv([['userid', 'age', 'gender'], ...users.map((user) => [user.userid, user.shownAge, user.gender])]),
);
writeFileSync(
  join(folder, 'interactions.csv'),
  csv([
    ['userid', 'timestamp', 'itemid', 'interactiontype', 'feature1', 'feature2', 'purchase'],
    ...interactions.map((row) => [
      row.userid,
      new Date(row.time).toISOString().slice(0, 19).replace('T', ' '),
      row.itemid,
      row.interactiontype,
      row.feature1,
      row.feature2,
      row.purchase,
    ]),
  ]),
);
