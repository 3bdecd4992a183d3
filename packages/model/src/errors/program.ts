import { defineError } from '@sonm/common'

export const programErrors = {
  PORT_TAKEN: defineError<{ port: number; option?: string }>({
    kind: 'conflict',
    about: 'Another program listens on a port that is needed.',
    what: ({ port }) => `Port ${port} is taken.`,
    todo: ({ option }) =>
      option === undefined
        ? 'Stop the other program, or give another port with --listen (`sonm task forward`: --local; a devnet takes any free ones with --any-ports).'
        : `Stop the other program, or give another port with ${option}.`,
  }),
  USAGE: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'A command was called with wrong words or options.',
    what: ({ reason }) => `${reason}.`,
    todo: 'See the help of the command with --help.',
  }),
  CONFIRMATION_NEEDED: defineError<{ question: string }>({
    kind: 'invalid',
    about: 'A command asks before it goes on, and nobody can answer: it does not run in a terminal.',
    what: ({ question }) => `This asks "${question}", and there is no terminal to answer on. Nothing was done.`,
    todo: 'Give --yes to go on without being asked.',
  }),
  NETWORK_FILE_MISSING: defineError<{ path: string }>({
    kind: 'not-found',
    about: 'The file that describes the network (chain, contracts, marketplaces, locators) is not there.',
    what: ({ path }) => `There is no network file ${path}.`,
    todo: 'Start a local network with `sonm devnet`, use one that is deployed with `sonm chain use`, or give another folder with --home.',
  }),
  NETWORK_FILE_INVALID: defineError<{ path: string; reason: string }>({
    kind: 'invalid',
    about: 'The network file cannot be read.',
    what: ({ path, reason }) => `The network file ${path} is not valid: ${reason}.`,
    todo: 'Correct it; docs/networks.md has its fields. `sonm chain use` and `sonm devnet` write it anew.',
  }),
  DEVNET_NOT_RUNNING: defineError<{ home: string }>({
    kind: 'not-found',
    about: 'No local network runs in this home.',
    what: ({ home }) => `No local network runs in ${home}.`,
    todo: 'Start one with `sonm devnet`.',
  }),
  DEVNET_RUNNING: defineError<{ home: string; pid: number }>({
    kind: 'conflict',
    about: 'A local network runs in this home already.',
    what: ({ home, pid }) => `A local network runs in ${home} already (process ${pid}).`,
    todo: 'Stop it with `sonm devnet stop`, or give another folder with --home.',
  }),
  HOME_IN_USE: defineError<{ home: string }>({
    kind: 'conflict',
    about: 'A home holds keys that no local network has made, and starting one would wipe them.',
    what: ({ home }) => `${home} holds keys that no local network has made; starting one there would wipe them.`,
    todo: 'Give another folder with --home.',
  }),
  CHAIN_ENDED: defineError<{ url: string; reason: string }>({
    kind: 'internal',
    about: 'The program behind the development chain (anvil) did not start, or ended by itself.',
    what: ({ url, reason }) => `The development chain at ${url} ended: ${reason}.`,
    todo: 'Start it again; it begins anew, and so must every role on it.',
  }),
  DOCKER_MISSING: defineError<Record<never, never>>({
    kind: 'unavailable',
    about: 'A container was asked for, and no Docker engine answers on the supplying machine.',
    what: () => 'No Docker engine answers on this machine.',
    todo: 'Start Docker (`docker info` must answer), or leave the container out with --executor wasm.',
  }),
  NODE_NOT_RUNNING: defineError<{ home: string; name: string; url?: string; missing?: 'home' | 'node' }>({
    kind: 'unavailable',
    about: "The local node's API does not answer, or no such node or home is there.",
    what({ home, name, url, missing }) {
      if (missing === 'home') return `There is no home ${home}, and so no node that could be asked.`
      if (missing === 'node') return `The home ${home} has no node '${name}'.`
      return `The node '${name}' of ${home} ${url === undefined ? 'is not running' : `does not answer at ${url}`}.`
    },
    todo: ({ name, missing }) =>
      missing === 'home'
        ? 'Give the right folder with --home; to make this one, start everything with `sonm devnet`, or use a network with `sonm chain use`.'
        : name === 'node'
          ? 'Start it with `sonm node start`, or start everything with `sonm devnet`.'
          : `Start it with \`sonm node start --name ${name}\` (and --listen 127.0.0.1:0 beside another node), or name another one with --node.`,
  }),
  NODE_RUNNING: defineError<{ home: string; name: string; url: string; account: string }>({
    kind: 'conflict',
    about: 'A node of this name runs in this home already; two would share one store and one account.',
    what: ({ home, name, url, account }) =>
      `The node '${name}' of ${home} runs already: it answers at ${url}, for account ${account}.`,
    todo: 'Use that one, or end it first (Ctrl-C where it runs, or `sonm devnet stop`); or start another one beside it with --name second --listen 127.0.0.1:0.',
  }),
  ROLE_FAILED: defineError<{ role: string; reason: string; log: string }>({
    kind: 'internal',
    about: 'A process of the local network ended when it should not.',
    what: ({ role, reason }) => `The ${role} failed: ${reason}.`,
    todo: ({ log }) => `See its log ${log}.`,
  }),
  FILE_UNREADABLE: defineError<{ path: string; reason: string }>({
    kind: 'invalid',
    about: 'A file that a command needs cannot be read.',
    what: ({ path, reason }) => `The file ${path} cannot be read: ${reason}.`,
    todo: 'Check the path and its permissions.',
  }),
  FILE_UNWRITABLE: defineError<{ path: string; reason: string }>({
    kind: 'invalid',
    about: 'A file or folder that a command shall write cannot be written.',
    what: ({ path, reason }) => `${path} cannot be written: ${reason}.`,
    todo: 'Check the path and its permissions, or give another folder (--output, or --home for keys and data).',
  }),
  DECLINED: defineError<Record<never, never>>({
    kind: 'canceled',
    about: 'The user answered no to a question.',
    what: () => 'Nothing was done.',
    todo: 'Answer y, or give --yes, to go on.',
  }),
  PROMPT_INTERRUPTED: defineError<Record<never, never>>({
    kind: 'canceled',
    about: 'The user pressed Ctrl-C or Ctrl-D at a question, or where a password or another secret was asked for.',
    what: () => 'Interrupted at a question; nothing was done.',
    todo: 'Repeat the command to be asked again.',
  }),
  INTERRUPTED: defineError<Record<never, never>>({
    kind: 'canceled',
    about: 'The user stopped the command.',
    what: () => 'Interrupted.',
    todo: 'What it had started was stopped; what ran before goes on.',
  }),
  TASK_FAILED: defineError<{ taskId: string; reason: string; message: string }>({
    kind: 'internal',
    about: 'A task that had to succeed ended in another way.',
    what: ({ taskId, reason, message }) => `Task ${taskId} ended (${reason}): ${message.replace(/\.$/, '')}.`,
    todo: ({ taskId }) => `Read what it printed with \`sonm task logs ${taskId}\`.`,
  }),
}
