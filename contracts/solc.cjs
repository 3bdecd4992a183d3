#!/usr/bin/env node
// The compiler as forge wants to call it: `--version`, and standard JSON from stdin. There is no native solc on npm, so
// this hands the JSON to the npm package `solc` (the same compiler, built to WebAssembly).
const { createRequire } = require('node:module')
const { readFileSync } = require('node:fs')

const compiler = createRequire(__filename)('solc')

if (process.argv.includes('--version')) {
  // Forge parses the line of the native build; the Emscripten one is refused.
  const version = compiler.version().replace('Emscripten.clang', 'Linux.g++')
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
} else if (process.argv.includes('--standard-json')) {
  // Forge sends the sources of libraries outside its root under absolute names; their own imports are asked for here.
  const contents = (path) => ({ contents: readFileSync(path, 'utf8') })
  process.stdout.write(compiler.compile(readFileSync(0, 'utf8'), { import: contents }))
} else {
  process.stderr.write('Only --version and --standard-json are supported.\n')
  process.exit(1)
}
