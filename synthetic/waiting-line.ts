import type { VirtualUser } from './virtual-user.ts'

/** Dead places at the front are cut off only when there are so many: an array's own shift() moves everything each time. */
const COMPACT_AT = 1024

/** Who waits for a connection, first come first served. */
export class WaitingLine {
  #users: VirtualUser[] = []
  #front = 0

  get length(): number {
    return this.#users.length - this.#front
  }

  get first(): VirtualUser | undefined {
    return this.#users[this.#front]
  }

  join(user: VirtualUser): void {
    this.#users.push(user)
  }

  next(): VirtualUser | undefined {
    const user = this.first
    if (user === undefined) return undefined
    this.#front++
    if (this.#front >= COMPACT_AT && this.#front * 2 >= this.#users.length) this.#compact()
    return user
  }

  leave(user: VirtualUser): void {
    this.#compact()
    const place = this.#users.indexOf(user)
    if (place >= 0) this.#users.splice(place, 1)
  }

  #compact(): void {
    this.#users.splice(0, this.#front)
    this.#front = 0
  }
}
