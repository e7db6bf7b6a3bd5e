/** What every further name is called once a label holds as many values as it may. */
export const OTHER = 'other'

/** Lets at most so many values into a label: names come from traffic, and each is a series in Prometheus. */
export class BoundedNames {
  readonly #limit: number
  readonly #names = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  admit(name: string): string {
    if (this.#names.has(name)) return name
    if (this.#names.size >= this.#limit) return OTHER
    this.#names.add(name)
    return name
  }
}
