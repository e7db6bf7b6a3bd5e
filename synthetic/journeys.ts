import { PlimsollError } from '../contract/errors.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import type { CompiledJourney } from '../workload/compile-journeys.ts'
import { type CompiledUserClasses, compiledUserClasses } from '../workload/compile-user-classes.ts'
import { feederRows, rowPicker } from '../workload/feeders.ts'
import { derivedSeed, type Random } from '../workload/random.ts'
import type { Variables } from '../workload/template.ts'
import { UserCookies } from './cookie-jar.ts'
import type { Target } from './traffic-messages.ts'
import type { VirtualUser } from './virtual-user.ts'

export interface JourneyOptions {
  readonly contract: Contract
  readonly profile: Profile
  readonly target: Target
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
  readonly #site: string
  #begun = 0

  constructor(options: JourneyOptions) {
    const { contract, profile, target, feederTexts, worker } = options
    const feeders = contract.journeys.feeders.map((feeder) => ({
      pick: feeder.pick,
      rows: feederRows(feeder, feederTexts[feeder.name]),
    }))
    const rows = feeders.map((feeder) => feeder.rows)
    this.#options = options
    this.#site = `${new URL(target.origin).protocol}//${target.host}`
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
    this.retire(user)
    user.random.reseed(derivedSeed(this.#options.seed, number))
    user.userClass = this.#userClasses.ofArrival(user.random.next)
  }

  /** Puts the user at the first step of its setup or of a journey; false when there is none left to begin. */
  begin(user: VirtualUser): boolean {
    const { userClass, random } = user
    if (this.usedUp || userClass === undefined) return false
    if (!user.isReady) {
      if (userClass.cookies) user.cookies ??= new UserCookies(this.#site)
      if (userClass.setup) return this.#start(user, userClass.setup)
      user.isReady = true
    }
    if (!this.#start(user, userClass.pickJourney(random.next))) return false
    this.#begun++
    return true
  }

  /** The user's journey is over, at its last step or by a failure. */
  end(user: VirtualUser, ok: boolean): void {
    const once = user.journey?.once
    user.journey = undefined
    if (once === 'setup' && ok) {
      user.kept = user.variables
      user.isReady = true
    } else if (once === 'teardown') user.isReady = false
  }

  /** Puts a user who goes at the first step of its teardown; false when it has none, or nothing to take down. */
  farewell(user: VirtualUser): boolean {
    const teardown = user.userClass?.teardown
    if (teardown === undefined || !user.isReady) return false
    return this.#start(user, teardown)
  }

  /** The user has gone: whoever comes in its place begins anew. */
  retire(user: VirtualUser): void {
    user.journey = undefined
    user.isReady = false
    user.kept = undefined
    user.cookies = undefined
  }

  #start(user: VirtualUser, journey: CompiledJourney): boolean {
    const variables: Variables = user.kept === undefined ? {} : { ...user.kept }
    for (const name of journey.feeders) {
      const row = this.#nextRow.get(name)?.(user.random.next)
      if (row === undefined) {
        this.#usedUpFeeder(name)
        return false
      }
      Object.assign(variables, row)
    }
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
