import { defineError } from '@sonm/common'

/** Networks, and how the contracts come onto them. */
export const deploymentErrors = {
  NETWORK_UNKNOWN: defineError<{ name: string; known: string }>({
    kind: 'invalid',
    about: 'A network is named that the program does not know.',
    what: ({ name, known }) => `'${name}' is no known network; known are ${known}.`,
    todo: 'Give one of these, or any other network by --rpc-url alone.',
  }),
  DEPLOYMENT_MISSING: defineError<{ network: string; path: string }>({
    kind: 'not-found',
    about: 'No contracts of the market are known on a network.',
    what: ({ network, path }) => `There is no deployment on ${network}: no file ${path}.`,
    todo: 'Deploy with `sonm chain deploy`, or give the folder of an existing deployment with --folder.',
  }),
  DEPLOYMENT_INVALID: defineError<{ path: string; reason: string }>({
    kind: 'invalid',
    about: 'The file of a deployment, or of one that is under way, cannot be read.',
    what: ({ path, reason }) => `The deployment file ${path} is not valid: ${reason}.`,
    todo: 'Restore it; if that is impossible, move it away and deploy again: what stands already is found and used.',
  }),
  DEPLOYMENT_UNFINISHED: defineError<{ path: string; reason: string }>({
    kind: 'conflict',
    about: 'A deployment was begun with other options and has not ended.',
    what: ({ path, reason }) => `${path} holds a deployment that has not ended, and ${reason}.`,
    todo: 'Repeat the earlier command to finish it, or move the file away to give it up.',
  }),
  DEPLOYMENT_EXISTS: defineError<{ path: string; name: string }>({
    kind: 'conflict',
    about: 'A network has a deployment already, of other contracts than those that would be deployed.',
    what: ({ path, name }) => `${path} holds a deployment whose ${name} stands elsewhere.`,
    todo: 'Use that one, or move the file away, or give another folder with --folder.',
  }),
  DEPLOYMENT_WRONG: defineError<{
    name: string
    address: string
    reason: string
    /** That gave the address. */
    option?: string
    isDevelopment?: boolean
  }>({
    kind: 'conflict',
    about: 'What stands at the address of a contract is not what was to be deployed there.',
    what: ({ name, address, reason }) => `${name} at ${address} is not as it should be: ${reason}.`,
    todo({ option, isDevelopment }) {
      if (option !== undefined) return `Check the address that ${option} gives, and that the network is the right one.`
      return isDevelopment
        ? 'A development chain forgets everything when it ends: `sonm chain deploy` puts the contracts there again.'
        : 'Use these contracts for nothing. Check that this is the program that deployed them, and the right network.'
    },
  }),
}
