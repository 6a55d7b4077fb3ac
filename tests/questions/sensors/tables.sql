create table stations as select * from read_csv('tables/stations.csv', types = {'indoor': 'boolean'});
create table readings as select * from read_csv('tables/readings.csv', types = {'measured_at': 'timestamp', 'humidity': 'integer'});
