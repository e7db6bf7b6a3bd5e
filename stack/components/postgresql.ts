import { join } from 'node:path'
import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { DATABASE } from '../local-addresses.ts'
import { LOOPBACK } from '../ports.ts'
import { DatabaseFolder } from '../postgresql-folder.ts'
import { postgresqlReady } from '../readiness.ts'
import { hasStatementStatistics, STATEMENT_STATISTICS } from '../statement-statistics.ts'
import { unprivilegedUser } from '../system-user.ts'

/** DESIGN.md: the demo's pool takes 110 of these. */
export const MAX_CONNECTIONS = 150
/** sockaddr_un holds 108 bytes; the socket's own name `/.s.PGSQL.65535` needs 15 of them. */
const LONGEST_SOCKET_FOLDER = 92
/** REQUIREMENTS.md A10: queries slower than this are listed, in the log. */
export const SLOW_QUERY_MS = 100

/** The demo's database. Its data stays between starts, so that only the first one seeds it. */
export function postgresqlComponent({ runtime, ports, tools, say }: ComponentContext): Component {
  const tool = tools.postgres
  const user = unprivilegedUser()
  const folder = join(runtime.path, 'postgresql')
  const database = new DatabaseFolder(folder, { postgres: tool, initdb: tools.initdb, user, say })
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: LOOPBACK,
    port: String(ports.postgresql),
    unix_socket_directories: folder.length <= LONGEST_SOCKET_FOLDER ? folder : '',
    max_connections: String(MAX_CONNECTIONS),
    log_min_duration_statement: String(SLOW_QUERY_MS),
    ...(hasStatementStatistics(tool) && { shared_preload_libraries: STATEMENT_STATISTICS }),
    // A crash of the machine may lose the last moments of demo data, never consistency.
    synchronous_commit: 'off',
  }
  return {
    name: 'postgresql',
    afterCrash: 'leave',
    needs: [],
    prepare: () => database.prepare(),
    repair: (error) => database.setAside(error),
    spec: {
      name: 'postgresql',
      command: tool.path,
      args: [
        '-D',
        database.data,
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      env: { ...tool.env, LC_ALL: 'C' },
      cwd: folder,
      ready: {
        check: postgresqlReady(ports.postgresql, DATABASE.admin, DATABASE.name),
        // Recovery after a kill replays the write-ahead log first.
        deadlineMs: 30_000,
      },
      // Fast shutdown: sessions are ended, data is written.
      stop: { signal: 'SIGINT', deadlineMs: 10_000 },
      ownerDeathSignal: 'SIGINT',
      ...(user && { user }),
    },
  }
}
