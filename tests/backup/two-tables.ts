import { ADMIN_ROLE } from "../../components/postgres/names";

/** Makes two tables, of which one refers to the other, and fills them: 1000 users and 200 notices. */
export const TABLES = `
  SET ROLE ${ADMIN_ROLE};
  CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
  CREATE TABLE notices (id bigserial PRIMARY KEY, reader bigint NOT NULL REFERENCES users, text text NOT NULL);
  INSERT INTO users (name) SELECT 'user ' || md5(n::text) FROM generate_series(1, 1000) n;
  INSERT INTO notices (reader, text) SELECT n, 'notice ' || n FROM generate_series(1, 200) n;`;

/** Selects a hash of all rows of either. */
export const CONTENTS = `
  SELECT (SELECT md5(string_agg(u::text, ',' ORDER BY id)) FROM users u),
         (SELECT md5(string_agg(n::text, ',' ORDER BY id)) FROM notices n)`;
