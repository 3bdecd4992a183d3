/** How the bytecode in gen/ was made, for those who want to make it again; a test compares it with foundry.toml. */
export const compiler = {
  solc: '0.8.37',
  evmVersion: 'cancun',
  viaIr: true,
  optimizerRuns: 1_000_000,
  bytecodeHash: 'none',
  cborMetadata: false,
} as const
