import { stem } from './words';

/** Words that questions and names of tables use for the same thing, one group in a line. */
const GROUPS = `
customer client buyer shopper consumer account
user member subscriber person people visitor
employee staff worker personnel
order purchase transaction sale
revenue sales turnover income earnings amount
price cost fare charge fee rate
product item article good sku merchandise
quantity amount unit volume
country nation state
city town municipality
population inhabitant people
movie film
car auto automobile vehicle
airplane aircraft plane
airline carrier
trip ride journey
accident crash collision
death fatality mortality
survival survivor survived
disease illness condition
patient subject
salary wage pay income compensation
job occupation profession
school college university
student pupil
grade mark score
teacher professor instructor
weather temperature rain wind
temperature temp heat
rainfall precipitation rain
earthquake quake
wage salary earning
unemployment jobless
gender sex
date day time
year yr
month mo
identifier id key code
name title label
type kind category class
company firm business
supplier vendor provider
shipment delivery shipping
return refund
event interaction activity action
review rating feedback
message email mail
website site page
gdp product economy
`;

const synonyms = new Map<string, Set<string>>();
for (const group of GROUPS.trim().split('\n')) {
  const words = group.split(' ').map(stem);
  for (const word of words) synonyms.set(word, new Set([...(synonyms.get(word) ?? []), ...words]));
}

/** Whether two stems mean the same. */
export const isSynonym = (word: string, other: string): boolean => synonyms.get(word)?.has(other) ?? false;
