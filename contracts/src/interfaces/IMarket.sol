// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A signed offer to sell (an ask, by a hub) or to buy (a bid, by a buyer): an EIP-712 message that costs no gas.
/// The typed-data domain is {name: "SONM Market", version: "1", chainId, verifyingContract: the Market}.
/// @param side 0 ask, 1 bid
/// @param author who signs: the hub of an ask, the buyer of a bid
/// @param counterparty who alone may be the other side: the buyer of an ask, the master of a bid; 0 = anyone
/// @param matcher who else than the two sides may join it with its opposite; 0 = nobody
/// @param nonce a bit of the author's nonce bitmap (word = nonce >> 8); an order fills at most once
/// @param epoch must equal the author's current epoch; `cancelAll` raises that
/// @param expiresAt the last second, Unix time, at which it can be taken
/// @param durationSeconds 0 = spot; otherwise the longest duration of a forward deal that it offers
/// @param pricePerSecond in wei of SNM, or in 1e-18 USD: what the ask wants, and the most that the bid gives
/// @param denomination 0 SNM, 1 USD
/// @param snmPerUsdCap of meaning in USD only. In a bid: the most wei of SNM that the buyer pays for one USD. In an ask: the least
/// cap that he must allow
/// @param identityLevel the least level that the other side must have (of a supplier: his master), up to 4; 0 and 1 ask for nothing
/// @param netFlags bit set of network abilities: what the ask offers, what the bid asks for
/// @param bond in an ask: what the master pays the buyer to leave a forward deal early; 0 = he cannot
/// @param tag free for the author's use
/// @param detailsHash keccak256 of the off-chain document with the details
/// @param benchmarks what the ask offers and the bid asks for at least: 16 lanes of 64 bits: lane i is in word i / 4 at bits (i % 4) * 64; each lane's top bit is 0
struct Order {
    uint8 side;
    address author;
    address counterparty;
    address matcher;
    uint256 nonce;
    uint64 epoch;
    uint64 expiresAt;
    uint40 durationSeconds;
    uint96 pricePerSecond;
    uint8 denomination;
    uint96 snmPerUsdCap;
    uint8 identityLevel;
    uint32 netFlags;
    uint96 bond;
    bytes32 tag;
    bytes32 detailsHash;
    uint256[4] benchmarks;
}

/// @notice The whole state of an open deal, packed: the highest bits are named first. The contract stores its hash alone;
/// callers bring it: from DealOpened, with the words that DealBilled and DealAmended told since. `termsOf` spells it out.
/// @param money pricePerSecond 96 | locked 96 | billedUntil 40 | amendments 24: what a settlement changes
/// @param buyerTerms buyer 160 | startedAt 40 | durationSeconds 40 | 16 zeros
/// @param hubTerms hub 160 | bond 96
/// @param masterTerms master 160 | snmPerUsdCap 96
/// @param usdTerms usdPerSecond 96 | id 160
/// @param askHash the EIP-712 digest of the ask: the hash under which everybody knows the order
struct Deal {
    uint256 money;
    bytes32 buyerTerms;
    bytes32 hubTerms;
    bytes32 masterTerms;
    bytes32 usdTerms;
    bytes32 askHash;
}

/// @notice What a Deal says.
/// @param id sequential from 1
/// @param buyer who pays, from his free balance
/// @param hub who signed the ask
/// @param master who is paid: the hub's master when the deal was opened
/// @param pricePerSecond in wei of SNM; of a deal in USD the price since its latest settlement
/// @param usdPerSecond in 1e-18 USD; 0: the price is in SNM
/// @param snmPerUsdCap the most wei of SNM that the buyer pays for a USD; 0 where the price is in SNM
/// @param startedAt Unix time of the block that opened it
/// @param durationSeconds 0 = spot
/// @param billedUntil every second before it is paid
/// @param locked wei of SNM held ahead; always a whole number of seconds at the price
/// @param bond wei of SNM that the master pays the buyer to leave a forward deal early; 0 = he cannot
/// @param amendments how many were applied: the sequence number of the next
/// @param askHash the EIP-712 digest of the ask
struct DealTerms {
    uint256 id;
    address buyer;
    address hub;
    address master;
    uint256 pricePerSecond;
    uint256 usdPerSecond;
    uint256 snmPerUsdCap;
    uint256 startedAt;
    uint256 durationSeconds;
    uint256 billedUntil;
    uint256 locked;
    uint256 bond;
    uint256 amendments;
    bytes32 askHash;
}

/// @notice A signed change of a running deal: an EIP-712 message in the domain of the orders.
/// @param dealId of the deal
/// @param sequence must equal the deal's `amendments`, so each is applied once, and none after another
/// @param pricePerSecond the new price, in the deal's denomination
/// @param durationSeconds the new duration, from the deal's start; 0 for a spot deal, and for no other
/// @param expiresAt the last second, Unix time, at which it can be applied
struct Amendment {
    uint256 dealId;
    uint24 sequence;
    uint96 pricePerSecond;
    uint40 durationSeconds;
    uint64 expiresAt;
}

/// @notice One `take` of a batch.
struct TakeRequest {
    Order ask;
    uint40 durationSeconds;
    uint96 snmPerUsdCap;
    bytes signature;
}

/// @notice One `openDeal` of a batch.
struct OpenRequest {
    Order ask;
    Order bid;
    bytes askSignature;
    bytes bidSignature;
}

/// @notice What a market is made of, fixed at its deployment.
/// @param token the one token that the ledger holds
/// @param registry where hubs find their masters
/// @param profiles where accounts prove who they are
/// @param priceFeed Chainlink-compatible feed of USD for one SNM; 0: this market has no prices in USD
/// @param priceMaxAgeSeconds an answer of the feed that is older is no price
struct MarketParts {
    address token;
    address registry;
    address profiles;
    address priceFeed;
    uint256 priceMaxAgeSeconds;
}

/// @title The market's ledger, and the deals that are paid from it
/// @notice Buyers deposit SNM; a signed ask is taken, or joined with a signed bid; deals pay by the second, always from money
/// that the contract already holds.
///
/// Assumptions and warnings:
/// - No owner, no pause, no upgrade, no fee. Nobody but an account itself and its own deals can lessen its free balance.
/// - The token takes no fee on transfer, does not rebase, and its total supply fits 96 bits. Tokens whose `transfer` returns
///   nothing work. The market trusts its token, its registry and its profiles, all fixed at deployment. It does not trust its
///   price feed nor the code of signers (ERC-1271), and calls nobody else.
/// - What a deal can take from a buyer: at any moment its lock, and at each `bill` a new lock from his free balance. Who wants
///   an upper bound keeps no more than that free, or closes: with nothing free, every deal of his ends within its period.
///   What he does to his wallet or allowance changes nothing that is locked.
///   A forward deal takes nothing past the end that he has signed.
/// - A second is paid once, at exactly `pricePerSecond`. Seconds are those of block timestamps.
/// - Where the lock runs out before the next `bill`, billing stops at its end; a later `bill` locks ahead from there again, as
///   long as nobody has closed the deal and the buyer has free balance. So whoever pays in while a deal of his is dry pays for
///   the time between too: close such a deal first. And who is paid gets what lies beyond a lock only while the deal is open and
///   the buyer has it: he bills before the lock runs out, for whoever may close pays up to the lock alone.
/// - A price in USD is turned into SNM when the deal opens and at each settlement, by the feed's rate then, for the time until
///   the next settlement; never above the cap. A feed without a usable price opens no deal, and leaves a running deal at its
///   latest price. Anyone may bill, so either side picks the moment at which a rate that suits it is fixed until the other bills
///   again; also for time that was left unbilled beyond the lock. Who lies in the feed can cost a supplier the difference to the true price, and a buyer that to his cap.
/// - Fraction of a lock: locks are whole numbers of seconds at the price; a remainder of the free balance stays free.
/// - A hub's key can sell and settle, give away (amend to a lower price or a longer duration, while it is its master's) and end
///   the spot deals that it opened, also when it is his no more; it moves no money of its master. A bond is paid by the master's
///   own call alone.
/// - An ask does not say whom its hub sells for. `take` pays whoever is the hub's master by then: a buyer who cares joins the ask,
///   by `openDeal`, with a bid of his own that names the master or the identity.
/// - Amendments name a deal by its number: sign them for deals that no reorganisation can renumber.
/// - Deals and orders are public; an ask with counterparty 0 is taken by whoever is first. A call that brings a deal's state
///   fails when somebody settles the deal before it: read the new state and call again. Whom others overtake on purpose brings the
///   states that he foresees for the coming seconds to `closeBatch`, which takes the one that holds.
///
/// A deal's life: `take` or `openDeal` opens it; `bill` pays what elapsed and locks ahead again; `amend` changes price or
/// duration; `close` pays what elapsed, returns the rest of the lock to the buyer and deletes the deal. Its lock is 1 hour of
/// a spot deal, at most 1 day of a forward one.
interface IMarket {
    /// @notice Why two orders do not fit.
    enum Mismatch {
        Denomination,
        Price,
        Duration,
        NetFlags,
        Benchmarks
    }

    /// @notice `from` paid `amount` of the token into the free balance of `account`.
    event Deposited(address indexed account, address indexed from, uint256 amount);
    /// @notice `account` took `amount` of the token out of his free balance.
    event Withdrawn(address indexed account, uint256 amount);
    /// @notice The author cancelled an order that was not used yet.
    event NonceCancelled(address indexed author, uint256 nonce);
    /// @notice The author cancelled every order of an epoch below `epoch`.
    event EpochAdvanced(address indexed author, uint64 epoch);
    /// @notice From now on `lister` opens no deal with `account`; or does so again.
    event Blacklisted(address indexed lister, address indexed account, bool listed);
    /// @notice A deal began; `deal` is its whole state. Its lock left the buyer's free balance.
    event DealOpened(uint256 indexed id, address indexed buyer, address indexed hub, Deal deal);
    /// @notice The deal was opened with this signed bid; follows DealOpened of `openDeal`.
    event BidFilled(uint256 indexed id, bytes32 bidHash);
    /// @notice `paid` went from the deal's lock to the master's free balance, and the lock was filled again from the buyer's
    /// free balance; `money` is that word of the new state, all others are as before. What moved from free to lock is
    /// locked - (the lock before - paid); below 0 it went back.
    event DealBilled(uint256 indexed id, uint256 paid, uint256 money);
    /// @notice The deal was settled as by `bill` and goes on at new terms: with these words, all others are as before.
    event DealAmended(uint256 indexed id, uint256 paid, uint256 money, bytes32 buyerTerms, bytes32 usdTerms);
    /// @notice The deal ended. Of its lock, `paid` went to the master and `returned` to the buyer.
    event DealClosed(uint256 indexed id, uint256 paid, uint256 returned, address by);
    /// @notice The master left a forward deal early: `amount` went from his free balance to the buyer's. Follows DealClosed.
    event BondPaid(uint256 indexed id, uint256 amount);
    /// @notice An item of a batch opened no deal; `reason` is the error that `take` or `openDeal` would have ended with
    /// (empty: it ran out of its gas).
    event RequestFailed(uint256 index, bytes reason);

    /// @notice The zero address can hold no balance.
    error AccountZero();
    /// @notice The balance would not fit 128 bits.
    error BalanceTooLarge(address account);
    /// @notice The free balance does not cover what is to be locked, withdrawn or paid as a bond.
    error BalanceInsufficient(uint256 needed, uint256 free);
    /// @notice The order is on the other side.
    error OrderSideWrong(uint8 side);
    /// @notice Orders are in SNM (0) or in USD (1).
    error OrderDenominationInvalid(uint8 denomination);
    /// @notice A price in USD cannot be 0.
    error OrderUsdPriceZero();
    /// @notice There are four identity levels.
    error OrderIdentityInvalid(uint8 identityLevel);
    /// @notice A benchmark does not fit 63 bits.
    error OrderBenchmarksInvalid();
    /// @notice The order could be used until `expiresAt`, inclusive.
    error OrderExpired(uint64 expiresAt);
    /// @notice The order is for `counterparty` alone, and the other side is `account`.
    error OrderCounterpartyWrong(address counterparty, address account);
    /// @notice The ask offers no more than `offered` seconds (0 = spot only).
    error OrderDurationExceeded(uint40 offered, uint40 asked);
    /// @notice The author's epoch is another than the order's: he has cancelled it with all others, or it is of the future.
    error OrderEpochWrong(uint64 orderEpoch, uint64 currentEpoch);
    /// @notice The order has been used or cancelled.
    error OrderNonceUsed(address author, uint256 nonce);
    /// @notice The signature is neither a 65-byte, low-s signature by the author's key over the order's digest, nor does the
    /// author's code accept it as ERC-1271 has it.
    error OrderSignatureInvalid(address author);
    /// @notice The ask does not serve the bid.
    error OrdersMismatch(Mismatch mismatch);
    /// @notice Only the two sides and whom they named as matcher may join their orders.
    error OpenForbidden(address caller);
    /// @notice The ask's author has no confirmed master, so nobody could be paid.
    error HubUnconfirmed(address hub);
    /// @notice The buyer is the hub of the ask or its master.
    error DealWithSelf(address buyer);
    /// @notice `lister` has `account` on its blacklist.
    error PartyBlacklisted(address lister, address account);
    /// @notice The other side's order asks for an identity that the account has not proved.
    error IdentityTooLow(address account, uint8 asked, uint8 proved);
    /// @notice The cap on SNM per USD is below what the ask demands, or below today's rate.
    error CapTooLow(uint256 snmPerUsdCap, uint256 least);
    /// @notice The feed has no price that can be used now, or the market has no feed.
    error PriceUnavailable();
    /// @notice Fewer requests of the batch opened a deal than the caller wanted.
    error BatchIncomplete(uint256 opened, uint256 atLeast);
    /// @notice The state that the caller brought is not the deal's current one: it was settled or closed meanwhile, or never was.
    error DealStateWrong(uint256 id);
    /// @notice The caller may not close this deal now.
    error DealCloseForbidden(uint256 id, address caller);
    /// @notice The lock has paid until `fundedUntil` only; an amendment needs all to be paid at the old terms.
    error DealUnfunded(uint256 id, uint256 fundedUntil);
    /// @notice The amendment is of another deal.
    error AmendmentDealWrong(uint256 dealId);
    /// @notice Another amendment was applied first, or one before this is missing.
    error AmendmentSequenceWrong(uint24 sequence, uint24 expected);
    /// @notice The amendment could be applied until `expiresAt`, inclusive.
    error AmendmentExpired(uint64 expiresAt);
    /// @notice Spot stays spot and forward stays forward; the new end is not in the past, the old one neither.
    error AmendmentDurationInvalid(uint40 durationSeconds);
    /// @notice The amendment changes nothing.
    error AmendmentEmpty();
    /// @notice The amendment takes something from `account`, who neither signed nor sent it.
    error AmendmentUnsigned(address account);

    // ---- ledger ----

    /// @notice Pays `amount` of the token from the caller into the free balance of `account`; needs an allowance. What is given
    /// to an account that cannot call `withdraw` stays where it is; so does what is transferred here without this function.
    /// @dev Reverts with AccountZero, BalanceTooLarge, or as the token does. Emits Deposited.
    function deposit(address account, uint256 amount) external;

    /// @notice `deposit` with an EIP-2612 permit of the caller instead of an earlier approval.
    /// @dev A permit that somebody else has already submitted does no harm: the allowance it gave is used.
    /// Reverts with AccountZero, BalanceTooLarge, or as the token does. Emits Deposited.
    function depositWithPermit(address account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice Pays `amount` out of the caller's free balance to him.
    /// @dev Reverts with BalanceInsufficient. Emits Withdrawn.
    function withdraw(uint256 amount) external;

    /// @notice The free balance of an account, in wei of SNM: what it can withdraw, and what its deals can lock.
    function balanceOf(address account) external view returns (uint256 free);

    // ---- orders ----

    /// @notice Marks orders of the caller, by nonce, as never to be used. Nonces already used are left as they are.
    /// @dev Emits NonceCancelled for each that was not used.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Cancels every order of the caller's that carries his epoch or an earlier one, by raising it by one. Sign none for
    /// an epoch to come: this would make it good.
    /// @dev Emits EpochAdvanced.
    function cancelAll() external;

    /// @notice Puts accounts on the caller's blacklist, or takes them off. Running deals go on.
    /// A buyer lists hubs and masters; a hub, for its own asks, and a master, for those of all his hubs, list buyers.
    /// @dev Emits Blacklisted for each that changed.
    function setBlacklisted(address[] calldata accounts, bool listed) external;

    /// @notice Whether `lister` has `account` on its blacklist.
    function isBlacklisted(address lister, address account) external view returns (bool listed);

    /// @notice The EIP-712 digest of an order: what its author signs, and its identity.
    function digest(Order calldata order) external view returns (bytes32 orderDigest);

    /// @notice The EIP-712 digest of an amendment: what its givers sign.
    function digestAmendment(Amendment calldata amendment) external view returns (bytes32 amendmentDigest);

    /// @notice Whether an order of this author and nonce has been used or cancelled.
    function isNonceUsed(address author, uint256 nonce) external view returns (bool used);

    /// @notice The epoch that orders of this author must carry.
    function epochOf(address author) external view returns (uint64 epoch);

    // ---- opening deals ----

    /// @notice Opens a deal with the caller as buyer on a hub's signed ask.
    /// The ask must be well-formed (see Order), signed by its author, unexpired (block.timestamp <= expiresAt), of his epoch,
    /// unused, and for the caller or for anyone. Its author must have a confirmed master; neither of them may be the caller, nor
    /// list him, nor be listed by him; and the caller must have the identity that the ask wants.
    /// Locks price x 1 hour (spot) or price x min(durationSeconds, 1 day) (forward) from the caller's free balance.
    /// @param durationSeconds 0 opens a spot deal, on a spot or a forward ask; otherwise at most the ask's duration.
    /// @param snmPerUsdCap the most wei of SNM that the caller pays for a USD, at least the ask's cap and today's rate; for an
    /// ask in SNM it says nothing
    /// @dev Reverts, checked in this order, with OrderSideWrong, OrderDenominationInvalid, OrderUsdPriceZero,
    /// OrderIdentityInvalid, OrderBenchmarksInvalid, OrderExpired, OrderCounterpartyWrong,
    /// OrderDurationExceeded, OrderEpochWrong, OrderNonceUsed, OrderSignatureInvalid, HubUnconfirmed, DealWithSelf,
    /// PartyBlacklisted, IdentityTooLow, CapTooLow, PriceUnavailable, BalanceInsufficient. Emits DealOpened.
    function take(Order calldata ask, uint40 durationSeconds, uint96 snmPerUsdCap, bytes calldata signature)
        external
        returns (uint256 dealId);

    /// @notice Opens a deal of a signed ask and a signed bid that it serves, at the ask's price and for the bid's duration. The
    /// caller is the buyer, the hub, its master, or whom either order names as matcher; so a relayer can pay the buyer's gas.
    /// Both orders must be well-formed, signed, unexpired, of their authors' epochs and unused. Each one's counterparty is 0,
    /// or the buyer (of the ask), or the master (of the bid). The ask serves the bid when their denominations are the same,
    /// its price is not above the bid's, its duration not below, and it offers every net flag and each benchmark that the bid
    /// asks for. Identities and blacklists as in `take`, for both sides. The lock is taken from the buyer's free balance.
    /// @dev Reverts, checked in this order, with the errors of a malformed or expired order (the ask's, then the bid's, as in
    /// `take`), OrderCounterpartyWrong (ask), OrdersMismatch, OrderEpochWrong, OrderNonceUsed, OrderSignatureInvalid (ask, then
    /// bid), HubUnconfirmed, DealWithSelf, PartyBlacklisted, OrderCounterpartyWrong (bid), OpenForbidden, IdentityTooLow
    /// (buyer, then master), CapTooLow, PriceUnavailable, BalanceInsufficient. Emits DealOpened, BidFilled.
    function openDeal(Order calldata ask, Order calldata bid, bytes calldata askSignature, bytes calldata bidSignature)
        external
        returns (uint256 dealId);

    /// @notice `take` for each of the requests. Those that fail are passed over and leave nothing behind, so that nobody can
    /// spoil a batch by taking or cancelling one ask of it first; each has 500,000 gas, if the caller brings that much for each: with
    /// less, a signer's contract that burns its share leaves too little to those behind it.
    /// @param atLeast with fewer deals the whole batch fails; the number of requests: all or nothing
    /// @dev Reverts with BatchIncomplete. Emits RequestFailed for each that failed.
    /// @return ids of the deals; 0 where a request failed
    function takeBatch(TakeRequest[] calldata requests, uint256 atLeast) external returns (uint256[] memory ids);

    /// @notice `openDeal` for each of the requests, as `takeBatch` does.
    /// @dev Reverts with BatchIncomplete. Emits RequestFailed for each that failed.
    /// @return ids of the deals; 0 where a request failed
    function openDealBatch(OpenRequest[] calldata requests, uint256 atLeast) external returns (uint256[] memory ids);

    // ---- running deals ----

    /// @notice Pays the master for the seconds from `billedUntil` to the earliest of now, the end of the lock and the end of a
    /// forward deal; turns a price in USD into today's price in SNM; then fills the lock again up to its period, from the
    /// buyer's free balance and as far as that goes in whole seconds (for a forward deal never more than what remains of it).
    /// What a fallen price leaves over goes back to him. Anyone may call it.
    /// Where nothing would change it does nothing and emits nothing.
    /// @dev Reverts with DealStateWrong. Emits DealBilled.
    /// @return paid wei of SNM that the master got
    function bill(Deal calldata deal) external returns (uint256 paid);

    /// @notice `bill` for each of the deals. Those whose state is not the current one are passed over, so that nobody can make
    /// a batch fail by billing or closing one deal of it first.
    /// @dev Emits DealBilled for each that changed.
    /// @return paid wei of SNM that the masters got, in all
    function billBatch(Deal[] calldata deals) external returns (uint256 paid);

    /// @notice Settles a deal as `bill` does and goes on with a new price, a new duration or both. Whoever gives must agree, by
    /// signing or by being the caller: the buyer to a higher price and to another duration (a shorter one takes the price from
    /// him that he was promised, a longer one makes him pay past the end that he has signed); the master, or the hub while it is
    /// his, to a lower price and to a longer duration. Who gives nothing is not asked. Anyone may send it.
    /// @param buyerSignature empty where the buyer gives nothing or is the caller; supplierSignature likewise
    /// @dev Reverts, checked in this order, with DealStateWrong, AmendmentDealWrong, AmendmentSequenceWrong, AmendmentExpired,
    /// AmendmentDurationInvalid, OrderUsdPriceZero, AmendmentEmpty, AmendmentUnsigned (buyer, then supplier),
    /// DealUnfunded, PriceUnavailable. Emits DealAmended.
    /// @return paid wei of SNM that the master got
    function amend(
        Amendment calldata amendment,
        Deal calldata deal,
        bytes calldata buyerSignature,
        bytes calldata supplierSignature
    ) external returns (uint256 paid);

    /// @notice Ends a deal: pays the master for the seconds as `bill` does, never above the lock, and returns the rest of the
    /// lock to the buyer's free balance. May be called
    /// - by the buyer at any time;
    /// - by the hub and by the master at any time on a spot deal;
    /// - by anyone from the end of a forward deal on (block.timestamp >= startedAt + durationSeconds);
    /// - by anyone once the money is out: block.timestamp is not before the end of what the lock and the buyer's free balance
    ///   together could pay. (A supplier who fails to bill cannot so leave a deal that its buyer can fund.)
    /// - by the master before the end of a forward deal whose ask had a bond, which his free balance then pays to the buyer; as
    /// long as the lock lasts (else `bill` first), so that whoever closes a deal whose money is out pays no bond because the
    /// buyer deposits just before. Who means to pay none in any case, as close to the end, calls `closeBatch`.
    /// @dev Reverts with DealStateWrong, DealCloseForbidden, BalanceInsufficient (bond). Emits DealClosed, BondPaid.
    function close(Deal calldata deal) external;

    /// @notice `close` for each of the deals that the caller may close without a bond; the others are passed over, and those
    /// whose state is not the current one.
    /// @dev Emits DealClosed for each that ended.
    function closeBatch(Deal[] calldata deals) external;

    /// @notice keccak256(abi.encode(deal)) of an open deal; 0 for one that is closed or never was.
    function dealHash(uint256 id) external view returns (bytes32 hash);

    /// @notice How many deals were ever opened: the id of the latest.
    function dealCount() external view returns (uint256 count);

    /// @notice What a packed state says; it is not compared with any deal.
    function termsOf(Deal calldata deal) external pure returns (DealTerms memory terms);

    // ---- constants, and the rate ----

    /// @notice What the market was deployed with. Its EIP-712 domain is told by `eip712Domain` (ERC-5267).
    function parts() external view returns (MarketParts memory);

    /// @notice Wei of SNM for one USD now, rounded down; 0: the feed has no usable price.
    function snmPerUsd() external view returns (uint256 rate);
}
