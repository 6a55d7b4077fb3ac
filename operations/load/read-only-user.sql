-- The read-only database user that programs connect as. Its grants are the security boundary of the warehouse: it can
-- SELECT from granted tables. PUBLIC, which includes every user, grants it nothing.
--
-- npm run load-data runs this file. To run it by hand, as a superuser:
--   psql -v user=code_interpreter -v password=… -v database=dev -v schema=public -f operations/load/read-only-user.sql
-- then, for each table that programs may query:
--   GRANT SELECT ON TABLE public.users TO code_interpreter;
-- If the user exists, write ALTER instead of CREATE. Users without superuser rights lose what PUBLIC granted them.

-- SYSLOG ACCESS RESTRICTED: in the statement logs the user sees only its own rows, which include those of all jobs.
-- Redshift does not guarantee that access to the log views themselves can be revoked.
CREATE USER :"user" PASSWORD :'password' NOCREATEDB NOCREATEUSER SYSLOG ACCESS RESTRICTED;

-- A statement of a program ends after 15 minutes, also in a warehouse without max_query_execution_time.
ALTER USER :"user" SET statement_timeout TO 900000;

-- Temporary tables and new schemas.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM :"user";

-- Tables, views, functions and procedures of other users.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC;
REVOKE ALL ON SCHEMA :"schema" FROM :"user";
REVOKE ALL ON ALL TABLES IN SCHEMA :"schema" FROM PUBLIC;
REVOKE INSERT, UPDATE, DELETE, DROP, REFERENCES, ALTER, TRUNCATE ON ALL TABLES IN SCHEMA :"schema" FROM :"user";

-- New functions and procedures. Newer versions of Redshift lack some of these languages: ignore the error.
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpythonu FROM PUBLIC;

-- COPY, UNLOAD, CREATE EXTERNAL FUNCTION and CREATE MODEL with IAM roles of the warehouse.
REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL;

GRANT USAGE ON SCHEMA :"schema" TO :"user";
