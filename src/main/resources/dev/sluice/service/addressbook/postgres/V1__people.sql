-- The people of the address book, and what tells of each change of one.

-- Texts are bytes: they may have U+0000, which text must not, and compare alike in every locale.
CREATE TABLE person (
  id integer PRIMARY KEY CHECK (id >= 1),
  -- The person without the id: fields 1, 3, 4 and 5 of tutorial.Person.
  content bytea NOT NULL,
  name bytea NOT NULL,
  email bytea NOT NULL,
  -- In the case in which texts are compared.
  folded_name bytea NOT NULL,
  folded_email bytea NOT NULL,
  -- A bit for each type of telephone: 1 << type, and the sign for a type that is not known.
  phone_types integer NOT NULL
);

-- A name may be longer than what an ordered index takes.
CREATE INDEX person_name ON person USING hash (name);
CREATE INDEX person_email ON person USING hash (email);

-- Tells of a change in parts, since a notification has fewer than 8000 bytes: the kind, the id, the
-- number of the part, how many there are, and a piece of the content in Base64.
CREATE FUNCTION tell_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  seen person%ROWTYPE;
  encoded text;
  parts integer;
BEGIN
  IF TG_OP = 'DELETE' THEN
    seen := OLD;
  ELSE
    seen := NEW;
  END IF;
  encoded := replace(encode(seen.content, 'base64'), E'\n', '');
  parts := greatest(1, (length(encoded) + 7799) / 7800);
  FOR part IN 1..parts LOOP
    PERFORM pg_notify(
      TG_TABLE_SCHEMA || '.person',
      concat_ws(' ', TG_OP, seen.id, part, parts, substr(encoded, (part - 1) * 7800 + 1, 7800)));
  END LOOP;
  RETURN NULL;
END
$$;

CREATE TRIGGER person_told AFTER INSERT OR UPDATE OR DELETE ON person
  FOR EACH ROW EXECUTE FUNCTION tell_of_person();

-- Adds those people whose id nobody has, in their order, and returns their ids. Who adds several
-- adds alone, for two who add the same in different orders would wait for one another; who adds one
-- keeps only those from adding who are to add alone.
CREATE FUNCTION add_people(
  ids integer[], contents bytea[], names bytea[], emails bytea[], folded_names bytea[],
  folded_emails bytea[], types integer[]
) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
  added integer[];
BEGIN
  IF cardinality(ids) > 1 THEN
    PERFORM pg_advisory_xact_lock(1936487779, 'person'::regclass::oid::integer);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(1936487779, 'person'::regclass::oid::integer);
  END IF;
  WITH new AS (
    INSERT INTO person
      SELECT each.* FROM
        unnest(ids, contents, names, emails, folded_names, folded_emails, types)
          AS each (id, content, name, email, folded_name, folded_email, phone_types)
      ON CONFLICT (id) DO NOTHING
      RETURNING id
  )
  SELECT coalesce(array_agg(id), '{}') INTO added FROM new;
  RETURN added;
END
$$;

-- Adds all of the people or none, and returns their ids in the same order; those with id 0 get the
-- next ones. Who chooses ids adds alone.
CREATE FUNCTION create_people(
  ids integer[], contents bytea[], names bytea[], emails bytea[], folded_names bytea[],
  folded_emails bytea[], types integer[]
) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
  last bigint;
  chosen integer[] := ids;
  added integer[];
  taken integer;
BEGIN
  IF 0 = ANY (ids) THEN
    PERFORM pg_advisory_xact_lock(1936487779, 'person'::regclass::oid::integer);
    SELECT greatest(coalesce((SELECT max(id) FROM person), 0), max(given)) INTO last
      FROM unnest(ids) AS given;
    FOR i IN 1..cardinality(ids) LOOP
      IF ids[i] = 0 THEN
        last := last + 1;
        IF last > 2147483647 THEN
          RAISE EXCEPTION USING ERRCODE = 'SL001', MESSAGE = '2147483647';
        END IF;
        chosen[i] := last;
      END IF;
    END LOOP;
  END IF;
  added := add_people(chosen, contents, names, emails, folded_names, folded_emails, types);
  IF cardinality(added) < cardinality(ids) THEN
    SELECT id INTO taken FROM unnest(chosen) WITH ORDINALITY AS each (id, place)
      WHERE id <> ALL (added) ORDER BY place LIMIT 1;
    RAISE EXCEPTION USING ERRCODE = 'SL002', MESSAGE = taken::text;
  END IF;
  RETURN chosen;
END
$$;
