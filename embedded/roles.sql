-- Two roles from the start: `owner` owns the tables and runs the migrations; `app` is what the web, the worker
-- and the tests of behaviour use, and it owns nothing. Run by a superuser inside the product's database; safe to repeat.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
GRANT USAGE ON SCHEMA public TO app;
GRANT CREATE, USAGE ON SCHEMA public TO owner;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;
