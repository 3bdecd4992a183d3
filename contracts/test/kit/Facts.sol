// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Levels as a test sets them; 1 for everybody else.
contract FakeProfiles {
    mapping(address account => uint8 level) private _levels;

    function set(address account, uint8 level) external {
        _levels[account] = level;
    }

    function levelOf(address account) external view returns (uint8) {
        return _levels[account] == 0 ? 1 : _levels[account];
    }
}

/// @dev A feed that says what a test wants, in whichever way.
contract FakeFeed {
    enum Mode {
        Answers,
        Reverts,
        BurnsAllGas,
        AnswersTooLittle,
        AnswersTooMuch
    }

    uint8 public constant decimals = 8;
    Mode public mode;
    int256 public answer;
    uint256 public updatedAt;

    function set(int256 answer_, uint256 updatedAt_) external {
        (answer, updatedAt) = (answer_, updatedAt_);
    }

    function become(Mode mode_) external {
        mode = mode_;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (mode == Mode.Reverts) revert("no data");
        if (mode == Mode.BurnsAllGas) while (true) { }
        if (mode == Mode.AnswersTooLittle) {
            assembly {
                return(0, 0x80)
            }
        }
        if (mode == Mode.AnswersTooMuch) {
            assembly {
                return(0, 0x20000)
            }
        }
        return (1, answer, updatedAt, updatedAt, 1);
    }
}
