// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A token as some old ones are: its functions return nothing.
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(address holder) {
        balanceOf[holder] = 1e30;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @dev Says no by returning false instead of reverting.
contract RefusingToken {
    function transfer(address, uint256) external pure returns (bool) {
        return false;
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return false;
    }
}

/// @dev Calls the receiver back on each transfer, as ERC-777 does.
contract CallingToken is SilentToken {
    constructor(address holder) SilentToken(holder) { }

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        if (to.code.length != 0) {
            (bool ok,) = to.call(abi.encodeWithSignature("onReceived(uint256)", amount));
            ok;
        }
    }
}

/// @dev Has as much as anybody wants, beyond any supply that the market is meant for.
contract EndlessToken {
    function transferFrom(address, address, uint256) external pure { }
}
