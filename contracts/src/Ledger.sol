// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IMarket } from "./interfaces/IMarket.sol";

/// @title The part of the market that holds money: free balances, deposits, withdrawals
/// @dev The specification is IMarket.
abstract contract Ledger is IMarket {
    using SafeERC20 for IERC20;

    IERC20 internal immutable _token;
    /// @dev A struct, so that its slot is found once for reading and writing.
    struct Word {
        uint256 value;
    }

    /// @dev One word for an account, as whoever pays or signs is looked up in a whole: listedCount 64 | epoch 64 | free 128, the
    /// highest bits first. `listedCount` says how many accounts are on its blacklist.
    mapping(address account => Word) internal _accounts;

    constructor(IERC20 token_) {
        _token = token_;
    }

    /// @inheritdoc IMarket
    function deposit(address account, uint256 amount) external {
        _deposit(account, amount);
    }

    /// @inheritdoc IMarket
    function depositWithPermit(address account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        // Whoever sees the permit in the mempool can submit it first; then this call reverts, and the allowance is there.
        try IERC20Permit(address(_token)).permit(msg.sender, address(this), amount, deadline, v, r, s) { } catch { }
        _deposit(account, amount);
    }

    function _deposit(address account, uint256 amount) private {
        if (account == address(0)) revert AccountZero();
        _credit(account, amount);
        emit Deposited(account, msg.sender, amount);
        _token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IMarket
    function withdraw(uint256 amount) external {
        _debit(msg.sender, _accounts[msg.sender].value, amount);
        emit Withdrawn(msg.sender, amount);
        _token.safeTransfer(msg.sender, amount);
    }

    function _credit(address account, uint256 amount) internal {
        Word storage word = _accounts[account];
        uint256 entry = word.value;
        // Never with a token whose supply fits.
        if (amount > type(uint128).max - _freeOf(entry)) revert BalanceTooLarge(account);
        unchecked {
            word.value = entry + amount;
        }
    }

    /// @param entry the account's word as it stands
    function _debit(address account, uint256 entry, uint256 amount) internal {
        uint256 free = _freeOf(entry);
        if (free < amount) revert BalanceInsufficient(amount, free);
        unchecked {
            _accounts[account].value = entry - amount;
        }
    }

    function _freeOf(uint256 entry) internal pure returns (uint256) {
        // Truncation is meant: a word holds the balance, and above it the epoch and a count.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint128(entry);
    }

    function _epochIn(uint256 entry) internal pure returns (uint64) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(entry >> 128);
    }

    function _lists(uint256 entry) internal pure returns (bool) {
        return entry >> 192 != 0;
    }

    /// @inheritdoc IMarket
    function balanceOf(address account) external view returns (uint256) {
        return _freeOf(_accounts[account].value);
    }
}
