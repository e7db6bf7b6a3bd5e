import { PlimsollError } from '../contract/errors.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { type CompiledUserClass, compiledUserClasses } from '../workload/compile-journeys.ts'
import type { RequestOrigin } from '../workload/compile-request.ts'
import { feederRows, rowPicker } from '../workload/feeders.ts'
import type { Random } from '../workload/random.ts'
import type { Variables } from '../workload/template.ts'
import type { VirtualUser } from './virtual-user.ts'

export interface JourneyOptions {
  readonly contract: Contract
  readonly profile: Profile
  readonly target: RequestOrigin
  readonly feederTexts: Readonly<Record<string, string>>
  readonly worker: { readonly index: number; readonly workers: number }
  readonly random: Random
  /** Journeys this worker may begin; undefined for no end. */
  readonly quota: number | undefined
  /** The run cannot go on. */
  readonly onFatal: (error: PlimsollError) => void
}

/** Sends users on journeys, with fresh rows from the feeders, until the quota of the run is used up. */
export class Journeys {
  readonly #options: JourneyOptions
  readonly #pickClass: (random: Random) => CompiledUserClass
  readonly #nextRow: ReadonlyMap<string, () => Variables | undefined>
  #begun = 0

  constructor(options: JourneyOptions) {
    const { contract, profile, target, feederTexts, worker, random } = options
    const feeders = contract.journeys.feeders.map((feeder) => ({
      pick: feeder.pick,
      rows: feederRows(feeder, feederTexts[feeder.name]),
    }))
    const rows = feeders.map((feeder) => feeder.rows)
    this.#options = options
    this.#pickClass = compiledUserClasses(contract, profile, rows, target)
    this.#nextRow = new Map(
      feeders.map((feeder) => [
        feeder.rows.name,
        rowPicker(feeder.rows, feeder.pick, worker, random),
      ]),
    )
  }

  get begun(): number {
    return this.#begun
  }

  /** Every journey of the quota has begun. */
  get usedUp(): boolean {
    return this.#options.quota !== undefined && this.#begun >= this.#options.quota
  }

  /** Puts the user at the first step of a journey; false when there is none left to begin. */
  begin(user: VirtualUser): boolean {
    if (this.usedUp) return false
    const { random } = this.#options
    user.userClass ??= this.#pickClass(random)
    const journey = user.userClass.pickJourney(random)
    const variables: Variables = {}
    for (const name of journey.feeders) {
      const row = this.#nextRow.get(name)?.()
      if (row === undefined) {
        this.#usedUpFeeder(name)
        return false
      }
      Object.assign(variables, row)
    }
    this.#begun++
    user.journey = journey
    user.stepIndex = 0
    user.variables = variables
    return true
  }

  #usedUpFeeder(name: string): void {
    this.#options.onFatal(
      new PlimsollError(
        'CONTRACT_INVALID',
        `feeder ${name} has given all its rows, each only once`,
        {
          hint: 'give it more rows, or pick: sequential',
        },
      ),
    )
  }
}
