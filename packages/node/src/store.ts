import { type Migration, openStore, type Store } from '@sonm/common'

/**
 * A deal in which the wallet's account buys or is paid, as it stood after one block. Older states are kept as long as a
 * reorg can bring them back. Money as decimal text: it outgrows 64 bits.
 */
export interface DealRow {
  readonly id: number
  readonly block_number: number
  readonly buyer: string
  readonly hub: string
  readonly master: string
  readonly price_per_second: string
  readonly usd_per_second: string
  readonly snm_per_usd_cap: string
  readonly started_at_seconds: number
  readonly duration_seconds: number
  readonly billed_until_seconds: number
  readonly locked_wei: string
  readonly bond_wei: string
  readonly amendments: number
  readonly ask_hash: string
  readonly closed_at_seconds: number | null
  readonly paid_wei: string
  readonly returned_wei: string
}

/** What our own transactions on a deal cost; other people's are theirs. */
export interface DealGasRow {
  readonly deal_id: number
  readonly open_gas: number
  readonly close_gas: number
}

/** Where a task runs, written before it is asked for, and what was last heard of it. */
export interface TaskRow {
  readonly task_id: string
  readonly deal_id: number
  readonly hub: string
  /** TaskStatus in protobuf; null until the hub has confirmed the task. */
  readonly status: Uint8Array | null
}

/** How far the chain has been followed: one row. */
export interface CheckpointRow {
  readonly id: 1
  /** As the follower of the chain writes it. */
  readonly text: string
}

/**
 * What came to the wallet's account or left it. Of SNM the chain tells, and its rows have the index of the log; Ether and
 * other tokens are known where this node has sent them, and those rows count down from -1.
 */
export interface MovementRow {
  /** 0: not known to be mined. */
  readonly block_number: number
  readonly log_index: number
  readonly timestamp_seconds: number
  readonly kind: string
  /** Empty: Ether. */
  readonly token: string
  readonly symbol: string
  readonly decimals: number
  readonly amount: string
  readonly counterparty: string
  readonly deal_id: number
  /** Of a pending one: of the newest version. */
  readonly tx_hash: string
  /** mined, pending */
  readonly state: string
}

/** What our own transactions cost; no event tells. */
export interface TransactionFeeRow {
  readonly tx_hash: string
  readonly fee_wei: string
}

/** A transaction that one of our own payments was signed in; one of them is mined at most. */
export interface PaymentVersionRow {
  readonly tx_hash: string
  /** The `log_index` of its movement. */
  readonly place: number
  readonly nonce: number
}

/** Which locators a hub names in its asks. */
export interface HubLocatorsRow {
  readonly hub: string
  /** JSON: a list of 0xADDRESS@host:port. */
  readonly locators: string
}

/** A bid of the wallet's account that was placed at the marketplaces. */
export interface StandingBidRow {
  readonly order_hash: string
  readonly expires_at_seconds: number
  /** SignedOrder in protobuf. */
  readonly message: Uint8Array
  readonly take: 0 | 1
  readonly state: string
  /** 0: it has led to none. */
  readonly deal_id: number
  readonly problem: string
}

export interface NodeTables {
  readonly standing_bid: StandingBidRow
  readonly deal_state: DealRow
  /** The newest state of each deal; a view. */
  readonly deal: DealRow
  readonly deal_gas: DealGasRow
  readonly task: TaskRow
  readonly checkpoint: CheckpointRow
  readonly movement: MovementRow
  readonly transaction_fee: TransactionFeeRow
  readonly payment_version: PaymentVersionRow
  readonly hub_locators: HubLocatorsRow
}

export type NodeStore = Store<NodeTables>

const migrations: readonly Migration[] = [
  {
    name: '001-deals-and-tasks',
    sql: `
      CREATE TABLE deal_state (
        id INTEGER NOT NULL,
        block_number INTEGER NOT NULL,
        buyer TEXT NOT NULL,
        hub TEXT NOT NULL,
        master TEXT NOT NULL,
        price_per_second TEXT NOT NULL,
        usd_per_second TEXT NOT NULL,
        snm_per_usd_cap TEXT NOT NULL,
        started_at_seconds INTEGER NOT NULL,
        duration_seconds INTEGER NOT NULL,
        billed_until_seconds INTEGER NOT NULL,
        locked_wei TEXT NOT NULL,
        bond_wei TEXT NOT NULL,
        amendments INTEGER NOT NULL,
        ask_hash TEXT NOT NULL,
        closed_at_seconds INTEGER,
        paid_wei TEXT NOT NULL,
        returned_wei TEXT NOT NULL,
        PRIMARY KEY (id, block_number)
      ) STRICT;
      CREATE VIEW deal AS SELECT * FROM deal_state AS state
        WHERE block_number = (SELECT max(block_number) FROM deal_state WHERE id = state.id);
      CREATE TABLE deal_gas (
        deal_id INTEGER PRIMARY KEY,
        open_gas INTEGER NOT NULL,
        close_gas INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE task (
        task_id TEXT PRIMARY KEY,
        deal_id INTEGER NOT NULL,
        hub TEXT NOT NULL,
        status BLOB
      ) STRICT;
      CREATE INDEX task_by_deal ON task (deal_id);
      CREATE TABLE checkpoint (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        text TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: '002-movements',
    // Without its checkpoint the chain is read again from the start: what it says of deals changes nothing by coming twice.
    sql: `
      CREATE TABLE movement (
        block_number INTEGER NOT NULL,
        log_index INTEGER NOT NULL,
        timestamp_seconds INTEGER NOT NULL,
        kind TEXT NOT NULL,
        token TEXT NOT NULL,
        symbol TEXT NOT NULL,
        decimals INTEGER NOT NULL,
        amount TEXT NOT NULL,
        counterparty TEXT NOT NULL,
        deal_id INTEGER NOT NULL,
        tx_hash TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (block_number, log_index)
      ) STRICT;
      CREATE INDEX movement_by_time ON movement (timestamp_seconds, block_number, log_index);
      CREATE TABLE transaction_fee (
        tx_hash TEXT PRIMARY KEY,
        fee_wei TEXT NOT NULL
      ) STRICT;
      DELETE FROM checkpoint;
    `,
  },
  {
    name: '003-payment-versions',
    sql: `
      CREATE TABLE payment_version (
        tx_hash TEXT PRIMARY KEY,
        place INTEGER NOT NULL,
        nonce INTEGER NOT NULL
      ) STRICT;
      -- No nonce was kept of these: none is ever taken by another, and they wait for their receipts.
      INSERT INTO payment_version (tx_hash, place, nonce)
        SELECT tx_hash, log_index, 9007199254740991 FROM movement WHERE log_index < 0 AND tx_hash <> '';
    `,
  },
  {
    name: '004-hub-locators',
    sql: `
      CREATE TABLE hub_locators (
        hub TEXT PRIMARY KEY,
        locators TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: '005-standing-bids',
    sql: `
      CREATE TABLE standing_bid (
        order_hash TEXT PRIMARY KEY,
        expires_at_seconds INTEGER NOT NULL,
        message BLOB NOT NULL,
        take INTEGER NOT NULL,
        state TEXT NOT NULL,
        deal_id INTEGER NOT NULL,
        problem TEXT NOT NULL
      ) STRICT;
    `,
  },
]

/**
 * Opens the node's durable state.
 * @param path a file in the node's data directory, or ':memory:'
 */
export function openNodeStore(path: string): Promise<NodeStore> {
  return openStore<NodeTables>(path, migrations)
}
