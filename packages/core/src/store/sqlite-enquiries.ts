import type { Answer } from "../enquiry/topic.ts";
import type { AnswerFileRow, EnquiryRow, EnquiryStore, QuestionRow } from "./enquiry-store.ts";
import type { DecidedPatient } from "./link-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/** The enquiries of a link table in SQLite. */
export class SqliteEnquiries implements EnquiryStore {
  readonly #db: SqliteFile;

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  enquiries(): EnquiryRow[] {
    return this.#db.all("SELECT * FROM enquiry ORDER BY id") as unknown as EnquiryRow[];
  }

  add({ token, provider, at, sha256 }: Omit<EnquiryRow, "id">, questions: Parameters<EnquiryStore["add"]>[1]): number {
    const insert = "INSERT INTO enquiry (token, provider, at, sha256) VALUES (?, ?, ?, ?)";
    const enquiry = Number(this.#db.run(insert, token, provider, at, sha256).lastInsertRowid);
    for (const { id, case: asked, topic, patients } of questions) {
      const own = "INSERT INTO question (id, enquiry, cases, topic) VALUES (?, ?, ?, ?)";
      this.#db.run(own, id, enquiry, asked, topic);
      for (const { handle, partition } of patients)
        this.#db.run("INSERT INTO question_patient VALUES (?, ?, ?)", id, Buffer.from(handle, "hex"), partition);
    }
    return enquiry;
  }

  questions(): QuestionRow[] {
    const named = Map.groupBy(
      this.#db.all("SELECT question, lower(hex(handle)) AS handle, partition FROM question_patient ORDER BY 1, 2"),
      (row) => row["question"],
    );
    return this.#db.all("SELECT * FROM question ORDER BY enquiry, id").map(({ cases, ...row }) => {
      const own = (named.get(row["id"]) ?? []) as unknown as DecidedPatient[];
      const patients = own.map(({ handle, partition }) => ({ handle, partition }));
      return { ...row, case: cases, patients } as unknown as QuestionRow;
    });
  }

  answer(question: string, answer: Answer, run: number, decision: number | null): void {
    const update = "UPDATE question SET answer = ?, run = ?, decision = ? WHERE id = ? AND answer IS NULL";
    this.#db.run(update, answer, run, decision, question);
  }

  removeBefore(moment: string): number {
    const old = "SELECT id FROM enquiry WHERE at < ?";
    const asked = `SELECT id FROM question WHERE enquiry IN (${old})`;
    this.#db.run(`DELETE FROM question_patient WHERE question IN (${asked})`, moment);
    this.#db.run(`DELETE FROM question WHERE enquiry IN (${old})`, moment);
    return ["enquiry", "answer_file"]
      .map((table) => Number(this.#db.run(`DELETE FROM ${table} WHERE at < ?`, moment).changes))
      .reduce((sum, changes) => sum + changes);
  }

  answerFiles(): AnswerFileRow[] {
    const columns = "enquiry, sha256, at, run, refused";
    return this.#db.all(`SELECT ${columns} FROM answer_file ORDER BY id`) as unknown as AnswerFileRow[];
  }

  addAnswerFile({ enquiry, sha256, at, run, refused }: AnswerFileRow): void {
    const insert = "INSERT INTO answer_file (enquiry, sha256, at, run, refused) VALUES (?, ?, ?, ?, ?)";
    this.#db.run(insert, enquiry, sha256, at, run, refused);
  }
}
