// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// Accounts of code sign as ERC-1271 has it: as hub, as buyer, as master. What they must not: SignatureMutations.
contract Erc1271Test is MarketFixture {
    Wallet private hubs;
    Wallet private buyers;

    function setUp() public override {
        super.setUp();
        hubs = new Wallet(hub);
        buyers = new Wallet(buyer);
        confirm(address(hubs), master);
        fund(address(buyers), DEPOSIT);
    }

    function walletAsk() private view returns (Order memory order) {
        order = anAsk();
        order.author = address(hubs);
    }

    function walletBid() private view returns (Order memory order) {
        order = aBid();
        order.author = address(buyers);
    }

    function takeData() private view returns (bytes memory) {
        return abi.encodeCall(market.take, (walletAsk(), 0, 0, sign(walletAsk(), HUB_KEY)));
    }

    function testAHubOfCodeSells() public {
        Deal memory deal = opened(buyer, takeData());
        vm.assertEq(termsOf(deal).hub, address(hubs));
        hubs.act(address(market), abi.encodeCall(market.close, (deal)));
    }

    function testBothSidesMayBeOfCode() public {
        bytes memory data = openData(walletAsk(), walletBid());
        Deal memory deal = opened(address(buyers), data);
        vm.assertEq(termsOf(deal).buyer, address(buyers));
        pass(60);
        buyers.act(address(market), abi.encodeCall(market.close, (deal)));
        vm.assertEq(market.balanceOf(master), PRICE * 60);
        buyers.act(address(market), abi.encodeCall(market.withdraw, (DEPOSIT - PRICE * 60)));
        vm.assertEq(snm.balanceOf(address(buyers)), DEPOSIT - PRICE * 60);
    }

    /// A wallet takes without signing anything: its call is its word.
    function testABuyerOfCodeTakes() public {
        bytes memory data = abi.encodeCall(market.take, (anAsk(), 0, 0, sign(anAsk(), HUB_KEY)));
        buyers.become(Wallet.Mode.Reverts);
        buyers.act(address(market), data);
        vm.assertEq(market.balanceOf(address(buyers)), DEPOSIT - uint256(PRICE) * 3600);
    }

    /// A wallet decides itself what is a signature: of any length, or none.
    function testASignatureOfAnyLengthIsPassedOn() public {
        hubs.become(Wallet.Mode.AcceptsAll);
        bytes[4] memory signatures = [bytes(""), hex"01", new bytes(65), new bytes(1000)];
        for (uint256 i = 0; i < 4; ++i) {
            Order memory ask = walletAsk();
            ask.nonce = i;
            opened(buyer, abi.encodeCall(market.take, (ask, 0, 0, signatures[i])));
        }
    }

    /// A long answer that begins with the magic word is one; nobody pays for copying it.
    function testALongAnswerCostsOnlyTheWallet() public {
        hubs.become(Wallet.Mode.FloodsMemory);
        bytes memory data = takeData();
        vm.prank(buyer);
        (bool ok,) = address(market).call{ gas: 500_000 }(data);
        vm.assertTrue(ok);
    }

    function testAWalletThatBurnsAllGasOpensNothing() public {
        hubs.become(Wallet.Mode.BurnsAllGas);
        bytes memory data = takeData();
        vm.prank(buyer);
        (bool ok,) = address(market).call{ gas: 300_000 }(data);
        vm.assertFalse(ok);
        vm.assertFalse(market.isNonceUsed(address(hubs), 7));
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
    }

    /// An account with a key and code (EIP-7702) may use either; a hostile code does not void what its key signs.
    function testAKeyThatGotCodeMayUseEither() public {
        Wallet code = new Wallet(stranger);
        vm.etch(hub, address(code).code);
        takeSpot();
        Wallet(hub).become(Wallet.Mode.Reverts);
        Order memory ask = anAsk();
        ask.nonce = 8;
        take(ask, 0);
        Wallet(hub).become(Wallet.Mode.AcceptsAll);
        ask.nonce = 9;
        opened(buyer, abi.encodeCall(market.take, (ask, 0, 0, "")));
        vm.etch(hub, "");
        ask.nonce = 10;
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, hub);
        refuse(buyer, abi.encodeCall(market.take, (ask, 0, 0, "")), refusal, "its code is gone");
    }

    function testAMasterOfCodeGivesByItsOwnSignature() public {
        Wallet cold = new Wallet(stranger);
        uint256 coldKey = 0xC01D;
        cold = new Wallet(vm.addr(coldKey));
        vm.prank(hub);
        registry.remove(hub);
        confirm(hub, address(cold));
        Deal memory deal = take(anAsk(), 10 days);
        Amendment memory amendment = Amendment(1, 0, PRICE - 1, 10 days, uint64(nowSeconds));
        bytes memory signature = signAmendment(amendment, coldKey);
        Deal memory next = amend(stranger, amendment, deal, "", signature);
        vm.assertEq(termsOf(next).pricePerSecond, PRICE - 1);
        pass(10);
        closeAs(buyer, next);
        uint256 earned = uint256(PRICE - 1) * 10;
        cold.act(address(market), abi.encodeCall(market.withdraw, (earned)));
        vm.assertEq(snm.balanceOf(address(cold)), earned);
    }

    /// A wallet that changes its mind after the deal was opened can take nothing back.
    function testAWalletThatTurnsHostileFreezesNothing() public {
        Deal memory deal = opened(address(buyers), openData(walletAsk(), walletBid()));
        buyers.become(Wallet.Mode.BurnsAllGas);
        hubs.become(Wallet.Mode.BurnsAllGas);
        pass(600);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, PRICE * 600);
        pass(600);
        closeAs(master, next);
        vm.assertEq(market.balanceOf(master), PRICE * 1200);
    }
}
