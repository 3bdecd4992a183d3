// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Who may certify, and up to which level.
struct Validator {
    address account;
    uint8 level;
}

/// @notice What an issuer says of an account.
/// @param id keccak256(abi.encode(account, issuer, level, kind)), where kind is 0 for a level above 0
/// @param account whom it speaks of
/// @param issuer who said it: a validator, or the account itself
/// @param level 0 = an attribute, which gives no level; 2, 3, 4 = the level that it gives
/// @param kind what the value is: "name", "country", "site", ... as text from the left; free for the issuer's use
/// @param value UTF-8 text or a hash, as the kind says
/// @param expiresAt the last second, Unix time, at which it counts
/// @param counts whether it counts now
struct Certificate {
    bytes32 id;
    address account;
    address issuer;
    uint8 level;
    bytes32 kind;
    bytes value;
    uint48 expiresAt;
    bool counts;
}

/// @title Who vouches for whom: validators, certificates, and the identity level of an account
/// @notice Levels: 1 anonymous (everybody), 2 registered, 3 identified, 4 professional. A validator of level L certifies
/// accounts up to L. Levels belong to the account that pays or is paid: ask for a buyer and for a hub's master, never for a hub.
///
/// Assumptions and warnings:
/// - No owner. The founding validators are given at deployment; from then on those of level 4 change the set by a strict
///   majority: one of one, two of two, two of three. The last one of level 4 cannot be removed or lowered.
/// - Whoever holds a majority of the level-4 keys decides about all levels. Whoever holds one validator's key gives levels up to
///   its own until the majority removes it; then all that it gave ceases to count at once.
/// - A certificate counts while block.timestamp <= expiresAt, and while its issuer may certify its level. So those of a lowered
///   validator cease to count above his new level, and count again should he be raised again. Those of a removed validator never
///   count again, also where he is appointed anew; he gives them anew then.
/// - An account says of itself what it likes, as attributes (level 0): that is its own word and no more. Nobody gives himself a level.
/// - For each level an account has one certificate that carries it. When that ceases to count although another of that level would
///   count, the other must be presented, by anybody; until then that level is not his. Only the account itself can
///   put another in the place of one that counts, so no validator can take the place of an honest one in order to fail later.
/// - `levelOf` reads four slots at most, whatever anybody does. Lists are read by pages, for a validator can write many attributes.
/// - All of it is public and stays in the chain's history. Write no secrets; of a person write a hash.
/// - The contract holds no money and calls nobody.
interface IProfiles {
    /// @notice A level-4 validator approved that `account` be a validator of `level` (0 = none); `approvals` have done so now.
    event ValidatorApproved(address indexed account, uint8 level, uint256 round, address indexed by, uint256 approvals);
    /// @notice A level-4 validator took his approval back; `approvals` are left.
    event ApprovalRetracted(address indexed account, uint8 level, uint256 round, address indexed by, uint256 approvals);
    /// @notice The account is a validator of `level` from now on (0 = none). `appointment` is the number of his time in office:
    /// it changes when he is appointed, not when his level does. `round` begins: every approval before it is void.
    event ValidatorSet(address indexed account, uint8 level, uint32 appointment, uint256 round);
    /// @notice `issuer` gave a certificate, or replaced the one of this id. `appointment` is his, 0 of an account's own word.
    event CertificateGiven(
        bytes32 indexed id,
        address indexed account,
        address indexed issuer,
        uint32 appointment,
        uint8 level,
        bytes32 kind,
        bytes value,
        uint48 expiresAt
    );
    /// @notice The certificate is gone. `by` is its issuer (revoked) or its account (removed).
    event CertificateRemoved(bytes32 indexed id, address indexed account, address indexed issuer, address by);
    /// @notice The account's `level` is carried from now on by a certificate given under this appointment, up to `expiresAt`,
    /// and as long as the appointed validator's level is not below. Both 0: by none.
    event LevelCarried(address indexed account, uint8 indexed level, uint32 appointment, uint48 expiresAt);

    /// @notice The zero address can be no validator, and have no certificate.
    error AccountZero();
    /// @notice No such level here: a validator's is 2, 3 or 4 (0 removes him), a certificate's 0, 2, 3 or 4.
    error LevelInvalid(uint8 level);
    /// @notice A founding validator stands twice in the list.
    error ValidatorDuplicate(address account);
    /// @notice There must be a validator of level 4, for nobody else could change the set.
    error ValidatorLast();
    /// @notice The caller is no validator of level 4.
    error ApproveForbidden(address caller);
    /// @notice The set changed since the caller looked (or he is ahead): look again, and approve in the current round.
    error RoundWrong(uint256 round, uint256 current);
    /// @notice The account is what the proposal would make it.
    error ValidatorUnchanged(address account, uint8 level);
    /// @notice The caller has approved this already.
    error AlreadyApproved(address account, uint8 level);
    /// @notice The caller has not approved this.
    error NotApproved(address account, uint8 level);
    /// @notice The caller may not give the account a certificate of this level.
    error CertifyForbidden(address caller, address account, uint8 level);
    /// @notice The value is longer than 256 bytes.
    error ValueTooLong(uint256 lengthBytes);
    /// @notice The certificate would be, or is, past its last second.
    error CertificateExpired(uint48 expiresAt);
    /// @notice There is no certificate of this id.
    error CertificateUnknown(bytes32 id);
    /// @notice The caller did not give this certificate.
    error RevokeForbidden(bytes32 id, address caller);
    /// @notice The certificate is not about the caller.
    error RemoveForbidden(bytes32 id, address caller);
    /// @notice The certificate does not count, or gives no level.
    error CertificateVoid(bytes32 id);
    /// @notice A certificate that counts carries the level; only the account itself may replace it by another.
    error LevelAlreadyCarried(address account, uint8 level);

    // ---- levels ----

    /// @notice The identity level of an account, 1 to 4: the highest that is carried by a certificate that counts now.
    /// @dev Never reverts. Reads four slots at most.
    function levelOf(address account) external view returns (uint8 level);

    // ---- validators ----

    /// @notice The calling level-4 validator approves that `account` be a validator of `level`: 2, 3 or 4; 0 removes him.
    /// The first approval is the proposal. When more than half of the level-4 validators have approved, it is done in the same
    /// transaction, and a new round begins: all other approvals are void and must be given again, for the set that judges has
    /// changed. So within a round no approver has lost his office, and no approval is ever used twice.
    /// @param round the current round: a transaction that waited while the set changed fails
    /// @dev Reverts with ApproveForbidden, RoundWrong, AccountZero, LevelInvalid, ValidatorUnchanged, AlreadyApproved,
    /// and, when it would be done, ValidatorLast. Emits ValidatorApproved, ValidatorSet.
    function approve(address account, uint8 level, uint256 round) external;

    /// @notice Takes an approval of the current round back.
    /// @dev Reverts with RoundWrong, NotApproved. Emits ApprovalRetracted.
    function retract(address account, uint8 level, uint256 round) external;

    /// @notice Up to which level the account may certify; 0 = it is no validator.
    function validatorLevelOf(address account) external view returns (uint8 level);

    /// @notice How many appointments there ever were: their numbers are 1 to this.
    function appointmentCount() external view returns (uint32 count);

    /// @notice The validator of an appointment; all 0 when it has ended or never was.
    function validatorOf(uint32 appointment) external view returns (Validator memory validator);

    /// @notice How many validators of level 4 there are: more than half of them decide.
    function professionalCount() external view returns (uint256 count);

    /// @notice The current round; each change of the set begins another.
    function currentRound() external view returns (uint256 round);

    /// @notice How many have approved this in the current round.
    function approvalsOf(address account, uint8 level) external view returns (uint256 approvals);

    /// @notice Whether `validator` has approved this in the current round.
    function hasApproved(address account, uint8 level, address validator) external view returns (bool approved);

    // ---- certificates ----

    /// @notice Gives `account` a certificate. An issuer has one certificate of each level for an account, and one attribute of each
    /// kind: giving it again replaces value, kind and expiry. Attributes (level 0) are given by any validator, and by the account itself;
    /// levels only by validators of that level or above, to others than themselves.
    /// It carries the account's level at once, unless another issuer's certificate that counts does.
    /// @dev Reverts with AccountZero, LevelInvalid, CertifyForbidden, ValueTooLong, CertificateExpired.
    /// Emits CertificateGiven, and LevelCarried where it carries the level.
    /// @return id of the certificate
    function certify(address account, uint8 level, bytes32 kind, bytes calldata value, uint48 expiresAt)
        external
        returns (bytes32 id);

    /// @notice Takes back a certificate that the caller gave; also one who is no validator any more may.
    /// @dev Reverts with CertificateUnknown, RevokeForbidden. Emits CertificateRemoved, and LevelCarried where it carried a level.
    function revoke(bytes32 id) external;

    /// @notice Drops a certificate about the caller, whoever gave it.
    /// @dev Reverts with CertificateUnknown, RemoveForbidden. Emits CertificateRemoved, and LevelCarried where it carried a level.
    function remove(bytes32 id) external;

    /// @notice Lets a certificate that counts carry its level: by anybody while none that counts does, by the account itself always.
    /// @dev Reverts with CertificateUnknown, CertificateVoid, LevelAlreadyCarried. Emits LevelCarried.
    function present(bytes32 id) external;

    /// @notice The certificate of this id.
    /// @dev Reverts with CertificateUnknown.
    function certificate(bytes32 id) external view returns (Certificate memory found);

    /// @notice How many certificates an account has, those that do not count included.
    function certificateCountOf(address account) external view returns (uint256 count);

    /// @notice At most `limit` certificates of an account from position `offset`; removing one moves the last to its place.
    function certificatesOf(address account, uint256 offset, uint256 limit)
        external
        view
        returns (Certificate[] memory page);
}
