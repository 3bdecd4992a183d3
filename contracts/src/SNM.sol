// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title SNM, the token that the market settles in
/// @notice 18 decimals; 444,000,000 SNM are minted once, at deployment. No owner, no minter. EIP-2612 permits.
contract SNM is ERC20, ERC20Permit {
    uint256 public constant SUPPLY = 444_000_000 ether;

    constructor(address holder) ERC20("SONM", "SNM") ERC20Permit("SONM") {
        _mint(holder, SUPPLY);
    }
}
