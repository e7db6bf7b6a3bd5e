import type { Contract } from '../contract/schema.ts'
import { DATABASE_CLIENT } from '../series/database-series.ts'
import { DERIVED_DISKS, HOST, PASSING_INTERFACES } from '../series/host-series.ts'
import { POSTGRESQL } from '../series/postgresql-series.ts'
import { SERVICE } from '../series/process-series.ts'
import { REDIS } from '../series/redis-series.ts'
import { serviceSeries } from './dialect.ts'
import { type Match, selector } from './selector.ts'
import { ownSeries } from './service-queries.ts'

type ResourceContract = Pick<Contract, 'service' | 'resources'>

/** Labels that keep two processes of one service apart. */
const PER_INSTANCE = 'service_name, job, instance'

/** Process CPU time a second over the cores it may use: the contract's, else what the process reports. */
export function cpuRatio(contract: ResourceContract, window: string): string | undefined {
  const { cpuTime, cpuAvailable } = serviceSeries(contract.service.dialect)
  const used = `sum by (${PER_INSTANCE}) (rate(${ownSeries(contract, cpuTime)}[${window}]))`
  const cores = contract.resources.cpu?.cores
  if (cores !== undefined) return `${used} / ${cores}`
  return cpuAvailable && `${used} / ${ownSeries(contract, cpuAvailable)}`
}

/** Resident set size in bytes. */
export function memoryBytes(contract: Pick<Contract, 'service'>): string {
  return ownSeries(contract, serviceSeries(contract.service.dialect).memoryUsage)
}

/** Resident set size over the contract's `limitBytes`; undefined when the contract sets none. */
export function memoryRatio(contract: ResourceContract): string | undefined {
  const limitBytes = contract.resources.memory?.limitBytes
  return limitBytes === undefined ? undefined : `${memoryBytes(contract)} / ${limitBytes}`
}

/** P99 of the event-loop delay in seconds. */
export function eventLoopDelaySeconds(contract: Pick<Contract, 'service'>): string {
  return ownSeries(contract, serviceSeries(contract.service.dialect).eventLoopDelayP99)
}

/** Client connections as the PostgreSQL server counts them, whoever holds them. */
export function dbConnections(contract: Pick<Contract, 'service'>): string {
  return `sum by (service_name) (${ownSeries(contract, POSTGRESQL.backends)})`
}

/** A quantile in seconds of the time a caller waits for a pooled connection. */
export function poolWaitSeconds(
  contract: Pick<Contract, 'service'>,
  quantile: number,
  window: string,
): string {
  const bucket = ownSeries(contract, { name: `${DATABASE_CLIENT.waitTime.name}_bucket` })
  return `histogram_quantile(${quantile}, sum by (service_name, db_client_connection_pool_name, le) (rate(${bucket}[${window}])))`
}

/** A quantile in seconds of database operations of one system: `postgresql` or `redis`. */
export function dbOperationSeconds(
  contract: Pick<Contract, 'service'>,
  system: string,
  quantile: number,
  window: string,
): string {
  const bucket = ownSeries(
    contract,
    { name: `${DATABASE_CLIENT.operationDuration.name}_bucket` },
    { db_system_name: system },
  )
  return `histogram_quantile(${quantile}, sum by (service_name, le) (rate(${bucket}[${window}])))`
}

/** Memory Redis has allocated, in bytes. */
export function redisMemoryBytes(contract: Pick<Contract, 'service'>): string {
  return ownSeries(contract, REDIS.memoryUsed)
}

/** Cache hits over lookups that had an answer. */
export function cacheHitRatio(contract: Pick<Contract, 'service'>, window: string): string {
  const lookups = (result: string): string => {
    const series = selector(SERVICE.cacheRequests.name, {
      service_name: contract.service.name,
      result: { re: result },
    })
    return `sum by (service_name) (rate(${series}[${window}]))`
  }
  return `${lookups('hit')} / (${lookups('hit|miss')} > 0)`
}

/** Interfaces through which bytes enter and leave the host: loopback and bridges count nothing, or all of it twice. */
export const OUTER_INTERFACES: Match = { notRe: `lo|${PASSING_INTERFACES}` }

/** Disks that are not made of others. */
export const WHOLE_DISKS: Match = { notRe: DERIVED_DISKS }

/** Bytes a second that a host receives and sends, loopback and bridges left out. */
export function networkBytesPerSecond(contract: Pick<Contract, 'service'>, window: string): string {
  const bytes = ownSeries(contract, HOST.networkIo, { device: OUTER_INTERFACES })
  return `sum by (${PER_INSTANCE}) (rate(${bytes}[${window}]))`
}

/** Bytes a second that a host reads from and writes to its disks. */
export function diskBytesPerSecond(contract: Pick<Contract, 'service'>, window: string): string {
  const bytes = ownSeries(contract, HOST.diskIo, { device: WHOLE_DISKS })
  return `sum by (${PER_INSTANCE}) (rate(${bytes}[${window}]))`
}
