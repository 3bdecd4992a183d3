// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Gives away worthless SNM on development and test networks
/// @notice Whoever asks gets a fixed amount, once in an interval, as long as the faucet holds any. Anyone fills it by a
/// transfer of the token. It is no part of a network whose SNM has a price.
contract Faucet {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;
    /// @notice Wei of SNM for each call.
    uint256 public immutable amount;
    /// @notice Seconds that an account waits between two calls.
    uint256 public immutable intervalSeconds;
    /// @notice Unix time from which an account may ask again.
    mapping(address account => uint256 time) public nextDripAt;

    event Dripped(address indexed account, uint256 amount);

    /// @notice The account asked before `nextDripAt`.
    error FaucetTooSoon(uint256 nextDripAt);
    /// @notice The faucet holds less than one portion.
    error FaucetEmpty(uint256 held);

    constructor(IERC20 token_, uint256 amount_, uint256 intervalSeconds_) {
        token = token_;
        amount = amount_;
        intervalSeconds = intervalSeconds_;
    }

    /// @notice Pays the fixed amount to the caller.
    /// @dev Reverts with FaucetTooSoon, FaucetEmpty. Emits Dripped.
    function drip() external {
        if (block.timestamp < nextDripAt[msg.sender]) revert FaucetTooSoon(nextDripAt[msg.sender]);
        uint256 held = token.balanceOf(address(this));
        if (held < amount) revert FaucetEmpty(held);
        nextDripAt[msg.sender] = block.timestamp + intervalSeconds;
        emit Dripped(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }
}
