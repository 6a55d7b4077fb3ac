create table users as select * from read_csv('../../../input/users.csv', types = {'age': 'integer'});
create table interactions as select * from read_csv('../../../input/interactions.csv', types = {'timestamp': 'timestamp'});
