create table customers as select * from read_csv('tables/customers.csv', types = {'signed_up': 'date'});
create table orders as select * from read_csv('tables/orders.csv', types = {'ordered_at': 'timestamp', 'shipping_cost': 'decimal(9,2)'});
create table order_items as select * from read_csv('tables/order_items.csv', types = {'unit_price': 'decimal(9,2)'});
create table refunds as select * from read_csv('tables/refunds.csv', types = {'refunded_at': 'date', 'amount': 'decimal(9,2)'});
