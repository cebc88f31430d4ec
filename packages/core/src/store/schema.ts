/**
 * The link table's rows. Small facts are columns; what could tell anything about a patient is in sealed blobs: evidence, record ids,
 * reversible patient numbers, record keys, person numbers by record, and patient numbers.
 *
 * What is sealed of a partition or delivery is sealed with its part key, which is sealed in turn. Sealed contents are of a generation: the one that `setup` names is in force, a later one is being made (see `Generations`).
 */
export const SCHEMA = `
CREATE TABLE setup (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE generation (
  id INTEGER PRIMARY KEY, link_version INTEGER NOT NULL, seal_version INTEGER NOT NULL, begun TEXT NOT NULL
) STRICT;
CREATE TABLE part_key (
  part TEXT NOT NULL, generation INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (part, generation)
) STRICT;
CREATE TABLE setting (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE registry (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, types TEXT NOT NULL,
  service_number INTEGER NOT NULL, in_register INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE provider (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, at TEXT NOT NULL) STRICT;
CREATE TABLE model (version TEXT PRIMARY KEY, json TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE run (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, model TEXT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL, result TEXT NOT NULL,
  history TEXT NOT NULL
) STRICT;
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, registry INTEGER NOT NULL, provider INTEGER NOT NULL, sha256 TEXT NOT NULL,
  stage TEXT NOT NULL, key_version INTEGER NOT NULL, records INTEGER NOT NULL, accepted INTEGER NOT NULL,
  UNIQUE (sha256, registry, provider)
) STRICT;
CREATE TABLE record_keys (
  delivery INTEGER NOT NULL, generation INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (delivery, generation)
) STRICT;
CREATE TABLE segment (
  partition INTEGER NOT NULL, generation INTEGER NOT NULL, run INTEGER NOT NULL, statements INTEGER NOT NULL,
  evidence BLOB NOT NULL, records BLOB NOT NULL, record_ids BLOB NOT NULL, reversible_numbers BLOB NOT NULL,
  PRIMARY KEY (partition, generation, run)
) STRICT;
CREATE TABLE partition (
  partition INTEGER NOT NULL, generation INTEGER NOT NULL, records INTEGER NOT NULL, persons INTEGER NOT NULL,
  local_patients INTEGER NOT NULL, run INTEGER NOT NULL, assignment BLOB NOT NULL, roster BLOB NOT NULL,
  PRIMARY KEY (partition, generation)
) STRICT;
CREATE TABLE person_event (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, kind TEXT NOT NULL, person INTEGER NOT NULL, other INTEGER NOT NULL
) STRICT;
CREATE INDEX person_event_by_person ON person_event (person);
CREATE INDEX person_event_by_other ON person_event (other);
CREATE TABLE decision (
  id INTEGER PRIMARY KEY, verdict TEXT NOT NULL, cases INTEGER, run INTEGER NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
  undone_run INTEGER, undone_by TEXT, undone_reason TEXT, undone_at TEXT
) STRICT;
CREATE TABLE decision_patient (
  decision INTEGER NOT NULL, part INTEGER NOT NULL, handle BLOB NOT NULL, partition INTEGER NOT NULL, PRIMARY KEY (decision, handle)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_by_patient ON decision_patient (handle);
CREATE TABLE bridge (person INTEGER PRIMARY KEY, kept INTEGER NOT NULL) STRICT;
CREATE TABLE cases (
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, class TEXT NOT NULL, state TEXT NOT NULL,
  partition INTEGER NOT NULL, birth_group BLOB NOT NULL, run INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_by_place ON cases (partition);
CREATE TABLE case_person (
  cases INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE, person INTEGER NOT NULL, PRIMARY KEY (cases, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_by_person ON case_person (person);
CREATE TABLE enquiry (
  id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, provider INTEGER NOT NULL, at TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE question (
  id TEXT PRIMARY KEY, enquiry INTEGER NOT NULL, cases INTEGER NOT NULL, topic TEXT NOT NULL, answer TEXT, run INTEGER, decision INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE question_patient (
  question TEXT NOT NULL, handle BLOB NOT NULL, partition INTEGER NOT NULL, PRIMARY KEY (question, handle)
) STRICT, WITHOUT ROWID;
CREATE TABLE answer_file (
  id INTEGER PRIMARY KEY, enquiry INTEGER, sha256 TEXT NOT NULL, at TEXT NOT NULL, run INTEGER, refused TEXT
) STRICT;
CREATE TABLE objection (
  id INTEGER PRIMARY KEY AUTOINCREMENT, registry INTEGER, provider INTEGER NOT NULL, run INTEGER NOT NULL,
  since TEXT NOT NULL, until TEXT, unlinked INTEGER NOT NULL
) STRICT;
CREATE TABLE tombstone (
  objection INTEGER NOT NULL, partition INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (objection, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE objection_patient (
  objection INTEGER NOT NULL, handle BLOB NOT NULL, partition INTEGER NOT NULL, PRIMARY KEY (objection, handle)
) STRICT, WITHOUT ROWID;
CREATE INDEX objection_by_patient ON objection_patient (handle);
CREATE TABLE request (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, provider INTEGER NOT NULL, received TEXT NOT NULL,
  state TEXT, reason TEXT, closed_by TEXT, closed_at TEXT
) STRICT;
CREATE TABLE request_subject (request INTEGER NOT NULL, subject TEXT NOT NULL) STRICT;
CREATE TABLE kept_report (
  one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL, sealed BLOB NOT NULL
) STRICT;
CREATE TABLE request_patient (
  request INTEGER NOT NULL, handle BLOB NOT NULL, partition INTEGER NOT NULL, PRIMARY KEY (request, handle)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, event BLOB NOT NULL, hash BLOB NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE TABLE audit_head (
  one INTEGER PRIMARY KEY CHECK (one = 1), id INTEGER NOT NULL, hash BLOB NOT NULL, by TEXT NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE TABLE audit_base (
  one INTEGER PRIMARY KEY CHECK (one = 1), id INTEGER NOT NULL, hash BLOB NOT NULL, by TEXT NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE TABLE audit_subject (tag BLOB PRIMARY KEY, reference BLOB NOT NULL UNIQUE, key BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE carrying (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, registry INTEGER NOT NULL, from_version INTEGER, to_version INTEGER NOT NULL, run INTEGER NOT NULL,
  input_sha256 TEXT, output_sha256 TEXT NOT NULL, records INTEGER NOT NULL, value_count INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;
`;

/** Number of this layout, kept in the file's user_version. */
export const SCHEMA_VERSION = 7;

/** "KOPP" in the file's application_id. */
export const APPLICATION_ID = 0x4b4f5050;
