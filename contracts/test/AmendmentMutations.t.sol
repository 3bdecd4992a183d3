// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { SignatureForm, SignatureForms } from "./kit/SignatureForms.sol";
import { StructHashes } from "./kit/StructHashes.sol";
import { vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// The table of what can be changed about a signed amendment; the sequel of SignatureMutations.
abstract contract AmendmentMutations is MarketFixture, SignatureForms, StructHashes {
    uint256 private count;
    Deal private deal;
    Deal private another;

    /// @dev What one side gives, and that side's key; `giver` is whom the refusal names.
    function message() internal pure virtual returns (Amendment memory);
    function key() internal pure virtual returns (uint256);
    function giver() internal view virtual returns (address);
    function callWith(Amendment memory amendment, Deal memory of_, bytes memory signature)
        internal
        view
        virtual
        returns (bytes memory);

    function setUp() public override {
        super.setUp();
        deal = take(anAsk(), 10 days);
        Order memory ask = anAsk();
        ask.nonce = 8;
        another = take(ask, 10 days);
        pass(60);
    }

    function seal() private view returns (bytes memory) {
        return signAmendment(message(), key());
    }

    function passes() private {
        uint256 state = vm.snapshotState();
        vm.prank(stranger);
        (bool ok, bytes memory result) = address(market).call(callWith(message(), deal, seal()));
        vm.assertTrue(ok, string(result));
        vm.revertToState(state);
    }

    function unsigned() private view returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.AmendmentUnsigned.selector, giver());
    }

    function refusalOf(Amendment memory amendment) private view returns (bytes memory) {
        if (amendment.dealId != 1) {
            return abi.encodeWithSelector(IMarket.AmendmentDealWrong.selector, amendment.dealId);
        }
        if (amendment.sequence != 0) {
            return abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, amendment.sequence, 0);
        }
        if (amendment.expiresAt < nowSeconds) {
            return abi.encodeWithSelector(IMarket.AmendmentExpired.selector, amendment.expiresAt);
        }
        if (amendment.durationSeconds < 60) {
            return abi.encodeWithSelector(IMarket.AmendmentDurationInvalid.selector, amendment.durationSeconds);
        }
        return unsigned();
    }

    function field(string memory name, Amendment memory amendment) private {
        ++count;
        refuse(stranger, callWith(amendment, deal, seal()), refusalOf(amendment), name);
        passes();
    }

    function testNoMutationPasses() public {
        changeFields();
        changeSignature();
        changeCircumstances();
        vm.assertTrue(count >= 60, "fewer mutations than 60");
    }

    function changeFields() private {
        Amendment memory amendment = message();
        uint256[4] memory ids = [uint256(0), 2, 1 << 160 | 1, type(uint256).max];
        for (uint256 i = 0; i < ids.length; ++i) {
            amendment.dealId = ids[i];
            field("dealId", amendment);
        }
        amendment = message();
        uint24[3] memory sequences = [1, 2, type(uint24).max];
        for (uint256 i = 0; i < sequences.length; ++i) {
            amendment.sequence = sequences[i];
            field("sequence", amendment);
        }
        amendment = message();
        for (uint256 bit = 0; bit < 96; bit += 19) {
            amendment.pricePerSecond = message().pricePerSecond ^ uint96(1 << bit);
            field(string.concat("a bit of pricePerSecond: ", vm.toString(bit)), amendment);
        }
        amendment.pricePerSecond = message().pricePerSecond + 1;
        field("pricePerSecond + 1", amendment);
        amendment.pricePerSecond = message().pricePerSecond - 1;
        field("pricePerSecond - 1", amendment);
        amendment.pricePerSecond = 0;
        field("pricePerSecond: 0", amendment);
        amendment.pricePerSecond = type(uint96).max;
        field("pricePerSecond: the highest", amendment);
        amendment = message();
        for (uint256 bit = 0; bit < 40; bit += 13) {
            amendment.durationSeconds = message().durationSeconds ^ uint40(1 << bit);
            field(string.concat("a bit of durationSeconds: ", vm.toString(bit)), amendment);
        }
        uint40[6] memory durations = [0, 59, 60, 10 days, message().durationSeconds + 1, type(uint40).max];
        for (uint256 i = 0; i < durations.length; ++i) {
            amendment.durationSeconds = durations[i];
            field("durationSeconds", amendment);
        }
        amendment = message();
        uint64 expiresAt = amendment.expiresAt;
        uint64[6] memory times =
            [uint64(0), uint64(nowSeconds - 1), uint64(nowSeconds), expiresAt - 1, expiresAt + 1, type(uint64).max];
        for (uint256 i = 0; i < times.length; ++i) {
            amendment.expiresAt = times[i];
            field("expiresAt", amendment);
        }
    }

    function changeSignature() private {
        SignatureForm[] memory forms = wrongForms(key(), address(market), this.structHash(message()));
        for (uint256 i = 0; i < forms.length; ++i) {
            refuse(stranger, callWith(message(), deal, forms[i].signature), unsigned(), forms[i].name);
            passes();
        }
        count += forms.length;
    }

    function refused(string memory name, Deal memory of_, bytes memory refusal, bytes memory signature, uint256 state)
        private
    {
        refuse(stranger, callWith(message(), of_, signature), refusal, name);
        vm.revertToState(state);
        ++count;
        passes();
    }

    function changeCircumstances() private {
        bytes memory signature = seal();
        uint64 expiresAt = message().expiresAt;
        uint256 state = vm.snapshotState();
        vm.chainId(1);
        refused("another chain", deal, unsigned(), signature, state);
        vm.chainId(31337);

        state = vm.snapshotState();
        bytes memory refusal = abi.encodeWithSelector(IMarket.AmendmentDealWrong.selector, 1);
        refused("of another deal", another, refusal, signature, state);

        state = vm.snapshotState();
        moveTo(expiresAt + 1);
        refusal = abi.encodeWithSelector(IMarket.AmendmentExpired.selector, expiresAt);
        refused("a second late", deal, refusal, signature, state);
        moveTo(expiresAt - 1);
        passes();
        moveTo(expiresAt);
        passes();
        moveTo(START + 60);

        state = vm.snapshotState();
        Deal memory next = applied(signature);
        refusal = abi.encodeWithSelector(IMarket.AmendmentSequenceWrong.selector, 0, 1);
        refused("again", next, refusal, signature, state);

        state = vm.snapshotState();
        applied(signature);
        refusal = abi.encodeWithSelector(IMarket.DealStateWrong.selector, 1);
        refused("again, with the state before", deal, refusal, signature, state);

        state = vm.snapshotState();
        closeAs(buyer, deal);
        refused("of a closed deal", deal, refusal, signature, state);

        state = vm.snapshotState();
        market = aMarketOf(address(snm));
        refused("another market", deal, refusal, signature, state);

        state = vm.snapshotState();
        Deal memory forged = copy(deal);
        forged.money = forged.money + 1;
        refused("a forged state", forged, refusal, signature, state);
    }

    function applied(bytes memory signature) private returns (Deal memory next) {
        vm.recordLogs();
        (bool ok,) = address(market).call(callWith(message(), deal, signature));
        vm.assertTrue(ok);
        next = copy(deal);
        (, next.money, next.buyerTerms, next.usdTerms) =
            abi.decode(dataOf(IMarket.DealAmended.selector), (uint256, uint256, bytes32, bytes32));
    }
}

/// The buyer pays more for less time; whatever is changed of that, he still gives something.
contract BuyersAmendmentMutations is AmendmentMutations {
    function message() internal pure override returns (Amendment memory) {
        return Amendment(1, 0, PRICE + 1000, 5 days, uint64(START + 600));
    }

    function key() internal pure override returns (uint256) {
        return BUYER_KEY;
    }

    function giver() internal view override returns (address) {
        return buyer;
    }

    function callWith(Amendment memory amendment, Deal memory of_, bytes memory signature)
        internal
        view
        override
        returns (bytes memory)
    {
        return abi.encodeCall(market.amend, (amendment, of_, signature, ""));
    }

    /// The giver is a contract: the same signature passes while it is honest, and in no other way.
    function testNoWalletsMutationPasses() public {
        Wallet wallet = new Wallet(buyer);
        fund(address(wallet), DEPOSIT);
        Order memory ask = anAsk();
        ask.nonce = 9;
        bytes memory askSignature = sign(ask, HUB_KEY);
        Deal memory deal = opened(address(wallet), abi.encodeCall(market.take, (ask, 10 days, 0, askSignature)));
        Amendment memory amendment = message();
        amendment.dealId = 3;
        bytes memory data = callWith(amendment, deal, signAmendment(amendment, BUYER_KEY));
        bytes memory refusal = abi.encodeWithSelector(IMarket.AmendmentUnsigned.selector, address(wallet));
        for (uint8 mode = uint8(Wallet.Mode.WrongMagic); mode <= uint8(Wallet.Mode.Reverts); ++mode) {
            wallet.become(Wallet.Mode(mode));
            refuse(stranger, data, refusal, string.concat("wallet ", vm.toString(mode)));
        }
        wallet.become(Wallet.Mode.Honest);
        bytes memory others = callWith(amendment, deal, signAmendment(amendment, HUB_KEY));
        refuse(stranger, others, refusal, "wallet: signed by a stranger");
        vm.chainId(1);
        refuse(stranger, data, refusal, "wallet: another chain");
        vm.chainId(31337);
        (bool ok,) = address(market).call(data);
        vm.assertTrue(ok);
    }
}

/// The supplier gives more time for less money, by the hub's key.
contract SuppliersAmendmentMutations is AmendmentMutations {
    function message() internal pure override returns (Amendment memory) {
        return Amendment(1, 0, PRICE - 1000, 20 days, uint64(START + 600));
    }

    function key() internal pure override returns (uint256) {
        return HUB_KEY;
    }

    function giver() internal view override returns (address) {
        return master;
    }

    /// Whatever else the changed amendment takes from the buyer, he agrees.
    function callWith(Amendment memory amendment, Deal memory of_, bytes memory signature)
        internal
        view
        override
        returns (bytes memory)
    {
        return abi.encodeCall(market.amend, (amendment, of_, signAmendment(amendment, BUYER_KEY), signature));
    }
}
