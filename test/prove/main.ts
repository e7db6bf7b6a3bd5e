#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { alertsProof } from './alerts.ts'
import { boundedProof } from './bounded.ts'
import { calibrationProof } from './calibration.ts'
import { composeProof } from './compose.ts'
import { durabilityProof } from './durability.ts'
import { faultsProof } from './faults.ts'
import { profilesProof } from './profiles.ts'
import { prometheusProof } from './prometheus.ts'
import type { Proof } from './proof.ts'
import { rateProof } from './rate.ts'
import { usersProof } from './users.ts'

const proofs: readonly Proof[] = [
  alertsProof,
  boundedProof,
  calibrationProof,
  composeProof,
  durabilityProof,
  faultsProof,
  profilesProof,
  prometheusProof,
  rateProof,
  usersProof,
]
const name = process.argv[2]
const proof = proofs.find((p) => p.name === name)
const say = (line: string): void =>
  void process.stderr.write(`${new Date().toISOString()} ${line}\n`)

if (!proof) {
  say(
    `usage: npm run prove -- NAME, one of:\n${proofs.map((p) => `  ${p.name}: ${p.proves}`).join('\n')}`,
  )
  process.exitCode = 2
} else {
  const { body, held } = await proof.run(say)
  mkdirSync('docs/proofs', { recursive: true })
  const page = `docs/proofs/${proof.name}.md`
  writeFileSync(page, `# Proof: ${proof.proves}\n\n${origin(proof.name)}\n\n${body}\n`)
  say(`${held ? 'held' : 'NOT held'}: ${page}`)
  process.exitCode = held ? 0 : 96
}

/** Where the numbers come from: without it they are worth nothing. */
function origin(name: string): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const date = new Date().toISOString().slice(0, 10)
  const gib = Math.round(totalmem() / 2 ** 30)
  return `Measured by \`npm run prove -- ${name}\` on ${date} at commit ${commit}, Node ${process.version}, ${cpus().length} shared cores, ${gib} GiB.`
}
