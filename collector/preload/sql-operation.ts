/** What a statement does, and to which table: enough for a label, and cheap. Not a parser. */
export interface SqlOperation {
  readonly operation: string
  /** First name after FROM, INTO, UPDATE or JOIN, without quotes; empty when there is none. */
  readonly table: string
}

/** Statements that are told apart; a fixed list, as this becomes a label. */
const OPERATIONS = new Set(
  'SELECT INSERT UPDATE DELETE MERGE WITH BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE SET SHOW COPY CREATE ALTER DROP TRUNCATE LOCK LISTEN NOTIFY UNLISTEN CALL DO EXPLAIN ANALYZE VACUUM FETCH DECLARE CLOSE VALUES REFRESH'.split(
    ' ',
  ),
)

const LEADING_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/
const FIRST_TABLE =
  /\b(?:FROM|INTO|UPDATE|JOIN)\s+(?:ONLY\s+)?("[^"]+"|[\w$]+)(?:\.("[^"]+"|[\w$]+))?/i

/** A statement that begins WITH shows the first table named inside it. */
export function sqlOperation(sql: string): SqlOperation {
  const text = sql.replace(LEADING_COMMENTS, '')
  const keyword = /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? ''
  const [, first = '', second] = FIRST_TABLE.exec(text) ?? []
  return {
    operation: OPERATIONS.has(keyword) ? keyword : 'OTHER',
    table: (second ?? first).replaceAll('"', ''),
  }
}
