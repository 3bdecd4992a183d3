// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC5267 } from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IMarket, MarketParts } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { CallingToken, EndlessToken, RefusingToken, SilentToken } from "./kit/OddTokens.sol";
import { vm } from "./kit/Vm.sol";

contract LedgerTest is MarketFixture {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    function testSupplyIsMintedOnce() public view {
        vm.assertEq(snm.totalSupply(), 444_000_000 ether);
        vm.assertEq(snm.decimals(), 18);
        vm.assertEq(keccak256(bytes(snm.symbol())), keccak256("SNM"));
    }

    function testDepositsAndWithdrawalsAreExact(uint256 amount, uint256 out) public {
        amount %= 1e26;
        out %= amount + 1;
        snm.approve(address(market), amount);
        vm.expectEmit(address(market));
        emit IMarket.Deposited(stranger, address(this), amount);
        market.deposit(stranger, amount);
        vm.assertEq(market.balanceOf(stranger), amount);
        vm.expectEmit(address(market));
        emit IMarket.Withdrawn(stranger, out);
        vm.prank(stranger);
        market.withdraw(out);
        vm.assertEq(market.balanceOf(stranger), amount - out);
        vm.assertEq(snm.balanceOf(stranger), out);
        vm.assertEq(snm.balanceOf(address(market)), DEPOSIT + amount - out);
    }

    function testNobodyWithdrawsMoreThanIsFree() public {
        takeSpot();
        uint256 free = market.balanceOf(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, free + 1, free));
        vm.prank(buyer);
        market.withdraw(free + 1);
        vm.prank(buyer);
        market.withdraw(free);
    }

    function testADepositWithoutAllowanceOrForNobodyFails() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 1));
        market.deposit(address(this), 1);
        vm.expectRevert(IMarket.AccountZero.selector);
        market.deposit(address(0), 1);
    }

    function permit(uint256 amount, uint256 deadline) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 hash =
            keccak256(abi.encode(PERMIT_TYPEHASH, buyer, address(market), amount, snm.nonces(buyer), deadline));
        return vm.sign(BUYER_KEY, keccak256(abi.encodePacked("\x19\x01", snm.DOMAIN_SEPARATOR(), hash)));
    }

    function testDepositWithPermit() public {
        snm.transfer(buyer, 10);
        (uint8 v, bytes32 r, bytes32 s) = permit(10, nowSeconds);
        vm.prank(buyer);
        market.depositWithPermit(stranger, 10, nowSeconds, v, r, s);
        vm.assertEq(market.balanceOf(stranger), 10);
        vm.assertEq(snm.allowance(buyer, address(market)), 0);
    }

    function testAPermitThatSomebodySubmittedFirstDoesNoHarm() public {
        snm.transfer(buyer, 10);
        (uint8 v, bytes32 r, bytes32 s) = permit(10, nowSeconds);
        vm.prank(stranger);
        snm.permit(buyer, address(market), 10, nowSeconds, v, r, s);
        vm.prank(buyer);
        market.depositWithPermit(buyer, 10, nowSeconds, v, r, s);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT + 10);
    }

    function testABadPermitDepositsNothing() public {
        snm.transfer(buyer, 10);
        (uint8 v, bytes32 r, bytes32 s) = permit(10, nowSeconds - 1);
        bytes memory refusal =
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 10);
        vm.expectRevert(refusal);
        vm.prank(buyer);
        market.depositWithPermit(buyer, 10, nowSeconds - 1, v, r, s);
        (v, r, s) = permit(10, nowSeconds);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 10)
        );
        vm.prank(stranger);
        market.depositWithPermit(stranger, 10, nowSeconds, v, r, s);
    }

    function testATokenThatReturnsNothingWorks() public {
        SilentToken silent = new SilentToken(address(this));
        IMarket other = aMarketOf(address(silent));
        silent.approve(address(other), 100);
        other.deposit(address(this), 100);
        other.withdraw(40);
        vm.assertEq(silent.balanceOf(address(other)), 60);
        vm.assertEq(other.balanceOf(address(this)), 60);
    }

    function testATokenThatReturnsFalseIsARefusal() public {
        RefusingToken refusing = new RefusingToken();
        IMarket other = aMarketOf(address(refusing));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(refusing)));
        other.deposit(address(this), 1);
        vm.assertEq(other.balanceOf(address(this)), 0);
    }

    /// A balance never runs into what lies beside it in its word.
    function testABalanceBeyond128BitsIsRefused() public {
        IMarket other = aMarketOf(address(new EndlessToken()));
        other.deposit(stranger, type(uint128).max);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BalanceTooLarge.selector, stranger));
        other.deposit(stranger, 1);
        vm.assertEq(other.balanceOf(stranger), type(uint128).max);
        vm.assertEq(other.epochOf(stranger), 0);
    }

    /// A receiver that is called back in the middle of a withdrawal cannot withdraw the same money again.
    function testReentryTakesNothingTwice() public {
        CallingToken calling = new CallingToken(address(this));
        IMarket other = aMarketOf(address(calling));
        Reentrant thief = new Reentrant(other);
        calling.approve(address(other), 200);
        other.deposit(address(thief), 100);
        other.deposit(address(this), 100);
        thief.steal(100);
        vm.assertEq(thief.calledBack(), 1);
        vm.assertEq(calling.balanceOf(address(thief)), 100);
        vm.assertEq(calling.balanceOf(address(other)), 100);
    }

    function testThePartsAndTheDomainAreAsDeployed() public view {
        MarketParts memory parts = market.parts();
        vm.assertEq(parts.token, address(snm));
        vm.assertEq(parts.registry, address(registry));
        vm.assertEq(parts.profiles, address(profiles));
        vm.assertEq(parts.priceFeed, address(feed));
        vm.assertEq(parts.priceMaxAgeSeconds, PRICE_MAX_AGE_SECONDS);
        (, string memory name, string memory version, uint256 chainId, address contract_,,) =
            IERC5267(address(market)).eip712Domain();
        vm.assertEq(keccak256(bytes(name)), keccak256("SONM Market"));
        vm.assertEq(keccak256(bytes(version)), keccak256("1"));
        vm.assertEq(chainId, block.chainid);
        vm.assertEq(contract_, address(market));
    }
}

contract Reentrant {
    IMarket private immutable market;
    uint256 public calledBack;

    constructor(IMarket market_) {
        market = market_;
    }

    function steal(uint256 amount) external {
        market.withdraw(amount);
    }

    function onReceived(uint256 amount) external {
        ++calledBack;
        try market.withdraw(amount) { } catch { }
    }
}
