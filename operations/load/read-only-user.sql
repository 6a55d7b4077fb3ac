-- The read-only database user that programs query as. Its rights are the boundary of what a program can do to the
-- warehouse: it selects from the tables it is granted, and PUBLIC, to which every user belongs, gives it nothing.
--
-- npm run load-data runs this file. By hand, as a superuser:
--   psql -v user=code_interpreter -v password=… -v database=dev -v schema=public -f operations/load/read-only-user.sql
-- and then, for each table that may be asked about:
--   GRANT SELECT ON TABLE public.users TO code_interpreter;
-- A user that exists is altered: write ALTER for CREATE. Users other than superusers lose what PUBLIC gave them.

-- RESTRICTED: of the logs of statements it reads its own rows only. Those of all jobs are its own; to take the views
-- themselves from a user is not something that Redshift promises to do.
CREATE USER :"user" PASSWORD :'password' NOCREATEDB NOCREATEUSER SYSLOG ACCESS RESTRICTED;

-- Temporary tables; schemas.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM :"user";

-- Tables and views; functions and procedures that somebody else made.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC;
REVOKE ALL ON SCHEMA :"schema" FROM :"user";
REVOKE ALL ON ALL TABLES IN SCHEMA :"schema" FROM PUBLIC;
REVOKE INSERT, UPDATE, DELETE, DROP, REFERENCES, ALTER, TRUNCATE ON ALL TABLES IN SCHEMA :"schema" FROM :"user";

-- Functions of one's own. A language that this version of Redshift no longer has gives an error that can be ignored.
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpythonu FROM PUBLIC;

-- COPY, UNLOAD, CREATE EXTERNAL FUNCTION and CREATE MODEL with the warehouse's roles.
REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL;

GRANT USAGE ON SCHEMA :"schema" TO :"user";
