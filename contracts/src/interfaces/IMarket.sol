// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A signed offer to sell (an ask, by a hub) or to buy (a bid, by a buyer): an EIP-712 message that costs no gas.
/// The typed-data domain is {name: "SONM Market", version: "1", chainId, verifyingContract: the Market}.
/// @param side 0 ask, 1 bid
/// @param author who signs: the hub of an ask, the buyer of a bid
/// @param counterparty who alone may take it; 0 = anyone
/// @param matcher who else may join it with its opposite; 0 = nobody
/// @param nonce a bit of the author's nonce bitmap (word = nonce >> 8); an order fills at most once
/// @param epoch must equal the author's current epoch; `cancelAll` raises that
/// @param expiresAt the last second, Unix time, at which it can be taken
/// @param durationSeconds 0 = spot; otherwise the longest duration of a forward deal that it offers
/// @param pricePerSecond in the smallest unit of the denomination
/// @param denomination 0 SNM, 1 USD
/// @param snmPerUsdCap the most SNM per USD that the buyer pays; of meaning in a bid in USD only
/// @param identityLevel the least level that the other side must have; 0 and 1 ask for nothing
/// @param netFlags bit set of network abilities
/// @param bond what the supplier pays to leave a forward deal early; 0 = he cannot
/// @param tag free for the author's use
/// @param detailsHash keccak256 of the off-chain document with the details
/// @param benchmarks 16 lanes of 64 bits: lane i is in word i / 4 at bits (i % 4) * 64; each lane's top bit is 0
struct Order {
    uint8 side;
    address author;
    address counterparty;
    address matcher;
    uint256 nonce;
    uint64 epoch;
    uint64 expiresAt;
    uint64 durationSeconds;
    uint128 pricePerSecond;
    uint8 denomination;
    uint128 snmPerUsdCap;
    uint8 identityLevel;
    uint32 netFlags;
    uint128 bond;
    bytes32 tag;
    bytes32 detailsHash;
    uint256[4] benchmarks;
}

/// @notice The whole state of an open deal. The contract stores its hash alone; callers bring it, from the latest event.
/// @param id sequential from 1
/// @param buyer who pays, from his free balance
/// @param hub who signed the ask
/// @param master who is paid: the hub's master when the deal was opened
/// @param pricePerSecond in wei of SNM
/// @param startedAt Unix time of the block that opened it
/// @param durationSeconds 0 = spot
/// @param billedUntil every second before it is paid
/// @param locked wei of SNM held ahead; always a whole number of seconds at the price
/// @param askHash the EIP-712 digest of the ask: the hash under which everybody knows the order
struct Deal {
    uint256 id;
    address buyer;
    address hub;
    address master;
    uint128 pricePerSecond;
    uint64 startedAt;
    uint64 durationSeconds;
    uint64 billedUntil;
    uint128 locked;
    bytes32 askHash;
}

/// @title The market's ledger, and the deals that are paid from it
/// @notice Buyers deposit SNM, take signed asks, and pay by the second, always from money that the contract already holds.
///
/// Assumptions and warnings:
/// - No owner, no pause, no upgrade, no fee. Nobody but an account itself and its own deals can lessen its free balance.
/// - The token takes no fee on transfer, does not rebase, and its total supply fits 128 bits. Tokens whose `transfer` returns
///   nothing work. The market trusts its token and its registry, both fixed at deployment, and calls nobody else.
/// - What a deal can take from a buyer: at any moment its lock, and at each `bill` a new lock from his free balance. Who wants
///   an upper bound keeps no more than that free, or closes. What he does to his wallet or allowance changes nothing.
/// - A second is paid once, at exactly `pricePerSecond`. Seconds are those of block timestamps.
/// - Fraction of a lock: locks are whole numbers of seconds at the price; a remainder of the free balance stays free.
/// - Deals and orders are public; an ask with counterparty 0 is taken by whoever is first.
///
/// A deal's life: `take` opens it; `bill` pays what elapsed and locks ahead again; `close` pays what elapsed, returns the
/// rest of the lock to the buyer and deletes the deal. Its lock is 1 hour of a spot deal, at most 1 day of a forward one.
/// Where the lock runs out before the next `bill`, billing stops at its end; a later `bill` locks ahead from there again,
/// as long as nobody has closed the deal and the buyer has free balance.
interface IMarket {
    /// @notice `from` paid `amount` of the token into the free balance of `account`.
    event Deposited(address indexed account, address indexed from, uint256 amount);
    /// @notice `account` took `amount` of the token out of his free balance.
    event Withdrawn(address indexed account, uint256 amount);
    /// @notice The author cancelled an order that was not used yet.
    event NonceCancelled(address indexed author, uint256 nonce);
    /// @notice The author cancelled every order of an epoch below `epoch`.
    event EpochAdvanced(address indexed author, uint64 epoch);
    /// @notice A deal began; `deal` is its whole state. Its lock left the buyer's free balance.
    event DealOpened(uint256 indexed id, address indexed buyer, address indexed hub, Deal deal);
    /// @notice `paid` went from the deal's lock to the master's free balance, and the lock was filled again from the buyer's
    /// free balance; `deal` is the new state. What was locked anew is deal.locked - (the lock before - paid).
    event DealBilled(uint256 indexed id, uint256 paid, Deal deal);
    /// @notice The deal ended. Of its lock, `paid` went to the master and `returned` to the buyer. `deal` is its last state:
    /// in all it paid deal.pricePerSecond * (deal.billedUntil - deal.startedAt), and nothing is locked any more.
    event DealClosed(uint256 indexed id, uint256 paid, uint256 returned, address by, Deal deal);

    /// @notice The zero address can hold no balance.
    error AccountZero();
    /// @notice The free balance does not cover what is to be locked or withdrawn.
    error BalanceInsufficient(uint256 needed, uint256 free);
    /// @notice The order is on the wrong side: `take` needs an ask.
    error OrderSideWrong(uint8 side);
    /// @notice The signature is not a 65-byte, low-s signature of the author over the order's digest.
    error OrderSignatureInvalid();
    /// @notice The order could be taken until `expiresAt`, inclusive.
    error OrderExpired(uint64 expiresAt);
    /// @notice The author's epoch is another than the order's: he has cancelled it with all others, or it is of the future.
    error OrderEpochWrong(uint64 orderEpoch, uint64 currentEpoch);
    /// @notice The order has been taken or cancelled.
    error OrderNonceUsed(address author, uint256 nonce);
    /// @notice The order is for `counterparty` alone.
    error OrderCounterpartyWrong(address counterparty);
    /// @notice The order offers no more than `offered` seconds (0 = spot only).
    error OrderDurationExceeded(uint64 offered, uint64 asked);
    /// @notice Only orders in SNM (0) are settled.
    error OrderDenominationUnsupported(uint8 denomination);
    /// @notice Only orders that ask for no identity (levels 0 and 1) are settled.
    error OrderIdentityUnsupported(uint8 identityLevel);
    /// @notice Only orders without a bond are settled.
    error OrderBondUnsupported(uint128 bond);
    /// @notice A benchmark does not fit 63 bits.
    error OrderBenchmarksInvalid();
    /// @notice The ask's author has no confirmed master, so nobody could be paid.
    error HubUnconfirmed(address hub);
    /// @notice The buyer is the hub of the ask or its master.
    error DealWithSelf(address buyer);
    /// @notice The state that the caller brought is not the deal's current one: it was billed or closed meanwhile, or never was.
    error DealStateWrong(uint256 id);
    /// @notice The caller may not close this deal now.
    error DealCloseForbidden(uint256 id, address caller);

    // ---- ledger ----

    /// @notice Pays `amount` of the token from the caller into his free balance; needs an allowance.
    /// @dev Reverts as the token does. Emits Deposited.
    function deposit(uint256 amount) external;

    /// @notice Pays `amount` of the token from the caller into the free balance of `account`; needs an allowance.
    /// @dev Reverts with AccountZero, or as the token does. Emits Deposited.
    function depositFor(address account, uint256 amount) external;

    /// @notice `depositFor` with an EIP-2612 permit of the caller instead of an earlier approval.
    /// @dev A permit that somebody else has already submitted does no harm: the allowance it gave is used.
    /// Reverts with AccountZero, or as the token does. Emits Deposited.
    function depositWithPermit(address account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Pays `amount` out of the caller's free balance to him.
    /// @dev Reverts with BalanceInsufficient. Emits Withdrawn.
    function withdraw(uint256 amount) external;

    /// @notice The free balance of an account, in wei of SNM: what it can withdraw, and what its deals can lock.
    function balanceOf(address account) external view returns (uint256 free);

    // ---- orders ----

    /// @notice Marks orders of the caller, by nonce, as never to be taken. Nonces already used are left as they are.
    /// @dev Emits NonceCancelled for each that was not used.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Cancels every order that the caller has signed so far, by raising his epoch by one.
    /// @dev Emits EpochAdvanced.
    function cancelAll() external;

    /// @notice The EIP-712 struct hash of an order.
    function hashOrder(Order calldata order) external pure returns (bytes32 orderHash);

    /// @notice The EIP-712 digest of an order: what its author signs, and its identity.
    function digest(Order calldata order) external view returns (bytes32 orderDigest);

    /// @notice Whether an order of this author and nonce has been taken or cancelled.
    function isNonceUsed(address author, uint256 nonce) external view returns (bool used);

    /// @notice The epoch that orders of this author must carry.
    function epochOf(address author) external view returns (uint64 epoch);

    // ---- deals ----

    /// @notice Opens a deal with the caller as buyer on a hub's signed ask.
    /// The ask must be signed by its author, unexpired (block.timestamp <= expiresAt), of his epoch, unused, for the caller or
    /// for anyone, in SNM, without identity requirement above 1 and without bond, with benchmarks of 63 bits.
    /// Its author must have a confirmed master, and neither of them may be the caller.
    /// @param durationSeconds 0 opens a spot deal, on a spot or a forward ask; otherwise at most the ask's duration.
    /// Locks price x 1 hour (spot) or price x min(durationSeconds, 1 day) (forward) from the caller's free balance.
    /// @dev Reverts, checked in this order, with OrderSideWrong, OrderDenominationUnsupported, OrderIdentityUnsupported,
    /// OrderBondUnsupported, OrderBenchmarksInvalid, OrderExpired, OrderCounterpartyWrong, OrderDurationExceeded,
    /// OrderEpochWrong, OrderNonceUsed, OrderSignatureInvalid, HubUnconfirmed, DealWithSelf, BalanceInsufficient.
    /// Emits DealOpened.
    function take(Order calldata ask, bytes calldata signature, uint64 durationSeconds) external returns (uint256 dealId);

    /// @notice Pays the master for the seconds from `billedUntil` to the earliest of now, the end of the lock and the end of a
    /// forward deal; then fills the lock again up to its period, from the buyer's free balance and as far as that goes in
    /// whole seconds (for a forward deal never more than what remains of it). Anyone may call it.
    /// Where nothing would change it does nothing and emits nothing.
    /// @dev Reverts with DealStateWrong. Emits DealBilled.
    /// @return paid wei of SNM that the master got
    function bill(Deal calldata deal) external returns (uint256 paid);

    /// @notice `bill` for each of the deals. Those whose state is not the current one are passed over, so that nobody can make
    /// a batch fail by billing or closing one deal of it first.
    /// @dev Emits DealBilled for each that changed.
    /// @return paid wei of SNM that the masters got, in all
    function billBatch(Deal[] calldata deals) external returns (uint256 paid);

    /// @notice Ends a deal: pays the master for the seconds as `bill` does, never above the lock, and returns the rest of the
    /// lock to the buyer's free balance. May be called
    /// - by the buyer at any time;
    /// - by the hub and by the master at any time on a spot deal;
    /// - by anyone from the end of a forward deal on (block.timestamp >= startedAt + durationSeconds);
    /// - by anyone once the money is out: block.timestamp is not before the end of what the lock and the buyer's free balance
    ///   together could pay. (A supplier who fails to bill cannot so leave a deal that its buyer can fund.)
    /// @dev Reverts with DealStateWrong, DealCloseForbidden. Emits DealClosed.
    function close(Deal calldata deal) external;

    /// @notice keccak256(abi.encode(deal)) of an open deal; 0 for one that is closed or never was.
    function dealHash(uint256 id) external view returns (bytes32 hash);

    /// @notice How many deals were ever opened: the id of the latest.
    function dealCount() external view returns (uint256 count);

    // ---- constants ----

    /// @notice The one token that the ledger holds.
    function token() external view returns (address);

    /// @notice Where hubs find their masters.
    function registry() external view returns (address);

    /// @notice EIP-712 domain separator of the orders.
    function domainSeparator() external view returns (bytes32);
}
