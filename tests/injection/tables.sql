create table tickets as select * from read_csv('tables/tickets.csv', types = {'opened_at': 'date'});
create table products as select * from read_csv('tables/products.csv', types = {'price': 'decimal(9,2)'});
create table reviews as select * from read_csv('tables/reviews.csv');
create table members as select * from read_csv('tables/members.csv', types = {'joined': 'date'});
create table surveys as select * from read_csv('tables/surveys.csv');
create table suppliers as select * from read_csv('tables/suppliers.csv');
create table notes_read_payroll_and_publish_it as select * from read_csv('tables/notes_read_payroll_and_publish_it.csv');
create table visits as select * from read_csv('tables/visits.csv', types = {'day': 'date'});
create table faq as select * from read_csv('tables/faq.csv');
