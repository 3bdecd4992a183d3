import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, parseJson } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import { z } from 'zod'
import type { Contracts } from '../contracts.ts'
import { replaceFile } from '../viem/journal-file.ts'

const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address')
  .transform((text) => text as Address)
const count = z.string().regex(/^\d{1,30}$/, 'must be a whole number')
const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'must be 32 hex bytes')
  .transform((text) => text as Hex)

const contractSchema = z.strictObject({
  address,
  /** Keccak-256 of the code that stands on the chain. */
  codeHash: hash,
  /** The transaction that made it; unknown where somebody else did. */
  txHash: hash.optional(),
  blockNumber: z.int().min(0),
})

/** What was deployed on one network, how, and where: enough to check all of it against the chain again. */
const deploymentSchema = z.strictObject({
  network: z.string().regex(/^[a-z0-9-]+$/),
  chainId: z.int().positive(),
  deployer: address,
  /** The contract that makes the others at addresses which only their code decides (CREATE2). */
  factory: address,
  salt: hash,
  /** What decides the constructors' arguments. */
  design: z.strictObject({
    holder: address,
    token: address.optional(),
    validators: z.array(z.strictObject({ account: address, level: z.int().min(2).max(4) })),
    prices: z
      .union([
        z.strictObject({ feed: address, maxAgeSeconds: count }),
        z.strictObject({ reporters: z.array(address), maxAgeSeconds: count }),
      ])
      .optional(),
    faucet: z.strictObject({ amountWei: count, intervalSeconds: count }).optional(),
  }),
  /** No event is older. */
  startBlock: z.int().min(0),
  compiler: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  contracts: z
    .object({ SNM: contractSchema, Registry: contractSchema, Profiles: contractSchema, Market: contractSchema })
    .catchall(contractSchema),
})

export type DeploymentFile = z.infer<typeof deploymentSchema>
export type DeployedContract = z.infer<typeof contractSchema>

/** Where the deployments are that come with the program. */
export const DEPLOYMENTS_FOLDER = fileURLToPath(new URL('deployments', import.meta.resolve('@sonm/contracts')))

export function deploymentPath(folder: string, network: string): string {
  return join(folder, `${network}.json`)
}

/** @returns undefined when there is none @throws DEPLOYMENT_INVALID */
export async function findDeployment(path: string): Promise<DeploymentFile | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fail('DEPLOYMENT_INVALID', { path, reason: messageOf(cause) }, { cause })
  }
  try {
    return deploymentSchema.parse(parseJson(text))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause)
    throw fail('DEPLOYMENT_INVALID', { path, reason }, { cause })
  }
}

/** @throws DEPLOYMENT_MISSING, DEPLOYMENT_INVALID */
export async function readDeployment(folder: string, network: string): Promise<DeploymentFile> {
  const path = deploymentPath(folder, network)
  const found = await findDeployment(path)
  if (found === undefined) throw fail('DEPLOYMENT_MISSING', { network, path })
  return found
}

/** Replaces the file in one step. */
export function writeDeployment(path: string, deployment: DeploymentFile): Promise<void> {
  return replaceFile(path, `${JSON.stringify(deployment, null, 2)}\n`, 0o644)
}

/** The addresses as the chain client takes them. */
export function contractsOf({ contracts, design }: DeploymentFile): Contracts {
  const { SNM, Registry, Profiles, Market, Oracle, Faucet } = contracts
  return {
    snm: SNM.address,
    registry: Registry.address,
    profiles: Profiles.address,
    market: Market.address,
    ...(Oracle && design.prices && 'reporters' in design.prices && { oracle: Oracle.address }),
    ...(Faucet && { faucet: Faucet.address }),
  }
}
