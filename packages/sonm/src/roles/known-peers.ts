import { Changeable, type Clock, type Current, type Logger, messageOf, repeat, type Startable } from '@sonm/common'
import { type Peer, parsePeer } from '@sonm/network'
import { type NetworkFile, readNetworkFile } from '../home/network-file.ts'

/** A service that was added is used within this. */
const READ_AGAIN_MS = 5_000

const KINDS = ['marketplaces', 'locators', 'relays'] as const
type Kind = (typeof KINDS)[number]

/**
 * The services that the network file names, also those that it names later: it is read again and again. What is no network
 * file, or one of another network, changes nothing and is told once.
 */
export class KnownPeers implements Startable, Readonly<Record<Kind, Current<readonly Peer[]>>> {
  readonly marketplaces = new Changeable<readonly Peer[]>([])
  readonly locators = new Changeable<readonly Peer[]>([])
  readonly relays = new Changeable<readonly Peer[]>([])
  readonly #path: string
  readonly #file: NetworkFile
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #texts = new Map<Kind, string>()
  #told = ''
  #end = () => {}

  /** @param file as it was read when the role began */
  constructor(options: { path: string; file: NetworkFile; clock: Clock; logger: Logger }) {
    this.#path = options.path
    this.#file = options.file
    this.#clock = options.clock
    this.#logger = options.logger
    this.#take(options.file)
  }

  async start(): Promise<void> {
    this.#end = repeat(this.#clock, READ_AGAIN_MS, () => this.#readAgain())
  }

  async stop(): Promise<void> {
    this.#end()
  }

  #readAgain(): void {
    try {
      const file = readNetworkFile(this.#path)
      const market = ({ chainId, contracts }: NetworkFile) => `${chainId} ${contracts.market}`
      if (market(file) !== market(this.#file)) throw new Error('it is of another network; start again to go over to it')
      for (const kind of this.#take(file)) {
        const peers = file[kind]
        this.#logger.info({ kind, peers }, 'the network file names other services now')
      }
      this.#told = ''
    } catch (error) {
      const reason = messageOf(error)
      if (reason === this.#told) return
      this.#told = reason
      this.#logger.warn({ path: this.#path, reason }, 'the network file is not taken: what it said before stays')
    }
  }

  /** All of it or nothing. @returns what has changed */
  #take(file: NetworkFile): readonly Kind[] {
    const changed = KINDS.flatMap((kind) => {
      const text = file[kind].join(' ')
      return text === this.#texts.get(kind) ? [] : [{ kind, text, peers: file[kind].map(parsePeer) }]
    })
    for (const { kind, text, peers } of changed) {
      this.#texts.set(kind, text)
      this[kind].set(peers)
    }
    return changed.map(({ kind }) => kind)
  }
}
