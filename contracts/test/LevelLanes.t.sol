// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { LevelLanes } from "../src/LevelLanes.sol";
import { vm } from "./kit/Vm.sol";

contract LevelLanesTest {
    using LevelLanes for uint256;

    function testALaneIsReadAsWrittenAndTouchesNoOther(uint256 lanes, uint32 appointment, uint48 expiresAt)
        public
        pure
    {
        for (uint8 level = 2; level <= 4; ++level) {
            uint256 changed = lanes.set(level, appointment, expiresAt);
            for (uint8 other = 2; other <= 4; ++other) {
                (uint32 foundAppointment, uint48 foundExpiry) = changed.get(other);
                (uint32 oldAppointment, uint48 oldExpiry) = lanes.get(other);
                vm.assertEq(foundAppointment, other == level ? appointment : oldAppointment);
                vm.assertEq(foundExpiry, other == level ? expiresAt : oldExpiry);
            }
        }
    }
}
