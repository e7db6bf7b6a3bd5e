import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PortHolder } from '../../stack/port-holder.ts'
import type { Project } from '../project.ts'
import { contractEdit } from './contract-edit.ts'
import {
  type Check,
  type Finding,
  fewOf,
  fine,
  mend,
  NO_CONTRACT,
  quoted,
  skipped,
} from './finding.ts'
import type { ServiceProbe } from './service-probe.ts'

const NO_LOAD = 'without an answer no load is sent'
const WRONG_TARGET = 'the load would go to another program, or nowhere'

/** Something answers HTTP where the contract says that the service is. */
export const service: Check = {
  id: 'service',
  look: async ({ contract, service: probing, project }) => {
    const [read, probe] = await Promise.all([contract, probing])
    if (!read || !probe) return NO_CONTRACT
    const { url, holder, answer, notAllowed, otherPath } = probe
    if (notAllowed !== undefined) {
      const why = 'load goes only where the contract allows it'
      return mend(notAllowed, why, `export ${read.service.baseUrlEnv}=http://127.0.0.1:3000`)
    }
    if (answer && (answer.status !== 404 || otherPath !== undefined)) {
      return fine(`${url} answers${holder ? `, ${who(holder)}` : ''}`)
    }
    const here = holder ? `${who(holder)} listens on port ${probe.port}` : ''
    const seen = answer
      ? `another program answers at ${url}? 404 for ${read.service.healthPath} and every usual path`
      : `${url}${read.service.healthPath}: ${probe.failure}`
    const [nearest] = probe.elsewhere
    if (nearest) {
      const others = probe.elsewhere.map((each) => `${each.url} (${who(each)})`)
      const found = `${seen}${here && `; ${here}`}; it answers on ${fewOf(others)}`
      return mend(found, WRONG_TARGET, `export ${read.service.baseUrlEnv}=${nearest.url}`)
    }
    return mend(`${seen}${here && `; ${here}`}`, NO_LOAD, startCommand(project, probe, answer))
  },
}

/** The health path is there and well. */
export const healthPath: Check = {
  id: 'health-path',
  look: async ({ contract, service: probing, project }) => {
    const [read, probe] = await Promise.all([contract, probing])
    if (!read || !probe) return NO_CONTRACT
    const { url, answer, otherPath } = probe
    if (!answer) return skipped('the service does not answer')
    const { healthPath: path } = read.service
    const seen = `GET ${path} answers ${answer.status}`
    if (answer.status < 400) return fine(seen)
    const why = 'a run asks it before and after, and judges the answer'
    if (otherPath !== undefined) {
      const edit = contractEdit(project.contractPath, 'healthPath', path, otherPath)
      return mend(`${seen}, but ${otherPath} is well`, why, edit)
    }
    if (answer.status === 404) return skipped('another program seems to answer there')
    return mend(seen, why, `curl -i ${quoted(`${url}${path}`)}`)
  },
}

/** The holder's pid and what it runs, without the folders of its program. */
function who({ pid, command }: PortHolder): string {
  const program = command.replace(/^\S*\//, '')
  return `process ${pid} (${program.length > 60 ? `${program.slice(0, 59)}…` : program})`
}

/** How the service is started: by the demo's stack, by its own script, or as its author knows. */
function startCommand(
  project: Project,
  { port, url, holder }: ServiceProbe,
  answer: ServiceProbe['answer'],
): Finding['command'] & string {
  if (holder) return answer ? `ps -fp ${holder.pid}` : `kill ${holder.pid}`
  const folder = dirname(project.contractPath)
  if (!/^https?:\/\/(?:127\.|localhost)/.test(url)) return `curl -i ${quoted(url)}`
  if (existsSync(join(folder, 'demo/main.ts'))) return `PLIMSOLL_DEMO_PORT=${port} plimsoll up -d`
  const watched = "NODE_OPTIONS='--import plimsoll/collector/register'"
  const start = hasStartScript(folder) ? 'npm start' : 'node server.js'
  return `PORT=${port} ${watched} ${start}`
}

function hasStartScript(folder: string): boolean {
  try {
    const { scripts }: { scripts?: { start?: string } } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    return scripts?.start !== undefined
  } catch {
    return false
  }
}
