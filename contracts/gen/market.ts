// Generated from src/Market.sol by `npm run generate -w @sonm/contracts`; do not edit.

export const marketAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "token_",
        "type": "address",
        "internalType": "contract IERC20"
      },
      {
        "name": "registry_",
        "type": "address",
        "internalType": "contract IRegistry"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "balanceOf",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "bill",
    "inputs": [
      {
        "name": "deal",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "startedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "billedUntil",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "locked",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "paid",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "billBatch",
    "inputs": [
      {
        "name": "deals",
        "type": "tuple[]",
        "internalType": "struct Deal[]",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "startedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "billedUntil",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "locked",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "paid",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "cancel",
    "inputs": [
      {
        "name": "nonces",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "cancelAll",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "close",
    "inputs": [
      {
        "name": "deal",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "startedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "billedUntil",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "locked",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "dealCount",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "dealHash",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "deposit",
    "inputs": [
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositFor",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositWithPermit",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "v",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "r",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "s",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "digest",
    "inputs": [
      {
        "name": "order",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "domainSeparator",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "eip712Domain",
    "inputs": [],
    "outputs": [
      {
        "name": "fields",
        "type": "bytes1",
        "internalType": "bytes1"
      },
      {
        "name": "name",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "version",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "chainId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "verifyingContract",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "salt",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "extensions",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "epochOf",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "hashOrder",
    "inputs": [
      {
        "name": "order",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "isNonceUsed",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "nonce",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "registry",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "take",
    "inputs": [
      {
        "name": "ask",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "durationSeconds",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "dealId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "token",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "withdraw",
    "inputs": [
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "DealBilled",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "paid",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "deal",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct Deal",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "startedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "billedUntil",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "locked",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DealClosed",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "paid",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "returned",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      },
      {
        "name": "deal",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct Deal",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "startedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "billedUntil",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "locked",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DealOpened",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "buyer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "hub",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "deal",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct Deal",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "startedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "billedUntil",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "locked",
            "type": "uint128",
            "internalType": "uint128"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Deposited",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "from",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "EIP712DomainChanged",
    "inputs": [],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "EpochAdvanced",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "epoch",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "NonceCancelled",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "nonce",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Withdrawn",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AccountZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "BalanceInsufficient",
    "inputs": [
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "free",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealCloseForbidden",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealStateWrong",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealWithSelf",
    "inputs": [
      {
        "name": "buyer",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubUnconfirmed",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidShortString",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OrderBenchmarksInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OrderBondUnsupported",
    "inputs": [
      {
        "name": "bond",
        "type": "uint128",
        "internalType": "uint128"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderCounterpartyWrong",
    "inputs": [
      {
        "name": "counterparty",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderDenominationUnsupported",
    "inputs": [
      {
        "name": "denomination",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderDurationExceeded",
    "inputs": [
      {
        "name": "offered",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "asked",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderEpochWrong",
    "inputs": [
      {
        "name": "orderEpoch",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "currentEpoch",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderExpired",
    "inputs": [
      {
        "name": "expiresAt",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderIdentityUnsupported",
    "inputs": [
      {
        "name": "identityLevel",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderNonceUsed",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "nonce",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderSideWrong",
    "inputs": [
      {
        "name": "side",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderSignatureInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SafeCastOverflowedUintDowncast",
    "inputs": [
      {
        "name": "bits",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "value",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SafeERC20FailedOperation",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "StringTooLong",
    "inputs": [
      {
        "name": "str",
        "type": "string",
        "internalType": "string"
      }
    ]
  }
] as const

export const marketBytecode = '0x6101a080604052346101ab576040816127e0803803809161002082856101af565b8339810103126101ab578051906001600160a01b03821682036101ab5760200151906001600160a01b03821682036101ab576040516100606040826101af565b600b815260208101906a14d3d3934813585c9ad95d60aa1b8252604051916100896040846101af565b600183526020830191603160f81b83526100a2816101e6565b610120526100af846101e6565b61014052519020918260e05251902080610100524660a0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261011860c0826101af565b5190206080523060c052610160526101805260405161258e9081610252823960805181612204015260a051816122c1015260c051816121d5015260e051816122530152610100518161227901526101205181610dd001526101405181610dfa01526101605181818161014b01528181611457015281816116bc0152611dcb0152610180518181816105760152610f190152f35b5f80fd5b601f909101601f19168101906001600160401b038211908210176101d257604052565b634e487b7160e01b5f52604160045260245ffd5b601f815111610211576020815191015160208210610202571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f5f3560e01c806302dbd491146117aa5780631173dbe71461177057806312a62cff1461165b57806318cb2b1814611567578063276f649f146115285780632e1a7d4d146113ec5780632e340823146113095780632f4f21e2146112c5578063582805d91461125857806370a08231146111f557806372736b3514610f3d5780637b10399914610ece57806384b0196e14610d98578063891302ff14610c6c578063906079e2146102f2578063b6b55f25146102b3578063cab7e8eb14610237578063d3d3f167146101ef578063eadb3c9c146101b3578063f698da25146101725763fc0c546a14610101575f80fd5b3461016f57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b80fd5b503461016f57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f5760206101ab6121be565b604051908152f35b503461016f57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f576020600654604051908152f35b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f5760406020916004358152600583522054604051908152f35b503461016f5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f576020906040610274611839565b9173ffffffffffffffffffffffffffffffffffffffff60243593168152600384528181208360081c825284522054600160ff60405193161b1615158152f35b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f576102ef60043533611d67565b80f35b503461016f577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102c0811261094c576102801361016f57610284359067ffffffffffffffff821161016f573660238301121561016f5781600401359167ffffffffffffffff831161094c57366024848301011161094c576102a4359067ffffffffffffffff8216809203610c685760ff61038d61216b565b16610c325760ff61039c61217b565b16610bfc57600160ff6103ad61218c565b1611610bc6576fffffffffffffffffffffffffffffffff6103cc611a39565b16610b81577f80000000000000008000000000000000800000000000000080000000000000006102643561024435610224356102043517171716610b595767ffffffffffffffff61041b6119ae565b164211610b1c5773ffffffffffffffffffffffffffffffffffffffff61043f6119f3565b16151580610af5575b610aac5767ffffffffffffffff61045d6119c5565b168211610a6b5773ffffffffffffffffffffffffffffffffffffffff610481611a16565b168352600460205267ffffffffffffffff6040842054168067ffffffffffffffff6104aa6119dc565b1603610a2a57506104b9611a16565b6104c66084358092611f7a565b156109dd57506104f26104df6104da611d1f565b611ecf565b9460246104ea611a16565b9301866124c0565b5060048110156109b057159182159261098b575b505061096357610514611a16565b9173ffffffffffffffffffffffffffffffffffffffff604051937f3fd98363000000000000000000000000000000000000000000000000000000008552169283600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa80156109585782906108f1575b73ffffffffffffffffffffffffffffffffffffffff9150169283156108c5578333149081156108bb575b5061088f576106016105df611a59565b6fffffffffffffffffffffffffffffffff6105fa858061219d565b9116611a79565b9361060c8533611f10565b6006547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114610862576001019384600655610646611a16565b9361064f611a59565b67ffffffffffffffff4216926fffffffffffffffffffffffffffffffff891161083157916fffffffffffffffffffffffffffffffff80949260209a9473ffffffffffffffffffffffffffffffffffffffff6040519a6106ad8c61189f565b8c8c52338e8d01521660408b015260608a01521660808801528160a088015260c087015260e086015216610100840152610120830152604061014083209184815260058652205573ffffffffffffffffffffffffffffffffffffffff610711611a16565b1690610801604051809261012080918051845273ffffffffffffffffffffffffffffffffffffffff602082015116602085015273ffffffffffffffffffffffffffffffffffffffff604082015116604085015273ffffffffffffffffffffffffffffffffffffffff60608201511660608501526fffffffffffffffffffffffffffffffff608082015116608085015267ffffffffffffffff60a08201511660a085015267ffffffffffffffff60c08201511660c085015267ffffffffffffffff60e08201511660e08501526fffffffffffffffffffffffffffffffff610100820151166101008501520151910152565b827f9d2f9997377dd0cca1aff2e0736fdfa47222bdf7b469d75a092e0a6c2e7be37e6101403393a4604051908152f35b6044868a7f6dfcc6500000000000000000000000000000000000000000000000000000000082526080600452602452fd5b6024837f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b807f102e1a12000000000000000000000000000000000000000000000000000000006024925233600452fd5b905033145f6105cf565b602492507f573d9f8a000000000000000000000000000000000000000000000000000000008252600452fd5b506020813d602011610950575b8161090b602093836118e9565b8101031261094c575173ffffffffffffffffffffffffffffffffffffffff8116810361094c5773ffffffffffffffffffffffffffffffffffffffff906105a5565b5080fd5b3d91506108fe565b6040513d84823e3d90fd5b6004827f9cd3191d000000000000000000000000000000000000000000000000000000008152fd5b73ffffffffffffffffffffffffffffffffffffffff9192508116911614155f80610506565b6024857f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b8360449173ffffffffffffffffffffffffffffffffffffffff6109fe611a16565b7fed1b95c900000000000000000000000000000000000000000000000000000000845216600452602452fd5b8360449167ffffffffffffffff610a3f6119dc565b7fea0f1bbb00000000000000000000000000000000000000000000000000000000845216600452602452fd5b6044838367ffffffffffffffff610a806119c5565b7faef871eb00000000000000000000000000000000000000000000000000000000845216600452602452fd5b60248373ffffffffffffffffffffffffffffffffffffffff610acc6119f3565b7f80ecbe4c00000000000000000000000000000000000000000000000000000000835216600452fd5b50610afe6119f3565b73ffffffffffffffffffffffffffffffffffffffff16331415610448565b60248367ffffffffffffffff610b306119ae565b7fbd5c334e00000000000000000000000000000000000000000000000000000000835216600452fd5b6004837fb20206f2000000000000000000000000000000000000000000000000000000008152fd5b6024836fffffffffffffffffffffffffffffffff610b9d611a39565b7f9ee6046f00000000000000000000000000000000000000000000000000000000835216600452fd5b60248360ff610bd361218c565b7fca79dc6c00000000000000000000000000000000000000000000000000000000835216600452fd5b60248360ff610c0961217b565b7f16c0660b00000000000000000000000000000000000000000000000000000000835216600452fd5b60248360ff610c3f61216b565b7fde2af30800000000000000000000000000000000000000000000000000000000835216600452fd5b8280fd5b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f5760043567ffffffffffffffff811161094c573660238201121561094c5780600401359067ffffffffffffffff8211610c6857366024610140840283010111610c685782805b83811015610d8d5781610120604051610cf98161189f565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e0820152826101008201520152604051610140810160405261014060248184028601018237610d628180515f52600560205261014060405f205491201490565b610d70575b50600101610ce1565b60019195610d80610d8692611ae7565b906119a1565b9490610d67565b602085604051908152f35b503461016f57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f57610e7290610df47f0000000000000000000000000000000000000000000000000000000000000000612469565b90610e1e7f0000000000000000000000000000000000000000000000000000000000000000612469565b906020610e8060405193610e3283866118e9565b8385525f3681376040519687967f0f00000000000000000000000000000000000000000000000000000000000000885260e08589015260e088019061185c565b90868203604088015261185c565b904660608601523060808601528260a086015284820360c08601528080855193848152019401925b828110610eb757505050500390f35b835185528695509381019392810192600101610ea8565b503461016f57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b503461016f576101407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f57610f76611a8c565b610f918180515f52600560205261014060405f205491201490565b156111c957610f9f81611fe2565b15611199577fa0f4bf82f9fb160117d144fd7b3dc58d1e7786f0e3fad2204f95bedf6b05057d6101a0611125610fd4846120dc565b91909486610100820167ffffffffffffffff611003866fffffffffffffffffffffffffffffffff845116611967565b9884518452600560205283604081205586611161575b89611129575b1660e0840152528051956040519384526020840152336040840152606083019061012080918051845273ffffffffffffffffffffffffffffffffffffffff602082015116602085015273ffffffffffffffffffffffffffffffffffffffff604082015116604085015273ffffffffffffffffffffffffffffffffffffffff60608201511660608501526fffffffffffffffffffffffffffffffff608082015116608085015267ffffffffffffffff60a08201511660a085015267ffffffffffffffff60c08201511660c085015267ffffffffffffffff60e08201511660e08501526fffffffffffffffffffffffffffffffff610100820151166101008501520151910152565ba280f35b73ffffffffffffffffffffffffffffffffffffffff602086015116845260026020526040842061115a8b82546119a1565b905561101f565b73ffffffffffffffffffffffffffffffffffffffff60608601511684526002602052604084206111928882546119a1565b9055611019565b517f63914fae00000000000000000000000000000000000000000000000000000000825260045233602452604490fd5b517fcc81e277000000000000000000000000000000000000000000000000000000008252600452602490fd5b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f57604060209173ffffffffffffffffffffffffffffffffffffffff611247611839565b168152600283522054604051908152f35b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f5767ffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff6112b3611839565b16815260048452205416604051908152f35b503461016f5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f576102ef611300611839565b60243590611d67565b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f5760043567ffffffffffffffff811161094c573660238201121561094c5780600401359067ffffffffffffffff8211610c68576024810190602436918460051b010111610c6857825b82811061138c578380f35b806113a461139d600193868661192a565b3533611f7a565b6113af575b01611381565b6113ba81858561192a565b356040519081527f26ccf9904b9b2fb069d347553978928fd2fc65efb2638dcbeb8d142e974479f060203392a26113a9565b503461016f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f576004356114298133611f10565b6040518181527f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d560203392a27f000000000000000000000000000000000000000000000000000000000000000090604051907fa9059cbb0000000000000000000000000000000000000000000000000000000084523360045260245260208360448180865af1906001845114821615611508575b50156114c7575080f35b7f5274afe700000000000000000000000000000000000000000000000000000000825273ffffffffffffffffffffffffffffffffffffffff16600452602490fd5b60018215166115205750813b15153d1516165f6114bd565b3d84823e3d90fd5b503461016f576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f575060206101ab6104da611d1f565b503461016f57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016f573381526004602052600167ffffffffffffffff6040832054160167ffffffffffffffff811161162e57338252600460205267ffffffffffffffff60408320911690817fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000008254161790556040519081527ff44f5b3a2b308940f48386ad43fe8c1a3678ba85ce8894c46e07275d218a4e7760203392a280f35b6024827f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b503461176c5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261176c57611693611839565b9060243560643560ff811680910361176c5773ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b1561176c575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501528860448501526044356064850152608484015260843560a484015260a43560c48401525af1611756575b506102ef9192611d67565b6102ef92505f611765916118e9565b5f9161174b565b5f80fd5b3461176c576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261176c5760206101ab611d1f565b3461176c576101407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261176c576117e2611a8c565b6117fd8180515f52600560205261014060405f205491201490565b1561180d576101ab602091611ae7565b517fcc81e277000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361176c57565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b610140810190811067ffffffffffffffff8211176118bc57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176118bc57604052565b919081101561193a5760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b9190820391821161197457565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b9190820180921161197457565b60c43567ffffffffffffffff8116810361176c5790565b60e43567ffffffffffffffff8116810361176c5790565b60a43567ffffffffffffffff8116810361176c5790565b60443573ffffffffffffffffffffffffffffffffffffffff8116810361176c5790565b60243573ffffffffffffffffffffffffffffffffffffffff8116810361176c5790565b6101a4356fffffffffffffffffffffffffffffffff8116810361176c5790565b610104356fffffffffffffffffffffffffffffffff8116810361176c5790565b8181029291811591840414171561197457565b5f610120604051611a9c8161189f565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e082015282610100820152015260405190610140820160405261014060048337565b90611af1826120dc565b809391610100830190611b17836fffffffffffffffffffffffffffffffff845116611967565b90611b238282876122e7565b931580611d17575b611d0d57836fffffffffffffffffffffffffffffffff9267ffffffffffffffff611b5a931660e08801526119a1565b169052610140822082515f52600560205260405f205580611cd4575b5082611c9c575b7f600dddf789f8943eeabedfb023f7de1278abf7ccf1b96522757499acdc848e31610160825192611c9960405191878352602083019061012080918051845273ffffffffffffffffffffffffffffffffffffffff602082015116602085015273ffffffffffffffffffffffffffffffffffffffff604082015116604085015273ffffffffffffffffffffffffffffffffffffffff60608201511660608501526fffffffffffffffffffffffffffffffff608082015116608085015267ffffffffffffffff60a08201511660a085015267ffffffffffffffff60c08201511660c085015267ffffffffffffffff60e08201511660e08501526fffffffffffffffffffffffffffffffff610100820151166101008501520151910152565ba2565b73ffffffffffffffffffffffffffffffffffffffff6060820151165f52600260205260405f20611ccd8482546119a1565b9055611b7d565b73ffffffffffffffffffffffffffffffffffffffff6020830151165f526002602052611d0560405f20918254611967565b90555f611b76565b505f955050505050565b508315611b2b565b61024060405160806102048237608081207f06ea9bafcea5c445cb542992d8dcd33b72c12da1fc257349cc759ec877e47a808252610200600460208401376102208201522090565b73ffffffffffffffffffffffffffffffffffffffff168015611ea757805f52600260205260405f20611d9a8382546119a1565b9055604051908282527f8752a472e571a816aea92eec8dae9baf628e840f4929fbcc2d155e6233ff68a760203393a37f000000000000000000000000000000000000000000000000000000000000000090604051907f23b872dd000000000000000000000000000000000000000000000000000000005f52336004523060245260445260205f60648180865af19060015f5114821615611e86575b6040525f60605215611e445750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516611e9e57823b15153d15161690611e35565b503d5f823e3d90fd5b7f1cd788c2000000000000000000000000000000000000000000000000000000005f5260045ffd5b604290611eda6121be565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b73ffffffffffffffffffffffffffffffffffffffff16805f52600260205260405f205490828210611f4a575f5260026020520360405f2055565b50907fa9964699000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff600160ff83161b921690815f52600360205260405f209060081c90815f5260205260405f205491838316611fda575f52600360205260405f20905f526020521760405f2055600190565b505050505f90565b602081019073ffffffffffffffffffffffffffffffffffffffff82511633146120965760c081015167ffffffffffffffff166120c05773ffffffffffffffffffffffffffffffffffffffff6040820151163314801561209d575b6120965761208a612090925b73ffffffffffffffffffffffffffffffffffffffff6fffffffffffffffffffffffffffffffff610100850151169151165f52600260205260405f2054906119a1565b90612408565b42101590565b5050600190565b5073ffffffffffffffffffffffffffffffffffffffff606082015116331461203c565b6120c9816123b7565b4210156120965761208a61209092612048565b906120e6826123b7565b6121076fffffffffffffffffffffffffffffffff6101008501511684612408565b8082101561216457505b8042105f1461215a575061215742925b6121518467ffffffffffffffff60e06fffffffffffffffffffffffffffffffff6080860151169401511690611967565b90611a79565b90565b6121579092612121565b9050612111565b60043560ff8116810361176c5790565b6101243560ff8116810361176c5790565b6101643560ff8116810361176c5790565b6121a85750610e1090565b620151808110156121b65790565b506201518090565b73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000163014806122be575b15612226577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a081526122b860c0826118e9565b51902090565b507f000000000000000000000000000000000000000000000000000000000000000046146121fd565b60808101516fffffffffffffffffffffffffffffffff1692918315611fda5761233961233f9160c084019067ffffffffffffffff825116155f14612396575067ffffffffffffffff5f915b511661219d565b84611a79565b9082821115611fda576123859273ffffffffffffffffffffffffffffffffffffffff602061237c930151165f52600260205260405f205492611967565b92810690611967565b80821015612391575090565b905090565b6123b167ffffffffffffffff916123ac876123b7565b611967565b91612332565b60c081015167ffffffffffffffff16806123f15750507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b67ffffffffffffffff60a0612157930151166119a1565b906fffffffffffffffffffffffffffffffff60808301511680155f1461244f575050507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b67ffffffffffffffff60e0612157940151169104906119a1565b60ff811690601f821161249857604051916124856040846118e9565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b90604183036124ea576124e39250602081013591604082359201355f1a906124f4565b9192909190565b50505f9160029190565b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411612583579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15612578575f5173ffffffffffffffffffffffffffffffffffffffff81161561256e57905f905f90565b505f906001905f90565b6040513d5f823e3d90fd5b5050505f916003919056' as const
