import { Client, DatabaseError } from 'pg'
import { ANSWER_DEADLINE_MS, type Answer, type Source } from './poll.ts'
import { type PostgresqlState, postgresqlData, STATE_QUERY } from './postgresql-state.ts'
import { parseStatements, type StatementRow, statementData, statementsQuery } from './statements.ts'

const SESSIONS = 'postgresql-sessions'
const STATEMENTS = 'postgresql-statements'

/** One connection, opened again after it was lost. Two queries a round, ended by the server when they take too long. */
export function postgresqlSource(connectionString: string): Source {
  let client: Client | undefined

  const connected = async (): Promise<Client> => {
    if (client !== undefined) return client
    const fresh = new Client({
      connectionString,
      application_name: 'plimsoll-poller',
      connectionTimeoutMillis: ANSWER_DEADLINE_MS,
      query_timeout: ANSWER_DEADLINE_MS,
      statement_timeout: ANSWER_DEADLINE_MS,
    })
    fresh.on('error', () => {
      if (client === fresh) client = undefined // lost while idle: the next round connects anew
    })
    await fresh.connect()
    client = fresh
    return fresh
  }
  const close = async (): Promise<void> => {
    const last = client
    client = undefined
    await last?.end()
  }
  const ask = async (): Promise<Answer> => {
    const current = await connected()
    try {
      return await answerOf(current)
    } catch (error) {
      close().catch(() => undefined) // it is lost already
      throw error
    }
  }
  return { ask, close }
}

async function answerOf(client: Client): Promise<Answer> {
  const { rows } = await client.query<{ state: PostgresqlState }>(STATE_QUERY)
  const state = rows[0]?.state
  if (state === undefined) throw new TypeError('PostgreSQL says nothing of its state')
  const statements = await statementsOf(client, state)
  const isRead = typeof statements !== 'string'
  return {
    metrics: [...postgresqlData(state), ...(isRead ? statementData(statements) : [])],
    parts: new Map([
      [
        SESSIONS,
        state.seesSessions ? undefined : 'the role lacks pg_monitor, so others’ states are unknown',
      ],
      [STATEMENTS, isRead ? undefined : statements],
    ]),
  }
}

/** The statements, or why there are none: to lack the extension is no error. */
async function statementsOf(client: Client, { statementsSchema, seesSessions }: PostgresqlState) {
  if (statementsSchema === null) return 'there is no extension pg_stat_statements in this database'
  if (!seesSessions) return 'the role lacks pg_monitor'
  try {
    const schema = client.escapeIdentifier(statementsSchema)
    const { rows } = await client.query<StatementRow>(statementsQuery(schema))
    return parseStatements(rows)
  } catch (error) {
    if (error instanceof DatabaseError) return error.message // e.g. not in shared_preload_libraries
    throw error
  }
}
