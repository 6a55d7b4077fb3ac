import { chance, csv } from './random.mjs';

const HOUR = 3_600_000;
const stations = [
  { station: 'ALP-1', place: 'Alpine hut', altitude_m: 1840, indoor: 'false', installed: '2021-06-14', shift: -6 },
  { station: 'CITY-1', place: 'Market square', altitude_m: 212, indoor: 'false', installed: '2019-03-02', shift: 4 },
  { station: 'CITY-2', place: 'City library', altitude_m: 215, indoor: 'true', installed: '2022-11-30', shift: 9 },
  { station: 'LAKE-1', place: 'Boat house', altitude_m: 431, indoor: 'false', installed: '2020-08-21', shift: 1 },
  { station: 'LAB-1', place: 'Laboratory', altitude_m: 540, indoor: 'true', installed: '2024-01-09', shift: 11 },
];

/** Hours without readings of a station. */
const gaps = {
  'ALP-1': [
    [200, 290],
    [610, 640],
  ],
  'LAKE-1': [[90, 118]],
  'CITY-1': [[500, 512]],
};

/** From -1 at night to 1 in the afternoon, linear, because a cosine differs between machines. */
const warmth = (hour) => 1 - Math.min(Math.abs(hour - 15), 24 - Math.abs(hour - 15)) / 6;

/** Hourly readings over 36 days of early spring, with gaps of stations and single missing values. */
export function sensors() {
  const { random, normal, orNothing } = chance(7);
  const readings = [];
  for (let hour = 0; hour < 36 * 24; hour++) {
    for (const { station, shift, indoor } of stations) {
      const silent = (gaps[station] ?? []).some(([from, to]) => hour >= from && hour < to) || random() < 0.01;
      if (silent) continue;
      const day = warmth(hour % 24) * (indoor === 'true' ? 1 : 4);
      const temperature = 5 + shift + day + hour / 180 + 1.3 * normal();
      const humidity = Math.min(99, Math.max(20, 78 - 1.6 * (temperature - 5) + 6 * normal()));
      const dust = Math.max(1, (station === 'CITY-1' ? 17 : 8) + 5 * normal() + (random() < 0.02 ? 25 : 0));
      readings.push({
        station,
        measured_at: new Date(Date.UTC(2026, 1, 20) + hour * HOUR).toISOString().slice(0, 16),
        temperature_c: orNothing(0.03, temperature.toFixed(1)),
        humidity: orNothing(0.02, humidity.toFixed(0)),
        PM25: orNothing(0.05, dust.toFixed(1)),
        battery_v: (4.15 - hour / 2600 - 0.02 * random()).toFixed(3),
      });
    }
  }
  return { 'stations.csv': csv(stations.map(({ shift: _, ...row }) => row)), 'readings.csv': csv(readings) };
}
