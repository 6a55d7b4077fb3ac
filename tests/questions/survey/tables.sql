create table survey as
select * rename (
  "Age group" as age_group,
  "Is manager" as is_manager,
  "Years at company" as years,
  "Satisfaction (1-5)" as satisfaction,
  "Would recommend" as recommends,
  "Remote days" as remote_days,
  "Commute minutes" as commute,
  "Submitted on" as submitted
)
from read_csv(
  'tables/Employee Survey 2025.csv',
  delim = ';',
  types = {'Is manager': 'boolean', 'Would recommend': 'boolean', 'Submitted on': 'date'},
  dateformat = '%d.%m.%Y'
);
