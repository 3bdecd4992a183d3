// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { bound, vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// Changes of a running deal. What is signed: AmendmentMutations; in USD: Usd.
contract AmendTest is MarketFixture {
    uint256 private constant DAY_LOCK = uint256(PRICE) * 1 days;
    Deal private deal;

    function setUp() public override {
        super.setUp();
        deal = take(anAsk(), 10 days);
        pass(600);
    }

    function change(uint96 price, uint40 durationSeconds) private view returns (Amendment memory) {
        return Amendment(1, 0, price, durationSeconds, uint64(nowSeconds));
    }

    function refuseAmend(
        address caller,
        Amendment memory amendment,
        bytes memory buyers,
        bytes memory suppliers,
        bytes memory refusal
    ) private {
        refuse(caller, abi.encodeCall(market.amend, (amendment, deal, buyers, suppliers)), refusal, "amend");
    }

    function unsigned(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.AmendmentUnsigned.selector, account);
    }

    function byBuyer(Amendment memory amendment) private view returns (bytes memory) {
        return signAmendment(amendment, BUYER_KEY);
    }

    function byHub(Amendment memory amendment) private view returns (bytes memory) {
        return signAmendment(amendment, HUB_KEY);
    }

    function testItSettlesAtTheOldTermsAndGoesOnAtTheNew() public {
        Amendment memory amendment = change(PRICE * 2, 5 days);
        uint256 paid = PRICE * 600;
        uint256 money = uint256(PRICE * 2) << 160 | 2 * DAY_LOCK << 64 | nowSeconds << 24 | 1;
        bytes32 buyerTerms = bytes32(uint256(uint160(buyer)) << 96 | START << 56 | 5 days << 16);
        bytes memory signature = byBuyer(amendment);
        vm.expectEmit(address(market));
        emit IMarket.DealAmended(1, paid, money, buyerTerms, deal.usdTerms);
        vm.prank(stranger);
        vm.assertEq(market.amend(amendment, deal, signature, ""), paid);
        (deal.money, deal.buyerTerms) = (money, buyerTerms);
        vm.assertEq(market.dealHash(1), keccak256(abi.encode(deal)));
        vm.assertEq(market.balanceOf(master), paid);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - paid - 2 * DAY_LOCK);
        pass(100);
        (uint256 next,) = bill(deal);
        vm.assertEq(next, PRICE * 2 * 100);
    }

    /// Who gives must agree, by signing or by being the caller; who gives nothing is not asked.
    function testWhoGivesMustAgree(uint96 price, uint40 durationSeconds) public {
        price = uint96(bound(price, uint256(PRICE) - 1, uint256(PRICE) + 1));
        durationSeconds = uint40(bound(durationSeconds, 10 days - 1, 10 days + 1));
        Amendment memory amendment = change(price, durationSeconds);
        bool buyerGives = price > PRICE || durationSeconds != 10 days;
        bool supplierGives = price < PRICE || durationSeconds > 10 days;
        bytes memory buyers = byBuyer(amendment);
        bytes memory suppliers = byHub(amendment);
        if (!buyerGives && !supplierGives) {
            refuseAmend(buyer, amendment, buyers, suppliers, abi.encodeWithSelector(IMarket.AmendmentEmpty.selector));
            return;
        }
        if (buyerGives) {
            refuseAmend(stranger, amendment, "", suppliers, unsigned(buyer));
            refuseAmend(master, amendment, suppliers, suppliers, unsigned(buyer));
        }
        if (supplierGives) {
            refuseAmend(stranger, amendment, buyers, "", unsigned(master));
            refuseAmend(buyer, amendment, buyers, buyers, unsigned(master));
        }
        uint256 state = vm.snapshotState();
        amend(stranger, amendment, deal, buyerGives ? buyers : bytes(""), supplierGives ? suppliers : bytes(""));
        vm.revertToState(state);
        state = vm.snapshotState();
        amend(buyer, amendment, deal, "", supplierGives ? suppliers : bytes(""));
        vm.revertToState(state);
        state = vm.snapshotState();
        amend(master, amendment, deal, buyerGives ? buyers : bytes(""), "");
        vm.revertToState(state);
        amend(hub, amendment, deal, buyerGives ? buyers : bytes(""), "");
    }

    function testARemovedHubSpeaksForItsMasterNoMore() public {
        vm.prank(master);
        registry.remove(hub);
        Amendment memory amendment = change(PRICE - 1, 10 days);
        refuseAmend(stranger, amendment, "", byHub(amendment), unsigned(master));
        refuseAmend(hub, amendment, "", "", unsigned(master));
        confirm(hub, stranger);
        refuseAmend(stranger, amendment, "", byHub(amendment), unsigned(master));
        amend(master, amendment, deal, "", "");
    }

    /// A removed hub is anyone, and anyone may send what the master signed.
    function testWhatTheMasterSignedMaySendAnyone() public {
        (address cold, uint256 coldKey) = (vm.addr(0xC01D), 0xC01D);
        vm.prank(hub);
        registry.remove(hub);
        confirm(hub, cold);
        Order memory ask = anAsk();
        ask.nonce = 8;
        deal = take(ask, 10 days);
        vm.prank(hub);
        registry.remove(hub);
        Amendment memory amendment = Amendment(2, 0, PRICE - 1, 10 days, uint64(nowSeconds));
        Deal memory next = amend(hub, amendment, deal, "", signAmendment(amendment, coldKey));
        amendment = Amendment(2, 1, PRICE - 2, 10 days, uint64(nowSeconds));
        amend(stranger, amendment, next, "", signAmendment(amendment, coldKey));
    }

    /// A hub of code that burns what gas it gets stands in its master's way no more than one that is silent.
    function testAHubThatBurnsAllGasCannotKeepItsMasterFromGiving() public {
        Wallet wallet = new Wallet(hub);
        confirm(address(wallet), master);
        Order memory ask = anAsk();
        ask.author = address(wallet);
        bytes memory signature = sign(ask, HUB_KEY);
        Deal memory its = opened(buyer, abi.encodeCall(market.take, (ask, 10 days, 0, signature)));
        wallet.become(Wallet.Mode.BurnsAllGas);
        Amendment memory amendment = Amendment(2, 0, PRICE - 1, 10 days, uint64(nowSeconds));
        vm.prank(master);
        market.amend{ gas: 200_000 }(amendment, its, "", "");
    }

    function testTheDealTheSequenceAndTheTimeAreThoseSigned() public {
        Amendment memory amendment = change(PRICE + 1, 10 days);
        amendment.dealId = 2;
        refuseAmend(buyer, amendment, "", "", abi.encodeWithSelector(IMarket.AmendmentDealWrong.selector, 2));
        amendment = change(PRICE + 1, 10 days);
        amendment.sequence = 1;
        refuseAmend(buyer, amendment, "", "", abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, 1, 0));
        amendment = change(PRICE + 1, 10 days);
        amendment.expiresAt = uint64(nowSeconds - 1);
        refuseAmend(buyer, amendment, "", "", abi.encodeWithSelector(IMarket.AmendmentExpired.selector, nowSeconds - 1));
    }

    /// Of two that were signed for the same state one is applied; of a row each in its turn.
    function testEachIsAppliedOnceAndInItsTurn() public {
        Amendment memory first = change(PRICE + 1, 10 days);
        Amendment memory rival = change(PRICE + 5, 10 days);
        Amendment memory second = Amendment(1, 1, PRICE + 2, 10 days, uint64(nowSeconds));
        bytes memory early = abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, 1, 0);
        refuseAmend(stranger, second, byBuyer(second), "", early);
        deal = amend(stranger, first, deal, byBuyer(first), "");
        bytes memory late = abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, 0, 1);
        refuseAmend(stranger, rival, byBuyer(rival), "", late);
        refuseAmend(stranger, first, byBuyer(first), "", late);
        deal = amend(stranger, second, deal, byBuyer(second), "");
        vm.assertEq(termsOf(deal).amendments, 2);
        vm.assertEq(termsOf(deal).pricePerSecond, PRICE + 2);
    }

    function invalidDuration(uint40 durationSeconds) private {
        bytes memory refusal = abi.encodeWithSelector(IMarket.AmendmentDurationInvalid.selector, durationSeconds);
        Amendment memory amendment = change(PRICE + 1, durationSeconds);
        amendment.dealId = termsOf(deal).id;
        refuseAmend(buyer, amendment, "", byHub(amendment), refusal);
    }

    function testForwardStaysForwardAndSpotStaysSpot() public {
        invalidDuration(0);
        Order memory ask = anAsk();
        ask.nonce = 8;
        deal = take(ask, 0);
        invalidDuration(1);
        invalidDuration(10 days);
        Amendment memory amendment = Amendment(2, 0, PRICE + 1, 0, uint64(nowSeconds));
        deal = amend(buyer, amendment, deal, "", "");
        vm.assertEq(termsOf(deal).durationSeconds, 0);
        vm.assertEq(termsOf(deal).locked, uint256(PRICE + 1) * 1 hours);
    }

    function testTheNewEndIsNotInThePast() public {
        invalidDuration(599);
        deal = amend(buyer, change(PRICE, 600), deal, "", "");
        vm.assertEq(termsOf(deal).locked, 0);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * 600);
        closeAs(stranger, deal);
    }

    function testAnEndedDealIsNotRevived() public {
        Order memory ask = anAsk();
        ask.nonce = 8;
        deal = take(ask, 1000);
        pass(999);
        uint256 state = vm.snapshotState();
        Amendment memory amendment = Amendment(2, 0, PRICE, 2000, uint64(nowSeconds));
        amend(master, amendment, deal, byBuyer(amendment), "");
        vm.revertToState(state);
        pass(1);
        invalidDuration(2000);
        invalidDuration(1000);
    }

    /// Seconds that are not paid at the old price must not be paid at the new one.
    function testWhatTheLockCouldNotPayIsPaidFirst() public {
        pass(2 days);
        Amendment memory amendment = change(PRICE * 3, 10 days);
        bytes memory refusal = abi.encodeWithSelector(IMarket.DealUnfunded.selector, 1, START + 1 days);
        refuseAmend(stranger, amendment, byBuyer(amendment), "", refusal);
        (, deal) = bill(deal);
        refusal = abi.encodeWithSelector(IMarket.DealUnfunded.selector, 1, START + 2 days);
        refuseAmend(stranger, amendment, byBuyer(amendment), "", refusal);
        (, deal) = bill(deal);
        deal = amend(stranger, amendment, deal, byBuyer(amendment), "");
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * (2 days + 600));
        vm.assertEq(termsOf(deal).pricePerSecond, PRICE * 3);
    }

    function testALockOfTheOldPriceGoesBackAsFarAsTheNewNeedsLess() public {
        Amendment memory amendment = change(PRICE / 2, 10 days);
        deal = amend(stranger, amendment, deal, "", byHub(amendment));
        vm.assertEq(termsOf(deal).locked, DAY_LOCK / 2);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * 600 - DAY_LOCK / 2);
        amendment = Amendment(1, 1, 0, 10 days, uint64(nowSeconds));
        deal = amend(stranger, amendment, deal, "", byHub(amendment));
        vm.assertEq(termsOf(deal).locked, 0);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * 600);
        pass(5 days);
        amendment = Amendment(1, 2, PRICE, 10 days, uint64(nowSeconds));
        deal = amend(stranger, amendment, deal, byBuyer(amendment), "");
        vm.assertEq(market.balanceOf(master), PRICE * 600);
        vm.assertEq(termsOf(deal).billedUntil, nowSeconds);
    }

    /// A buyer without the money for the new price has a deal that anyone can end; he has agreed to that price.
    function testTheNewLockGoesAsFarAsTheMoney() public {
        drain(buyer, 0);
        Amendment memory amendment = change(type(uint96).max, 10 days);
        deal = amend(buyer, amendment, deal, "", "");
        vm.assertEq(termsOf(deal).locked, 0);
        vm.assertEq(market.balanceOf(buyer), DAY_LOCK - PRICE * 600);
        closeAs(stranger, deal);
        vm.assertEq(market.balanceOf(master), PRICE * 600);
    }

    /// The count of 24 bits is never wrapped: the last amendment is the 16,777,215th.
    function testTheCountOfAmendmentsDoesNotWrap() public {
        // The state as it would be then, committed where the market keeps it.
        deal.money |= type(uint24).max;
        bytes32 slot = keccak256(abi.encode(uint256(1), dealsSlot()));
        vm.store(address(market), slot, keccak256(abi.encode(deal)));
        Amendment memory amendment = change(PRICE + 1, 10 days);
        amendment.sequence = type(uint24).max;
        bytes memory refusal =
            abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, type(uint24).max, type(uint24).max);
        refuseAmend(buyer, amendment, "", "", refusal);
        (uint256 paid,) = bill(deal);
        vm.assertEq(paid, PRICE * 600);
    }

    function dealsSlot() private view returns (uint256 slot) {
        bytes32 hash = market.dealHash(1);
        for (; slot < 16; ++slot) {
            if (vm.load(address(market), keccak256(abi.encode(uint256(1), slot))) == hash) return slot;
        }
        revert("the deals lie elsewhere");
    }

    function testTheBuyerPaysWhatHeAgreedToAndNoMore(uint96 first, uint96 second, uint24 wait) public {
        first = uint96(bound(first, 0, 1e15));
        second = uint96(bound(second, 0, 1e15));
        wait = uint24(bound(wait, 0, 1 days));
        if (first == PRICE || second == first) return;
        Amendment memory amendment = change(first, 10 days);
        deal = amend(buyer, amendment, deal, "", byHub(amendment));
        pass(wait);
        amendment = Amendment(1, 1, second, 10 days, uint64(nowSeconds));
        deal = amend(buyer, amendment, deal, "", byHub(amendment));
        pass(wait);
        closeAs(buyer, deal);
        uint256 paid = uint256(PRICE) * 600 + uint256(first) * wait + uint256(second) * wait;
        vm.assertEq(market.balanceOf(master), paid);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - paid);
    }

    function testTheTermsThatNobodyAmendsStay() public {
        Deal memory next = amend(buyer, change(PRICE + 1, 9 days), deal, "", "");
        DealTerms memory terms = termsOf(next);
        vm.assertEq(terms.startedAt, START);
        vm.assertEq(terms.buyer, buyer);
        vm.assertEq(next.hubTerms, deal.hubTerms);
        vm.assertEq(next.masterTerms, deal.masterTerms);
        vm.assertEq(next.usdTerms, deal.usdTerms);
        vm.assertEq(next.askHash, deal.askHash);
    }
}
