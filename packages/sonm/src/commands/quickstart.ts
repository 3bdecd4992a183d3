import { resolve } from 'node:path'
import { systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { Command, Option } from 'commander'
import { json, terminal } from '../output/print.ts'
import { DEFAULT_IMAGE } from '../quickstart/service.ts'
import { interruptSignal, readPort, withExamples } from './common.ts'

interface Options {
  readonly executor: 'docker' | 'wasm' | 'auto'
  readonly image?: string
  readonly port: number
  readonly output: string
  readonly keep?: boolean
  readonly json?: boolean
}

export function quickstartCommand(): Command {
  const command = new Command('quickstart')
    .description(
      'Start a local network, rent this machine on it, render a picture, run a service, pay, and take it all down.',
    )
    .addOption(
      new Option(
        '--executor <kind>',
        'what to run: a container too where Docker answers (auto), a WASM program alone (wasm), or a container too in any case (docker)',
      )
        .choices(['auto', 'wasm', 'docker'])
        .default('auto'),
    )
    .option('--image <reference>', `the container image of the service (default: ${DEFAULT_IMAGE} with a small page)`)
    .option('--port <port>', 'where the service in the image listens', readPort, 8080)
    .option('--output <folder>', 'where the picture is written', '.')
    .option('--keep', 'leave the local network running, and say how to use and end it')
    .option('--json', 'print one JSON object instead of text')
  return withExamples(
    command,
    'sonm quickstart',
    'sonm quickstart --executor wasm --output /tmp',
    'sonm quickstart --image localhost:5000/web:1 --port 80 --json',
  ).action(async (options: Options) => {
    if (options.executor === 'wasm' && options.image !== undefined)
      throw fail('USAGE', { reason: '--image names a container, and --executor wasm leaves the container out' })
    const { quickstart } = await import('../quickstart/quickstart.ts')
    const result = await quickstart({
      executor: options.executor,
      image: options.image,
      port: options.port,
      outFolder: resolve(options.output),
      keep: options.keep === true,
      say: options.json ? () => {} : terminal.tell,
      remark: options.json ? terminal.note : terminal.tell,
      showProgress: !options.json,
      clock: systemClock,
      signal: interruptSignal(),
    })
    if (options.json) terminal.out(json(result))
    process.exit(0)
  })
}
