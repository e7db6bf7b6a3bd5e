/** autocannon ships no types; autocannon-surface.ts says what we use of it. */
declare module 'autocannon' {
  function autocannon(options: object): unknown
  export = autocannon
}
