/** Where the contract is; every command that reads it takes this flag. */
export const contractFlag = {
  kind: 'text',
  short: 'c',
  value: 'FILE',
  default: 'plimsoll.contract.ts',
  env: 'PLIMSOLL_CONTRACT',
  about: 'the contract: .ts, .js, .yaml or .json',
} as const
