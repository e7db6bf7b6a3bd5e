import { PlimsollError } from '../contract/errors.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { type CompiledUserClasses, compiledUserClasses } from '../workload/compile-journeys.ts'
import type { RequestOrigin } from '../workload/compile-request.ts'
import { feederRows, rowPicker } from '../workload/feeders.ts'
import { derivedSeed, type Random } from '../workload/random.ts'
import type { Variables } from '../workload/template.ts'
import type { VirtualUser } from './virtual-user.ts'

export interface JourneyOptions {
  readonly contract: Contract
  readonly profile: Profile
  readonly target: RequestOrigin
  readonly feederTexts: Readonly<Record<string, string>>
  readonly worker: { readonly index: number; readonly workers: number }
  readonly seed: number
  /** Journeys this worker may begin; undefined for no end. */
  readonly quota: number | undefined
  /** The run cannot go on. */
  readonly onFatal: (error: PlimsollError) => void
}

/** Sends users on journeys, with fresh rows from the feeders, until the quota of the run is used up. */
export class Journeys {
  readonly #options: JourneyOptions
  readonly #userClasses: CompiledUserClasses
  readonly #nextRow: ReadonlyMap<string, (random: Random) => Variables | undefined>
  #begun = 0

  constructor(options: JourneyOptions) {
    const { contract, profile, target, feederTexts, worker } = options
    const feeders = contract.journeys.feeders.map((feeder) => ({
      pick: feeder.pick,
      rows: feederRows(feeder, feederTexts[feeder.name]),
    }))
    const rows = feeders.map((feeder) => feeder.rows)
    this.#options = options
    this.#userClasses = compiledUserClasses(contract, profile, rows, {
      ...target,
      keepAlive: profile.keepAlive,
    })
    this.#nextRow = new Map(
      feeders.map(({ rows, pick }) => [rows.name, rowPicker(rows, pick, worker)]),
    )
  }

  get begun(): number {
    return this.#begun
  }

  /** Every journey of the quota has begun. */
  get usedUp(): boolean {
    return this.#options.quota !== undefined && this.#begun >= this.#options.quota
  }

  /** Makes somebody a user of the closed model, the same for the same number and seed. */
  enlist(user: VirtualUser, number: number): void {
    user.random.reseed(derivedSeed(this.#options.seed, number))
    user.userClass = this.#userClasses.ofUser(number)
  }

  /** Makes somebody an arrival of the open model, the same for the same number and seed. */
  welcome(user: VirtualUser, number: number): void {
    user.random.reseed(derivedSeed(this.#options.seed, number))
    user.userClass = this.#userClasses.ofArrival(user.random.next)
  }

  /** Puts the user at the first step of a journey; false when there is none left to begin. */
  begin(user: VirtualUser): boolean {
    const { userClass, random } = user
    if (this.usedUp || userClass === undefined) return false
    const journey = userClass.pickJourney(random.next)
    const variables: Variables = {}
    for (const name of journey.feeders) {
      const row = this.#nextRow.get(name)?.(random.next)
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
