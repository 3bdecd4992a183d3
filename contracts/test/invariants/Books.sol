// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, Order } from "../../src/interfaces/IMarket.sol";
import { DealState } from "../../src/DealState.sol";
import { Vm, vm } from "../kit/Vm.sol";
import { World } from "./World.sol";

/// @dev What is seen when it happens; a rule that was broken once stays so.
enum Rule {
    AnAskFillsOnce,
    ABidFillsOnce,
    ACancelledOrderFillsNever,
    AnOrderOfAnotherEpochFillsNever,
    AnExpiredOrderFillsNever,
    ADealIsAtTheAsksPrice,
    ADealIsOfTheBidsDuration,
    TheAskServesTheBid,
    OnlyWhoMayJoinsOrders,
    OnlyTheCounterpartyDeals,
    BothSidesHaveTheIdentityAsked,
    BlacklistedPairsOpenNothing,
    TheMasterIsTheHubsAtOpening,
    NobodyDealsWithHimself,
    ARateAboveTheCapOpensNothing,
    WhatIsPaidIsPriceTimesSeconds,
    NoSecondIsPaidTwice,
    AClosedDealMovesNoMore,
    APriceInSnmChangesByAmendmentAlone,
    AmendmentsComeOneByOne,
    WhoGivesHasAgreed,
    SpotStaysSpot,
    ALockIsPaidOutWhole,
    ABondIsPaidByTheMasterAlone,
    ABondIsAsSigned,
    OnlyWhoMayCloses,
    WhoMayCloseCan,
    ACurrentDealCanAlwaysBeBilled,
    ABatchSaysWhatItsEventsSay,
    NoncesAreUsedForEver,
    EpochsOnlyRise,
    IdsAreSequential
}

/// @dev The books of everybody, kept from events alone as the specification says, and beside them what each buyer has agreed to.
abstract contract Books is World {
    using DealState for Deal;

    Deal[] internal deals;
    mapping(uint256 id => uint256) public closedAt;
    mapping(uint256 id => uint256) public paidOf;
    /// @dev What the buyer has let the deal take until `agreedAt`, and by the second since.
    mapping(uint256 id => uint256) internal agreed;
    mapping(uint256 id => uint256) internal agreedAt;
    mapping(uint256 id => uint256) internal agreedPerSecond;
    mapping(uint256 id => bytes32) public fixedTerms;
    mapping(address account => uint256) public freeOf;
    mapping(address account => uint64) public epochs;
    mapping(address author => mapping(uint256 nonce => bool)) internal used;
    mapping(address author => mapping(uint256 nonce => bool)) internal cancelled;
    mapping(address lister => mapping(address account => bool)) internal listed;
    mapping(bytes32 hash => uint256) internal fills;
    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public bondsPaid;
    uint256 public earned;

    mapping(bytes32 hash => Order) internal orders;
    mapping(Rule => bool) public isBroken;
    mapping(bytes32 event_ => uint256) public seen;

    /// @dev Who calls now, and with what.
    address internal sender;
    uint256 internal takersCap;
    bool internal isTake;
    bool internal buyerAgrees;
    bool internal supplierAgrees;

    function holds(Rule rule, bool condition) internal {
        if (!condition) isBroken[rule] = true;
    }

    function dealsLength() external view returns (uint256) {
        return deals.length;
    }

    function dealAt(uint256 index) external view returns (Deal memory) {
        return deals[index];
    }

    /// @dev The most that the buyer has agreed to pay for the deal until now, or until it was closed or at its end.
    function agreedFor(uint256 id) external view returns (uint256) {
        uint256 until = closedAt[id] == 0 ? nowSeconds : closedAt[id];
        if (deals[id - 1].end() < until) until = deals[id - 1].end();
        return agreed[id] + agreedPerSecond[id] * (until - agreedAt[id]);
    }

    function book() internal returns (uint256 paid) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(market)) paid += book(logs[i]);
        }
    }

    function book(Vm.Log memory log) private returns (uint256 paid) {
        bytes32 topic = log.topics[0];
        uint256 id = log.topics.length > 1 ? uint256(log.topics[1]) : 0;
        address account = address(uint160(id));
        ++seen[topic];
        if (topic == IMarket.DealOpened.selector) {
            bookOpened(id, abi.decode(log.data, (Deal)));
        } else if (topic == IMarket.BidFilled.selector) {
            bookBid(deals[id - 1], orders[abi.decode(log.data, (bytes32))], abi.decode(log.data, (bytes32)));
        } else if (topic == IMarket.DealBilled.selector) {
            Deal memory next = deals[id - 1];
            (paid, next.money) = abi.decode(log.data, (uint256, uint256));
            holds(Rule.AmendmentsComeOneByOne, next.amendments() == deals[id - 1].amendments());
            if (next.usdPerSecond() == 0) {
                holds(Rule.APriceInSnmChangesByAmendmentAlone, next.pricePerSecond() == deals[id - 1].pricePerSecond());
            }
            bookSettled(next, paid);
        } else if (topic == IMarket.DealAmended.selector) {
            Deal memory next = deals[id - 1];
            (paid, next.money, next.buyerTerms, next.usdTerms) =
                abi.decode(log.data, (uint256, uint256, bytes32, bytes32));
            bookAmended(next);
            bookSettled(next, paid);
        } else if (topic == IMarket.DealClosed.selector) {
            uint256 returned;
            (paid, returned,) = abi.decode(log.data, (uint256, uint256, address));
            bookClosed(deals[id - 1], paid, returned);
        } else if (topic == IMarket.BondPaid.selector) {
            bookBond(deals[id - 1], abi.decode(log.data, (uint256)));
        } else if (topic == IMarket.Deposited.selector) {
            uint256 amount = abi.decode(log.data, (uint256));
            freeOf[account] += amount;
            deposited += amount;
        } else if (topic == IMarket.Withdrawn.selector) {
            uint256 amount = abi.decode(log.data, (uint256));
            freeOf[account] -= amount;
            withdrawn += amount;
        } else if (topic == IMarket.NonceCancelled.selector) {
            uint256 nonce = abi.decode(log.data, (uint256));
            holds(Rule.NoncesAreUsedForEver, !used[account][nonce]);
            (used[account][nonce], cancelled[account][nonce]) = (true, true);
        } else if (topic == IMarket.EpochAdvanced.selector) {
            uint64 epoch = abi.decode(log.data, (uint64));
            holds(Rule.EpochsOnlyRise, epoch == epochs[account] + 1);
            epochs[account] = epoch;
        } else if (topic == IMarket.Blacklisted.selector) {
            listed[account][address(uint160(uint256(log.topics[2])))] = abi.decode(log.data, (bool));
        }
    }

    function bookFill(Order memory order, bytes32 hash) private {
        holds(order.side == 0 ? Rule.AnAskFillsOnce : Rule.ABidFillsOnce, ++fills[hash] == 1);
        holds(Rule.NoncesAreUsedForEver, !used[order.author][order.nonce]);
        used[order.author][order.nonce] = true;
        holds(Rule.ACancelledOrderFillsNever, !cancelled[order.author][order.nonce]);
        holds(Rule.AnOrderOfAnotherEpochFillsNever, order.epoch == epochs[order.author]);
        holds(Rule.AnExpiredOrderFillsNever, nowSeconds <= order.expiresAt);
    }

    function bookOpened(uint256 id, Deal memory deal) private {
        deals.push(deal);
        holds(Rule.IdsAreSequential, id == deals.length && deal.id() == id);
        Order memory ask = orders[deal.askHash];
        bookFill(ask, deal.askHash);
        (address buyer, address hub, address master) = (deal.buyer(), deal.hub(), deal.master());
        freeOf[buyer] -= deal.locked();
        holds(Rule.TheMasterIsTheHubsAtOpening, hub == ask.author && master == registry.masterOf(hub));
        holds(Rule.NobodyDealsWithHimself, buyer != hub && buyer != master);
        holds(
            Rule.BlacklistedPairsOpenNothing,
            !listed[buyer][hub] && !listed[buyer][master] && !listed[hub][buyer] && !listed[master][buyer]
        );
        holds(
            Rule.BothSidesHaveTheIdentityAsked, ask.identityLevel <= 1 || profiles.levelOf(buyer) >= ask.identityLevel
        );
        holds(Rule.OnlyTheCounterpartyDeals, ask.counterparty == address(0) || ask.counterparty == buyer);
        if (isTake) holds(Rule.OnlyWhoMayJoinsOrders, buyer == sender);
        holds(Rule.ABondIsAsSigned, deal.bond() == ask.bond);
        uint256 rate = market.snmPerUsd();
        if (ask.denomination == 0) {
            holds(Rule.ADealIsAtTheAsksPrice, deal.pricePerSecond() == ask.pricePerSecond && deal.usdPerSecond() == 0);
            agreedPerSecond[id] = ask.pricePerSecond;
        } else {
            holds(Rule.ADealIsAtTheAsksPrice, deal.usdPerSecond() == ask.pricePerSecond);
            holds(Rule.ADealIsAtTheAsksPrice, deal.pricePerSecond() == uint256(ask.pricePerSecond) * rate / 1e18);
            holds(Rule.ARateAboveTheCapOpensNothing, rate != 0 && rate <= deal.snmPerUsdCap());
            holds(Rule.ARateAboveTheCapOpensNothing, deal.snmPerUsdCap() >= ask.snmPerUsdCap);
            agreedPerSecond[id] = uint256(ask.pricePerSecond) * takersCap / 1e18;
        }
        agreedAt[id] = nowSeconds;
        fixedTerms[id] = fixedOf(deal);
    }

    /// @dev What no settlement and no amendment may change.
    function fixedOf(Deal memory deal) public pure returns (bytes32) {
        return keccak256(
            abi.encode(deal.id(), deal.buyer(), deal.startedAt(), deal.hubTerms, deal.masterTerms, deal.askHash)
        );
    }

    function bookBid(Deal memory deal, Order memory bid, bytes32 hash) private {
        Order memory ask = orders[deal.askHash];
        bookFill(bid, hash);
        uint256 id = deal.id();
        address master = deal.master();
        holds(Rule.OnlyWhoMayJoinsOrders, bid.author == deal.buyer());
        if (sender != deal.buyer() && sender != deal.hub() && sender != master) {
            holds(Rule.OnlyWhoMayJoinsOrders, sender == ask.matcher || sender == bid.matcher);
        }
        holds(Rule.OnlyTheCounterpartyDeals, bid.counterparty == address(0) || bid.counterparty == master);
        holds(
            Rule.BothSidesHaveTheIdentityAsked, bid.identityLevel <= 1 || profiles.levelOf(master) >= bid.identityLevel
        );
        holds(Rule.ADealIsOfTheBidsDuration, deal.durationSeconds() == bid.durationSeconds);
        holds(Rule.TheAskServesTheBid, ask.denomination == bid.denomination);
        holds(Rule.TheAskServesTheBid, ask.pricePerSecond <= bid.pricePerSecond);
        holds(Rule.TheAskServesTheBid, ask.durationSeconds >= bid.durationSeconds);
        holds(Rule.TheAskServesTheBid, ask.netFlags | bid.netFlags == ask.netFlags);
        // Here only the lowest lane of each word is used.
        for (uint256 i = 0; i < 4; ++i) {
            holds(Rule.TheAskServesTheBid, ask.benchmarks[i] >= bid.benchmarks[i]);
        }
        holds(Rule.ARateAboveTheCapOpensNothing, bid.denomination == 0 || deal.snmPerUsdCap() == bid.snmPerUsdCap);
        agreedPerSecond[id] =
            bid.denomination == 0 ? bid.pricePerSecond : uint256(bid.pricePerSecond) * bid.snmPerUsdCap / 1e18;
    }

    function bookSettled(Deal memory next, uint256 paid) private {
        uint256 id = next.id();
        Deal memory old = deals[id - 1];
        holds(Rule.AClosedDealMovesNoMore, closedAt[id] == 0);
        holds(Rule.NoSecondIsPaidTwice, next.billedUntil() >= old.billedUntil());
        holds(
            Rule.WhatIsPaidIsPriceTimesSeconds, paid == old.pricePerSecond() * (next.billedUntil() - old.billedUntil())
        );
        pay(old, paid);
        freeOf[old.buyer()] = freeOf[old.buyer()] + old.locked() - paid - next.locked();
        deals[id - 1] = next;
    }

    function pay(Deal memory deal, uint256 paid) private {
        freeOf[deal.master()] += paid;
        paidOf[deal.id()] += paid;
        earned += paid;
    }

    function bookAmended(Deal memory next) private {
        uint256 id = next.id();
        Deal memory old = deals[id - 1];
        holds(Rule.AmendmentsComeOneByOne, next.amendments() == old.amendments() + 1);
        holds(Rule.SpotStaysSpot, (next.durationSeconds() == 0) == (old.durationSeconds() == 0));
        bool isUsd = old.usdPerSecond() != 0;
        uint256 before = isUsd ? old.usdPerSecond() : old.pricePerSecond();
        uint256 price = isUsd ? next.usdPerSecond() : next.pricePerSecond();
        if (price > before || next.durationSeconds() != old.durationSeconds()) {
            holds(Rule.WhoGivesHasAgreed, buyerAgrees);
        }
        if (price < before || next.durationSeconds() > old.durationSeconds()) {
            holds(Rule.WhoGivesHasAgreed, supplierAgrees);
        }
        agreed[id] += agreedPerSecond[id] * (nowSeconds - agreedAt[id]);
        agreedAt[id] = nowSeconds;
        agreedPerSecond[id] = isUsd ? price * old.snmPerUsdCap() / 1e18 : price;
    }

    function bookClosed(Deal memory deal, uint256 paid, uint256 returned) private {
        uint256 id = deal.id();
        holds(Rule.AClosedDealMovesNoMore, closedAt[id] == 0);
        closedAt[id] = nowSeconds;
        holds(Rule.ALockIsPaidOutWhole, paid + returned == deal.locked());
        uint256 until = nowSeconds;
        if (deal.end() < until) until = deal.end();
        uint256 due = deal.pricePerSecond() * (until - deal.billedUntil());
        holds(Rule.WhatIsPaidIsPriceTimesSeconds, paid == (due < deal.locked() ? due : deal.locked()));
        pay(deal, paid);
        freeOf[deal.buyer()] += returned;
    }

    function bookBond(Deal memory deal, uint256 amount) private {
        holds(Rule.ABondIsPaidByTheMasterAlone, sender == deal.master());
        holds(Rule.ABondIsAsSigned, amount == deal.bond() && amount != 0 && nowSeconds < deal.end());
        freeOf[deal.master()] -= amount;
        freeOf[deal.buyer()] += amount;
        bondsPaid += amount;
    }
}
