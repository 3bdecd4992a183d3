// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Amendment, Deal, DealTerms, IMarket, Order } from "./interfaces/IMarket.sol";
import { IPriceFeed } from "./interfaces/IPriceFeed.sol";
import { IRegistry } from "./interfaces/IRegistry.sol";
import { DealState } from "./DealState.sol";
import { Ledger } from "./Ledger.sol";
import { Matching } from "./Matching.sol";
import { Orders } from "./Orders.sol";
import { TypedData } from "./TypedData.sol";
import { UsdPrice } from "./UsdPrice.sol";

/// @title The part of the market that runs deals: opening, billing, amending, closing
/// @dev The specification is IMarket. Order within a function: check, settle, write, event, transfer. Two things are done as they
/// are checked, for a check that fails later undoes them: a nonce is used up when it is found unused, and a bond is paid when
/// it is found covered. Nothing that is called between is given the turn: signers and feed by static calls alone.
abstract contract Deals is Orders, UsdPrice {
    using DealState for Deal;

    uint256 private constant SPOT_LOCK_SECONDS = 1 hours;
    uint256 private constant FORWARD_LOCK_SECONDS = 1 days;
    uint24 private constant MAX_AMENDMENTS = type(uint24).max;

    IRegistry internal immutable _registry;

    /// @dev A struct, so that the slot is found once for reading and writing.
    struct Commitment {
        bytes32 hash;
    }

    mapping(uint256 id => Commitment) private _deals;
    uint256 private _dealCount;

    constructor(IERC20 token_, IRegistry registry_, IPriceFeed feed, uint256 priceMaxAgeSeconds_)
        Ledger(token_)
        UsdPrice(feed, priceMaxAgeSeconds_)
    {
        _registry = registry_;
    }

    // ---- opening ----

    /// @dev The orders are checked; `ask` sets price and bond.
    function _open(
        Order calldata ask,
        bytes32 askHash,
        address buyer,
        uint256 buyerEntry,
        address hub,
        address master,
        uint256 durationSeconds,
        uint256 snmPerUsdCap
    ) internal returns (uint256 id) {
        uint256 price = ask.pricePerSecond;
        uint256 usdPerSecond = 0;
        if (ask.denomination == Matching.DENOMINATION_USD) {
            if (snmPerUsdCap < ask.snmPerUsdCap) revert CapTooLow(snmPerUsdCap, ask.snmPerUsdCap);
            usdPerSecond = price;
            price = _priceAtOpening(usdPerSecond, snmPerUsdCap);
        } else {
            snmPerUsdCap = 0;
        }
        uint256 lock;
        unchecked {
            lock = price * (durationSeconds == 0 ? SPOT_LOCK_SECONDS : Math.min(durationSeconds, FORWARD_LOCK_SECONDS));
            id = _dealCount + 1;
        }
        _debit(buyer, buyerEntry, lock);
        _dealCount = id;
        Deal memory deal = Deal({
            money: DealState.packMoney(price, SafeCast.toUint96(lock), block.timestamp, 0),
            buyerTerms: DealState.packBuyerTerms(buyer, block.timestamp, durationSeconds),
            hubTerms: DealState.packAccount(hub, ask.bond),
            masterTerms: DealState.packAccount(master, snmPerUsdCap),
            usdTerms: DealState.packUsdTerms(usdPerSecond, id),
            askHash: askHash
        });
        _deals[id].hash = deal.hash();
        bytes32 topic = DealOpened.selector;
        // emit DealOpened(id, buyer, hub, deal): the state lies in memory as the event wants it, and need not be copied.
        assembly ("memory-safe") {
            log4(deal, 0xc0, topic, id, buyer, hub)
        }
    }

    function _priceAtOpening(uint256 usdPerSecond, uint256 snmPerUsdCap) private view returns (uint256) {
        uint256 rate = _snmPerUsd();
        if (rate == 0) revert PriceUnavailable();
        // A cap below today's rate would underpay the supplier from the first second on.
        if (snmPerUsdCap < rate) revert CapTooLow(snmPerUsdCap, rate);
        return _snmPrice(usdPerSecond, rate);
    }

    // ---- billing ----

    /// @inheritdoc IMarket
    function bill(Deal calldata sent) external returns (uint256 paid) {
        (Deal memory deal, Commitment storage commitment) = _current(sent);
        return _bill(deal, commitment);
    }

    /// @inheritdoc IMarket
    function billBatch(Deal[] calldata deals) external returns (uint256 paid) {
        for (uint256 i = 0; i < deals.length; ++i) {
            Deal memory deal = DealState.load(deals[i]);
            Commitment storage commitment = _deals[deal.id()];
            if (commitment.hash == deal.hash()) paid += _bill(deal, commitment);
        }
    }

    function _bill(Deal memory deal, Commitment storage commitment) private returns (uint256 paid) {
        uint256 until;
        (until, paid) = _due(deal);
        uint256 left;
        unchecked {
            left = deal.locked() - paid;
        }
        uint256 price = deal.usdPerSecond() == 0 ? deal.pricePerSecond() : _priceOfUsd(deal);
        uint256 money = _relock(deal, until, left, price);
        if (money == deal.money) return 0;
        deal.money = money;
        commitment.hash = deal.hash();
        _credit(deal.master(), paid);
        emit DealBilled(deal.id(), paid, money);
    }

    /// @dev The price of a deal in USD follows the feed from one settlement to the next, never above the buyer's cap. While
    /// the feed has no price, the last one stays.
    function _priceOfUsd(Deal memory deal) private view returns (uint256) {
        uint256 rate = _snmPerUsd();
        if (rate == 0) return deal.pricePerSecond();
        return _snmPrice(deal.usdPerSecond(), Math.min(rate, deal.snmPerUsdCap()));
    }

    /// @dev The moment up to which the lock pays now, and how much that is; never above the lock.
    function _due(Deal memory deal) private view returns (uint256 until, uint256 amount) {
        uint256 price = deal.pricePerSecond();
        uint256 from = deal.billedUntil();
        uint256 duration = deal.durationSeconds();
        until = block.timestamp;
        // A price of 96 bits times seconds of 96 at most; and nothing of a deal is billed past its end or lock.
        unchecked {
            if (duration != 0) until = Math.min(until, deal.startedAt() + duration);
            if (price != 0) until = Math.min(until, from + deal.locked() / price);
            amount = price * (until - from);
        }
    }

    /// @dev Locks up to the deal's period ahead, by whole seconds at `price`, as far as the lock and the buyer's free balance
    /// go; what is too much goes back to him. `until` is settled, `locked` is what that has left.
    /// @return money the deal's new `money`
    function _relock(Deal memory deal, uint256 until, uint256 locked, uint256 price) private returns (uint256 money) {
        address buyer = deal.buyer();
        Word storage word = _accounts[buyer];
        uint256 entry = word.value;
        uint256 target = 0;
        if (price != 0) {
            // Locks and prices fit 96 bits and balances 128: nothing overflows.
            unchecked {
                uint256 pool = locked + _freeOf(entry);
                uint256 reach = Math.min(pool, type(uint96).max);
                uint256 duration = deal.durationSeconds();
                uint256 period = duration == 0 ? SPOT_LOCK_SECONDS : Math.min(deal.end() - until, FORWARD_LOCK_SECONDS);
                target = Math.min(price * period, reach - reach % price);
            }
        }
        if (target > locked) {
            // What it grows by was in the free balance.
            unchecked {
                word.value = entry - (target - locked);
            }
        } else if (target < locked) {
            _credit(buyer, locked - target);
        }
        return DealState.packMoney(price, target, until, deal.amendments());
    }

    // ---- amending ----

    /// @inheritdoc IMarket
    function amend(
        Amendment calldata amendment,
        Deal calldata sent,
        bytes calldata buyerSignature,
        bytes calldata supplierSignature
    ) external returns (uint256 paid) {
        (Deal memory deal, Commitment storage commitment) = _current(sent);
        uint256 price = amendment.pricePerSecond;
        uint256 duration = amendment.durationSeconds;
        _checkAmendment(deal, amendment, duration);
        if (price == 0 && deal.usdPerSecond() != 0) revert OrderUsdPriceZero();
        {
            (bool buyerGives, bool supplierGives) = _givers(deal, price, duration);
            bytes32 amendmentDigest = _hashTypedDataV4(TypedData.hash(amendment));
            if (buyerGives && !_agrees(deal.buyer(), amendmentDigest, buyerSignature)) {
                revert AmendmentUnsigned(deal.buyer());
            }
            if (supplierGives && !_supplierAgrees(deal, amendmentDigest, supplierSignature)) {
                revert AmendmentUnsigned(deal.master());
            }
        }
        uint256 until;
        (until, paid) = _due(deal);
        // What is not paid at the old price must not be paid at the new one.
        if (until != block.timestamp) revert DealUnfunded(deal.id(), until);

        if (deal.usdPerSecond() != 0) {
            deal.usdTerms = DealState.packUsdTerms(price, deal.id());
            uint256 rate = _snmPerUsd();
            if (rate == 0) revert PriceUnavailable();
            price = _snmPrice(price, Math.min(rate, deal.snmPerUsdCap()));
        }
        deal.buyerTerms = DealState.packBuyerTerms(deal.buyer(), deal.startedAt(), duration);
        // The count is in the lowest bits, and is not full.
        unchecked {
            deal.money = _relock(deal, until, deal.locked() - paid, price) + 1;
        }
        commitment.hash = deal.hash();
        _credit(deal.master(), paid);
        emit DealAmended(deal.id(), paid, deal.money, deal.buyerTerms, deal.usdTerms);
    }

    function _checkAmendment(Deal memory deal, Amendment calldata amendment, uint256 duration) private view {
        if (amendment.dealId != deal.id()) revert AmendmentDealWrong(amendment.dealId);
        uint24 sequence = deal.amendments();
        if (amendment.sequence != sequence || sequence == MAX_AMENDMENTS) {
            revert AmendmentSequenceWrong(amendment.sequence, sequence);
        }
        if (block.timestamp > amendment.expiresAt) revert AmendmentExpired(amendment.expiresAt);
        // Spot stays spot and forward stays forward; an end cannot be set into the past, nor an ended deal be revived.
        if (deal.durationSeconds() == 0) {
            // No truncation, here and below: it is the amendment's own, of 40 bits.
            // forge-lint: disable-next-line(unsafe-typecast)
            if (duration != 0) revert AmendmentDurationInvalid(uint40(duration));
        } else {
            unchecked {
                if (duration == 0 || block.timestamp >= deal.end() || deal.startedAt() + duration < block.timestamp) {
                    // forge-lint: disable-next-line(unsafe-typecast)
                    revert AmendmentDurationInvalid(uint40(duration));
                }
            }
        }
    }

    /// @dev Who gives must agree: the buyer to a higher price and to any other duration, for a later end takes more of him than he
    /// has signed; the supplier to a lower price and to a longer duration.
    function _givers(Deal memory deal, uint256 price, uint256 duration)
        private
        pure
        returns (bool buyerGives, bool supplierGives)
    {
        uint256 usdPerSecond = deal.usdPerSecond();
        uint256 oldPrice = usdPerSecond == 0 ? deal.pricePerSecond() : usdPerSecond;
        uint256 oldDuration = deal.durationSeconds();
        buyerGives = price > oldPrice || duration != oldDuration;
        supplierGives = price < oldPrice || duration > oldDuration;
        if (!buyerGives && !supplierGives) revert AmendmentEmpty();
    }

    /// @dev The master, or his hub while it is his.
    function _supplierAgrees(Deal memory deal, bytes32 amendmentDigest, bytes calldata signature)
        private
        view
        returns (bool)
    {
        address hub = deal.hub();
        address master = deal.master();
        // His own call needs no answer of his hub, whose code may burn the gas.
        return msg.sender == master || (_agrees(hub, amendmentDigest, signature) && _registry.masterOf(hub) == master)
            || _hasSigned(master, amendmentDigest, signature);
    }

    function _agrees(address account, bytes32 amendmentDigest, bytes calldata signature) private view returns (bool) {
        return msg.sender == account || _hasSigned(account, amendmentDigest, signature);
    }

    // ---- closing ----

    /// @inheritdoc IMarket
    function close(Deal calldata sent) external {
        (Deal memory deal, Commitment storage commitment) = _current(sent);
        bool free = _mayClose(deal);
        if (!free) _checkBonded(deal);
        _close(deal, commitment);
        if (!free) _payBond(deal);
    }

    /// @inheritdoc IMarket
    function closeBatch(Deal[] calldata deals) external {
        for (uint256 i = 0; i < deals.length; ++i) {
            Deal memory deal = DealState.load(deals[i]);
            Commitment storage commitment = _deals[deal.id()];
            if (commitment.hash == deal.hash() && _mayClose(deal)) _close(deal, commitment);
        }
    }

    function _close(Deal memory deal, Commitment storage commitment) private {
        (, uint256 paid) = _due(deal);
        uint256 returned;
        unchecked {
            returned = deal.locked() - paid;
        }
        commitment.hash = 0;
        _credit(deal.master(), paid);
        _credit(deal.buyer(), returned);
        emit DealClosed(deal.id(), paid, returned, msg.sender);
    }

    /// @dev Only the master's own key moves the master's money. Where the lock has run out he may mean to leave for nothing, and a
    /// deposit of the buyer's, a moment before, must not make a bond of it: he bills first.
    function _checkBonded(Deal memory deal) private view {
        if (msg.sender != deal.master() || deal.bond() == 0 || block.timestamp >= deal.fundedUntil(deal.locked())) {
            revert DealCloseForbidden(deal.id(), msg.sender);
        }
    }

    function _payBond(Deal memory deal) private {
        uint256 bond = deal.bond();
        address master = deal.master();
        _debit(master, _accounts[master].value, bond);
        _credit(deal.buyer(), bond);
        emit BondPaid(deal.id(), bond);
    }

    /// @dev Whether the caller may close without a bond.
    function _mayClose(Deal memory deal) private view returns (bool) {
        address buyer = deal.buyer();
        if (msg.sender == buyer) return true;
        if (deal.durationSeconds() == 0) {
            if (msg.sender == deal.hub() || msg.sender == deal.master()) return true;
        } else if (block.timestamp >= deal.end()) {
            return true;
        }
        return block.timestamp >= deal.fundedUntil(deal.locked() + _freeOf(_accounts[buyer].value));
    }

    // ---- shared ----

    /// @dev No deal hashes to 0, so one that is closed or never was is not current.
    function _current(Deal calldata sent) private view returns (Deal memory deal, Commitment storage commitment) {
        deal = DealState.load(sent);
        commitment = _deals[deal.id()];
        if (commitment.hash != deal.hash()) revert DealStateWrong(deal.id());
    }

    // ---- views ----

    /// @inheritdoc IMarket
    function dealHash(uint256 id) external view returns (bytes32) {
        return _deals[id].hash;
    }

    /// @inheritdoc IMarket
    function dealCount() external view returns (uint256) {
        return _dealCount;
    }

    /// @inheritdoc IMarket
    function termsOf(Deal calldata deal) external pure returns (DealTerms memory) {
        return DealState.unpack(DealState.load(deal));
    }
}
