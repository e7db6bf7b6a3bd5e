import type { Unit } from './verdict.ts'

/** One line of the live view: how a running run stands against a contract line right now. */
export interface SoFarRow {
  readonly name: string
  readonly value: number | null
  readonly unit: Unit
  readonly warnLine: number
  readonly failLine: number
  /** Room left as a share of the fail line; negative = over it. Null while nothing was measured. */
  readonly room: number | null
  /** `none` while there is nothing to say yet. */
  readonly state: 'under' | 'warn' | 'over' | 'none'
  /** Judged by this profile; otherwise only shown. */
  readonly judged: boolean
}
