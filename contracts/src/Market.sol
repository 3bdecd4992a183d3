// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IMarket, MarketParts, OpenRequest, Order, TakeRequest } from "./interfaces/IMarket.sol";
import { IPriceFeed } from "./interfaces/IPriceFeed.sol";
import { IProfiles } from "./interfaces/IProfiles.sol";
import { IRegistry } from "./interfaces/IRegistry.sol";
import { Deals } from "./Deals.sol";
import { Matching } from "./Matching.sol";

/// @title The market's ledger, and the deals that are paid from it
/// @dev The specification is IMarket. This file joins orders; Deals runs what they have opened.
contract Market is Deals {
    /// @dev Levels up to this one ask nothing of the other side.
    uint8 private constant IDENTITY_ANONYMOUS = 1;
    /// @dev What one item of a batch may use: no signer's contract burns the gas of the others.
    uint256 private constant ITEM_GAS = 500_000;

    IProfiles private immutable _profiles;

    constructor(IERC20 token_, IRegistry registry_, IProfiles profiles_, IPriceFeed feed, uint256 priceMaxAgeSeconds_)
        Deals(token_, registry_, feed, priceMaxAgeSeconds_)
    {
        _profiles = profiles_;
    }

    /// @inheritdoc IMarket
    function take(Order calldata ask, uint40 durationSeconds, uint96 snmPerUsdCap, bytes calldata signature)
        external
        returns (uint256 id)
    {
        Matching.check(ask, Matching.SIDE_ASK);
        if (!Matching.admits(ask.counterparty, msg.sender)) {
            revert OrderCounterpartyWrong(ask.counterparty, msg.sender);
        }
        if (durationSeconds > ask.durationSeconds) revert OrderDurationExceeded(ask.durationSeconds, durationSeconds);
        address hub = ask.author;
        uint256 hubEntry = _accounts[hub].value;
        uint256 buyerEntry = _accounts[msg.sender].value;
        bytes32 askHash = _fill(ask, hub, hubEntry, signature);
        address master = _checkParties(msg.sender, buyerEntry, hub, hubEntry);
        _checkIdentity(msg.sender, ask.identityLevel);
        return _open(ask, askHash, msg.sender, buyerEntry, hub, master, durationSeconds, snmPerUsdCap);
    }

    /// @inheritdoc IMarket
    function openDeal(Order calldata ask, Order calldata bid, bytes calldata askSignature, bytes calldata bidSignature)
        external
        returns (uint256 id)
    {
        Matching.check(ask, Matching.SIDE_ASK);
        Matching.check(bid, Matching.SIDE_BID);
        address buyer = bid.author;
        if (!Matching.admits(ask.counterparty, buyer)) revert OrderCounterpartyWrong(ask.counterparty, buyer);
        Matching.checkServes(ask, bid);
        address hub = ask.author;
        uint256 hubEntry = _accounts[hub].value;
        uint256 buyerEntry = _accounts[buyer].value;
        bytes32 askHash = _fill(ask, hub, hubEntry, askSignature);
        bytes32 bidHash = _fill(bid, buyer, buyerEntry, bidSignature);
        address master = _checkParties(buyer, buyerEntry, hub, hubEntry);
        if (!Matching.admits(bid.counterparty, master)) revert OrderCounterpartyWrong(bid.counterparty, master);
        if (msg.sender != buyer && msg.sender != hub && msg.sender != master) _checkMatcher(ask, bid);
        _checkIdentity(buyer, ask.identityLevel);
        _checkIdentity(master, bid.identityLevel);
        id = _open(ask, askHash, buyer, buyerEntry, hub, master, bid.durationSeconds, bid.snmPerUsdCap);
        emit BidFilled(id, bidHash);
    }

    /// @dev Who is of neither side joins the pair for the one that has named him.
    function _checkMatcher(Order calldata ask, Order calldata bid) private view {
        // 0 names nobody, also in a call that is only tried and has no sender.
        bool named = msg.sender == ask.matcher || msg.sender == bid.matcher;
        if (!named || msg.sender == address(0)) revert OpenForbidden(msg.sender);
    }

    /// @return master the account that is paid
    function _checkParties(address buyer, uint256 buyerEntry, address hub, uint256 hubEntry)
        private
        view
        returns (address master)
    {
        master = _registry.masterOf(hub);
        if (master == address(0)) revert HubUnconfirmed(hub);
        if (buyer == master || buyer == hub) revert DealWithSelf(buyer);
        _checkBlacklists(buyer, buyerEntry, hub, hubEntry, master);
    }

    function _checkIdentity(address account, uint8 level) private view {
        if (level <= IDENTITY_ANONYMOUS) return;
        uint8 actual = _profiles.levelOf(account);
        if (actual < level) revert IdentityTooLow(account, level, actual);
    }

    /// @inheritdoc IMarket
    function takeBatch(TakeRequest[] calldata requests, uint256 atLeast) external returns (uint256[] memory ids) {
        ids = new uint256[](requests.length);
        for (uint256 i = 0; i < requests.length; ++i) {
            TakeRequest calldata each = requests[i];
            ids[i] = _try(
                i, abi.encodeCall(this.take, (each.ask, each.durationSeconds, each.snmPerUsdCap, each.signature))
            );
        }
        _checkOpened(ids, atLeast);
    }

    /// @inheritdoc IMarket
    function openDealBatch(OpenRequest[] calldata requests, uint256 atLeast) external returns (uint256[] memory ids) {
        ids = new uint256[](requests.length);
        for (uint256 i = 0; i < requests.length; ++i) {
            OpenRequest calldata each = requests[i];
            ids[i] = _try(i, abi.encodeCall(this.openDeal, (each.ask, each.bid, each.askSignature, each.bidSignature)));
        }
        _checkOpened(ids, atLeast);
    }

    /// @dev Calls this contract's own code for the same caller, so that what fails is undone alone.
    /// @return id of the deal; 0: it was not opened
    function _try(uint256 index, bytes memory data) private returns (uint256 id) {
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, bytes memory result) = address(this).delegatecall{ gas: ITEM_GAS }(data);
        if (ok) return abi.decode(result, (uint256));
        emit RequestFailed(index, result);
    }

    function _checkOpened(uint256[] memory ids, uint256 atLeast) private pure {
        uint256 opened = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            if (ids[i] != 0) ++opened;
        }
        if (opened < atLeast) revert BatchIncomplete(opened, atLeast);
    }

    /// @inheritdoc IMarket
    function parts() external view returns (MarketParts memory) {
        return MarketParts(address(_token), address(_registry), address(_profiles), address(_feed), _maxAgeSeconds);
    }
}
