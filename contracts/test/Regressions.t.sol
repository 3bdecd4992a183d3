// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, IMarket, Order, TakeRequest } from "../src/interfaces/IMarket.sol";
import { IRegistry } from "../src/interfaces/IRegistry.sol";
import { FakeFeed } from "./kit/Facts.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// Where the original market was weak, and what such contracts are known to fail at: each once, by its name.
contract RegressionsTest is MarketFixture {
    uint256 private constant HOUR_LOCK = uint256(PRICE) * 3600;

    // ---- the original ----

    /// 1. A buyer who revoked his allowance froze what the supplier had earned: billing and closing reverted.
    function testARevokedAllowanceFreezesNothing() public {
        Deal memory deal = takeSpot();
        vm.prank(buyer);
        snm.approve(address(market), 0);
        drain(buyer, 0);
        uint256 all = snm.balanceOf(buyer);
        vm.prank(buyer);
        snm.transfer(stranger, all);
        pass(1800);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, PRICE * 1800);
        pass(7200);
        closeAs(stranger, next);
        vm.assertEq(market.balanceOf(master), HOUR_LOCK);
        vm.prank(master);
        market.withdraw(HOUR_LOCK);
        vm.assertEq(snm.balanceOf(master), HOUR_LOCK);
    }

    /// 2. A bid's short array of net flags was filled up with the ask's, so what it required was skipped.
    function testNoNetFlagOfABidIsSkipped() public {
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        (ask.netFlags, bid.netFlags) = (3, 4);
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrdersMismatch.selector, IMarket.Mismatch.NetFlags);
        refuseOpen(buyer, ask, bid, refusal);
        (ask.netFlags, bid.netFlags) = (0, 1 << 31);
        refuseOpen(buyer, ask, bid, refusal);
    }

    /// 3. Any stranger could pair any two orders.
    function testAStrangerPairsNothing() public {
        refuseOpen(stranger, anAsk(), aBid(), abi.encodeWithSelector(IMarket.OpenForbidden.selector, stranger));
    }

    /// 4. Identity was checked on the worker's address in one place, on its master's in another.
    function testAHubsIdentityIsNotItsMasters() public {
        Order memory bid = aBid();
        bid.identityLevel = 3;
        profiles.set(hub, 4);
        refuseOpen(hub, anAsk(), bid, abi.encodeWithSelector(IMarket.IdentityTooLow.selector, master, 3, 1));
        profiles.set(hub, 1);
        profiles.set(master, 3);
        open(hub, anAsk(), bid);
    }

    /// 5. Change requests lost track of the current one.
    function testAnAmendmentThatIsNotCurrentIsNone() public {
        Deal memory deal = take(anAsk(), 10 days);
        Amendment memory first = Amendment(1, 0, PRICE + 1, 10 days, uint64(START + 600));
        Amendment memory rival = Amendment(1, 0, PRICE + 7, 10 days, uint64(START + 600));
        bytes memory signature = signAmendment(rival, BUYER_KEY);
        Deal memory next = amend(buyer, first, deal, "", "");
        bytes memory refusal = abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, 0, 1);
        bytes memory data = abi.encodeCall(market.amend, (rival, next, signature, ""));
        refuse(stranger, data, refusal, "a stale amendment");
        data = abi.encodeCall(market.amend, (rival, deal, signature, ""));
        refuse(stranger, data, abi.encodeWithSelector(IMarket.DealStateWrong.selector, 1), "with a stale state");
    }

    /// 5. A spot deal's end changed with a change request.
    function testASpotDealGetsNoEndAndAForwardDealKeepsOne() public {
        Deal memory deal = takeSpot();
        refuseDuration(deal, 1, 1000);
        refuseDuration(deal, 1, type(uint40).max);
        Order memory ask = anAsk();
        ask.nonce = 8;
        deal = take(ask, 1000);
        refuseDuration(deal, 2, 0);
    }

    function refuseDuration(Deal memory deal, uint256 id, uint40 durationSeconds) private {
        Amendment memory amendment = Amendment(id, 0, PRICE, durationSeconds, uint64(nowSeconds));
        bytes memory buyers = signAmendment(amendment, BUYER_KEY);
        bytes memory suppliers = signAmendment(amendment, HUB_KEY);
        bytes memory refusal = abi.encodeWithSelector(IMarket.AmendmentDurationInvalid.selector, durationSeconds);
        refuse(stranger, abi.encodeCall(market.amend, (amendment, deal, buyers, suppliers)), refusal, "duration");
    }

    /// 6. The contract's owner could drain it.
    function testWhoDeployedTheMarketIsNobody() public {
        Deal memory deal = takeSpot();
        string[12] memory powers = [
            "owner()",
            "admin()",
            "pause()",
            "kill()",
            "drain()",
            "withdrawAll()",
            "transferOwnership(address)",
            "upgradeTo(address)",
            "upgradeToAndCall(address,bytes)",
            "setOracle(address)",
            "setFee(uint256)",
            "sweep(address)"
        ];
        // This contract has deployed it.
        for (uint256 i = 0; i < powers.length; ++i) {
            bytes memory data = abi.encodeWithSignature(powers[i], address(this), address(this));
            (bool ok,) = address(market).call(data);
            vm.assertFalse(ok, powers[i]);
        }
        (bool paid,) = address(market).call{ value: 0 }("");
        vm.assertFalse(paid);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, 1, 0));
        market.withdraw(1);
        expectCloseForbidden(address(this), deal);
        vm.assertEq(snm.balanceOf(address(market)), DEPOSIT);
    }

    /// 7. Every order cost half a million gas. One costs nothing now, and its deal a sixth of one order's cost.
    function testAnOrderCostsNothingAndADealLittle() public {
        Order memory ask = anAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        vm.prank(buyer);
        market.take{ gas: 130_000 }(ask, 0, 0, signature);
    }

    /// 8. Anyone could refresh anyone's order. Here nobody but its author revives or ends one.
    function testOnlyTheAuthorCancelsAndNobodyRevives() public {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = 7;
        vm.prank(stranger);
        market.cancel(nonces);
        vm.prank(stranger);
        market.cancelAll();
        vm.assertFalse(market.isNonceUsed(hub, 7));
        uint256 state = vm.snapshotState();
        takeSpot();
        vm.revertToState(state);
        Order memory ask = anAsk();
        moveTo(ask.expiresAt + 1);
        bytes memory stale = sign(ask, HUB_KEY);
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderExpired.selector, ask.expiresAt);
        refuse(buyer, abi.encodeCall(market.take, (ask, 0, 0, stale)), refusal, "expired");
        ask.expiresAt += 600;
        refusal = abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, hub);
        refuse(buyer, abi.encodeCall(market.take, (ask, 0, 0, stale)), refusal, "refreshed by another");
    }

    /// 9. The same resources were sold twice.
    function testAnAskIsSoldOnce() public {
        takeSpot();
        fund(stranger, DEPOSIT);
        bytes memory data = abi.encodeCall(market.take, (anAsk(), 0, 0, sign(anAsk(), HUB_KEY)));
        refuse(stranger, data, abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, hub, 7), "twice");
    }

    /// 12. A closed deal's plan was not put on sale again. Its hub sells it in the same block.
    function testWhatIsClosedIsSoldAgainAtOnce() public {
        closeAs(hub, takeSpot());
        Order memory ask = anAsk();
        ask.nonce = 8;
        vm.assertEq(termsOf(take(ask, 0)).id, 2);
    }

    // ---- the price feed ----

    function usdDeal() private returns (Deal memory) {
        feed.set(2e7, nowSeconds);
        Order memory ask = anAsk();
        (ask.denomination, ask.nonce) = (1, 50);
        return opened(buyer, abi.encodeCall(market.take, (ask, 0, 8 ether, sign(ask, HUB_KEY))));
    }

    /// The feed says something else; a running deal pays for what elapsed as before, and then goes on at `next`.
    function afterAnswer(int256 answer, uint256 updatedAt, uint256 next) private {
        Deal memory deal = usdDeal();
        pass(60);
        feed.set(answer, updatedAt);
        (uint256 paid, Deal memory after_) = bill(deal);
        vm.assertEq(paid, uint256(PRICE) * 5 * 60);
        vm.assertEq(termsOf(after_).pricePerSecond, next);
        closeAs(hub, after_);
        vm.assertEq(market.balanceOf(master), paid);
    }

    function testTheOracleAtZero() public {
        afterAnswer(0, START + 60, uint256(PRICE) * 5);
    }

    function testTheOracleAtMax() public {
        afterAnswer(type(int256).max, START + 60, uint256(PRICE) * 5);
    }

    function testTheOracleStale() public {
        afterAnswer(1e7, START + 60 - PRICE_MAX_AGE_SECONDS - 1, uint256(PRICE) * 5);
    }

    function testTheOracleTimesAMillion() public {
        afterAnswer(2e13, START + 60, uint256(PRICE) * 5 / 1e6);
    }

    function testTheOracleDividedByAMillion() public {
        afterAnswer(20, START + 60, uint256(PRICE) * 8);
    }

    // ---- others ----

    /// A master that is a hub, a hub that is a master: nobody is paid through a chain.
    function testMastersMakeNoChains() public {
        address top = address(0x707);
        vm.prank(master);
        registry.announce(top);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.MasterChain.selector, master));
        vm.prank(top);
        registry.confirm(master);
        vm.prank(stranger);
        registry.announce(hub);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.MasterChain.selector, hub));
        vm.prank(hub);
        registry.confirm(stranger);
        pass(60);
        Deal memory deal = takeSpot();
        pass(60);
        bill(deal);
        vm.assertEq(market.balanceOf(master), PRICE * 60);
        vm.assertEq(market.balanceOf(top), 0);
    }

    /// Whatever code the parties of a deal have, settling calls none of it.
    function testNoCallbackBurnsTheGasOfASettlement() public {
        Wallet burner = new Wallet(stranger);
        bytes memory code = address(burner).code;
        address[3] memory parties = [buyer, hub, master];
        Deal memory deal = take(anAsk(), 10 days);
        for (uint256 i = 0; i < 3; ++i) {
            vm.etch(parties[i], code);
            Wallet(parties[i]).become(Wallet.Mode.BurnsAllGas);
        }
        feed.become(FakeFeed.Mode.BurnsAllGas);
        pass(60);
        vm.assertEq(market.bill{ gas: 60_000 }(deal), PRICE * 60);
        deal.money += 60 << 24;
        pass(60);
        vm.prank(buyer);
        market.close{ gas: 60_000 }(deal);
        vm.assertEq(market.balanceOf(master), PRICE * 120);
        vm.prank(master);
        market.withdraw{ gas: 100_000 }(PRICE * 120);
    }

    /// 20 hostile items in a batch that fills a block: the honest ones open.
    function testABatchAtTheBlocksLimitWithHostileItems() public {
        Wallet burner = new Wallet(hub);
        confirm(address(burner), master);
        TakeRequest[] memory requests = new TakeRequest[](60);
        for (uint256 i = 0; i < 60; ++i) {
            Order memory ask = anAsk();
            ask.nonce = i;
            if (i % 3 == 0) ask.author = address(burner);
            requests[i] = TakeRequest(ask, 0, 0, sign(ask, HUB_KEY));
        }
        burner.become(Wallet.Mode.BurnsAllGas);
        bytes memory data = abi.encodeCall(market.takeBatch, (requests, 40));
        vm.prank(buyer);
        (bool ok,) = address(market).call{ gas: 30_000_000 - 21_000 - 16 * data.length }(data);
        vm.assertTrue(ok);
        vm.assertEq(market.dealCount(), 40);
    }
}
