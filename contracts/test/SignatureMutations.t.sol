// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IMarket, Order } from "../src/interfaces/IMarket.sol";
import { OrderMutations } from "./kit/OrderMutations.sol";

/// Two orders with room between them, so that a small change of one still lets them fit.
abstract contract PairMutations is OrderMutations {
    uint256 private constant HUNDREDS = 100 | 101 << 64 | 102 << 128 | 103 << 192;
    uint256 private constant FIFTIES = 50 | 51 << 64 | 52 << 128 | 53 << 192;

    function theAsk() internal view returns (Order memory order) {
        order = anAsk();
        (order.netFlags, order.bond, order.snmPerUsdCap) = (7, 5, 6);
        order.benchmarks = [HUNDREDS, HUNDREDS + 4, HUNDREDS + 8, HUNDREDS + 12];
    }

    function theBid() internal view returns (Order memory order) {
        order = aBid();
        (order.netFlags, order.bond, order.snmPerUsdCap) = (2, 5, 7);
        (order.pricePerSecond, order.durationSeconds) = (PRICE + 10, 1000);
        order.benchmarks = [FIFTIES, FIFTIES + 4, FIFTIES + 8, FIFTIES + 12];
    }

    function mismatch(Order memory ask, Order memory bid) internal pure returns (bytes memory) {
        if (ask.denomination != bid.denomination) return mismatch(IMarket.Mismatch.Denomination);
        if (ask.pricePerSecond > bid.pricePerSecond) return mismatch(IMarket.Mismatch.Price);
        if (ask.durationSeconds < bid.durationSeconds) return mismatch(IMarket.Mismatch.Duration);
        for (uint256 flag = 1; flag < 1 << 32; flag <<= 1) {
            if (bid.netFlags & flag != 0 && ask.netFlags & flag == 0) return mismatch(IMarket.Mismatch.NetFlags);
        }
        for (uint256 lane = 0; lane < 16; ++lane) {
            if (laneOf(ask, lane) < laneOf(bid, lane)) return mismatch(IMarket.Mismatch.Benchmarks);
        }
        return "";
    }

    function mismatch(IMarket.Mismatch reason) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.OrdersMismatch.selector, reason);
    }

    function wrongCounterparty(Order memory ask) internal view returns (bytes memory) {
        if (ask.counterparty == address(0) || ask.counterparty == buyer) return "";
        return abi.encodeWithSelector(IMarket.OrderCounterpartyWrong.selector, ask.counterparty, buyer);
    }
}

/// The ask, taken.
contract AskTakenMutations is PairMutations {
    function message() internal view override returns (Order memory) {
        return theAsk();
    }

    function key() internal pure override returns (uint256) {
        return HUB_KEY;
    }

    function sender() internal view override returns (address) {
        return buyer;
    }

    function admit(address wallet) internal override {
        confirm(wallet, master);
    }

    function callWith(Order memory order, bytes memory signature) internal view override returns (bytes memory) {
        return abi.encodeCall(market.take, (order, 0, 0, signature));
    }

    function unfit(Order memory order) internal view override returns (bytes memory) {
        return wrongCounterparty(order);
    }
}

/// The ask, joined with a bid.
contract AskJoinedMutations is PairMutations {
    function message() internal view override returns (Order memory) {
        return theAsk();
    }

    function key() internal pure override returns (uint256) {
        return HUB_KEY;
    }

    function sender() internal view override returns (address) {
        return buyer;
    }

    function admit(address wallet) internal override {
        confirm(wallet, master);
    }

    function callWith(Order memory order, bytes memory signature) internal view override returns (bytes memory) {
        return abi.encodeCall(market.openDeal, (order, theBid(), signature, sign(theBid(), BUYER_KEY)));
    }

    function unfit(Order memory order) internal view override returns (bytes memory) {
        bytes memory refusal = wrongCounterparty(order);
        return refusal.length == 0 ? mismatch(order, theBid()) : refusal;
    }
}

/// The bid.
contract BidMutations is PairMutations {
    function message() internal view override returns (Order memory) {
        return theBid();
    }

    function key() internal pure override returns (uint256) {
        return BUYER_KEY;
    }

    function sender() internal view override returns (address) {
        return master;
    }

    function admit(address wallet) internal override {
        fund(wallet, DEPOSIT);
    }

    function callWith(Order memory order, bytes memory signature) internal view override returns (bytes memory) {
        Order memory ask = theAsk();
        // Unused still when the bid is tried again.
        ask.nonce += market.dealCount();
        return abi.encodeCall(market.openDeal, (ask, order, sign(ask, HUB_KEY), signature));
    }

    /// The master of the ask is seen after both signatures.
    function unfit(Order memory order) internal view override returns (bytes memory) {
        return mismatch(theAsk(), order);
    }
}
