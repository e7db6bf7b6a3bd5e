import type { ServedContract } from '../../app/served-contract.ts'
import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { envFlag } from '../env-flag.ts'
import { projectFlags, projectOf } from '../project-flags.ts'
import { scrapingFlags, scrapingOf } from '../scraping-flags.ts'

const DEFAULT_PORT = 8089
const LOOPBACK = '127.0.0.1'
const OFF = /^(?:0|off|false|no)$/i

export const serve = command({
  name: 'serve',
  summary: "Console and API on loopback; receives Alertmanager's webhook, publishes verdicts.",
  flags: {
    ...projectFlags,
    port: {
      kind: 'whole',
      short: 'p',
      value: 'PORT',
      min: 0,
      max: 65_535,
      env: 'PORT',
      about: `else ${DEFAULT_PORT}; 0 takes a free one`,
    },
    host: {
      kind: 'text',
      value: 'ADDRESS',
      default: LOOPBACK,
      env: 'HOST',
      about: 'address to listen on; reading is open to whoever reaches it',
    },
    'allow-host': {
      kind: 'text',
      value: 'NAME[,NAME]',
      env: 'PLIMSOLL_ALLOW_HOST',
      about: 'host names it answers to besides loopback names: no page may rebind a name to it',
    },
    'no-schedules': {
      kind: 'switch',
      about: "start nothing by the contract's schedules; PLIMSOLL_SCHEDULES=off says the same",
    },
    env: envFlag,
    ...scrapingFlags,
    'token-file': {
      kind: 'text',
      value: 'FILE',
      env: 'PLIMSOLL_TOKEN_FILE',
      about: 'holds the token of every call that changes something; else one is made',
    },
  },
  examples: [
    ['plimsoll serve', 'http://127.0.0.1:8089'],
    ['plimsoll serve --port 0', 'on a free port'],
    ['plimsoll serve --env TOKEN', 'scheduled runs send the TOKEN of its environment'],
  ],
  exits: ['environment'],
  async run(flags, io) {
    const { findPrometheus } = await import('../../app/find-prometheus.ts')
    const { serverToken } = await import('../../app/server-token.ts')
    const { readServedContract } = await import('../../app/served-contract.ts')
    const { passOnTo, webhookUrl } = await import('../../app/pass-on.ts')
    const { recoverRuns } = await import('../../app/recover-runs.ts')
    const { Scheduler } = await import('../../app/scheduler.ts')
    const { StartedRuns } = await import('../../app/started-runs.ts')
    const { startServer } = await import('../../server/start-server.ts')
    const stopping = io.interrupted()
    const project = projectOf(flags, io)
    const scraping = scrapingOf(flags)
    const { token, path, created } = serverToken(project, flags['token-file'])
    const log = (line: string) => io.err(`${new Date().toISOString().slice(11, 19)}Z ${line}`)
    const paused = flags['no-schedules'] || OFF.test(io.env.PLIMSOLL_SCHEDULES ?? '')
    const envValues = flags.env ?? {}
    const served = await readServedContract(project, paused ? 'paused' : envValues)
    const runs = new StartedRuns({ project, scraping, envValues, say: log, stop: stopping })
    const { schedules, notify } = served
    const webhook = webhookUrl(notify, io.env)
    const scheduler = new Scheduler({ project, schedules, runs, paused, say: log, stop: stopping })
    await recoverRuns(project, scraping)
    const server = await startServer({
      project,
      token,
      host: flags.host,
      allowedHosts: hostNames(flags['allow-host']),
      port: flags.port ?? DEFAULT_PORT,
      prometheusUrl: async () => (await findPrometheus(scraping, io.env))?.url,
      startRun: (request) => runs.start(request),
      scheduler,
      served,
      passOn: passOnTo(webhook),
      log,
    })
    scheduler.begin()
    io.out(`console ${server.url}`)
    if (flags.host !== LOOPBACK) {
      io.out(`answers to ${['loopback names', ...server.names].join(', ')}; --allow-host adds more`)
    }
    io.out(`token ${created ? 'made in' : 'in'} ${path}`)
    for (const line of servedLines(served, paused)) io.out(line)
    if (notify.webhook && webhook === undefined) {
      io.out(`nobody is told by notify.webhook: ${notify.webhook.urlEnv} is not set`)
    }
    await new Promise<void>((resolve) => {
      if (stopping.aborted) resolve()
      stopping.addEventListener('abort', () => resolve(), { once: true })
    })
    await runs.settled()
    await server.stop()
    return EXIT.ok
  },
})

function servedLines({ digest, schedules, problem }: ServedContract, paused: boolean): string[] {
  if (problem !== null) return [`no schedules: ${problem}`]
  const names = schedules.map(({ name }) => name).join(', ')
  const what = paused && schedules.length > 0 ? `${names} switched off` : names || 'none'
  return [`contract ${digest}, schedules: ${what}`]
}

function hostNames(list = ''): string[] {
  return list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
}
