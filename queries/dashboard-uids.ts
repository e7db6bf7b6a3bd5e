/** Fixed dashboard ids: alerts link to them, so they must not change with a title. */
export const DASHBOARD_UIDS = {
  overview: 'plimsoll-overview',
  loadTest: 'plimsoll-load-test',
  database: 'plimsoll-database',
  host: 'plimsoll-host',
} as const
