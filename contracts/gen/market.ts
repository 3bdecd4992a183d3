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
      },
      {
        "name": "profiles_",
        "type": "address",
        "internalType": "contract IProfiles"
      },
      {
        "name": "feed",
        "type": "address",
        "internalType": "contract IPriceFeed"
      },
      {
        "name": "priceMaxAgeSeconds_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "amend",
    "inputs": [
      {
        "name": "amendment",
        "type": "tuple",
        "internalType": "struct Amendment",
        "components": [
          {
            "name": "dealId",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sequence",
            "type": "uint24",
            "internalType": "uint24"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      },
      {
        "name": "sent",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "buyerSignature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "supplierSignature",
        "type": "bytes",
        "internalType": "bytes"
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
        "name": "sent",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
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
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
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
        "name": "sent",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
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
    "name": "closeBatch",
    "inputs": [
      {
        "name": "deals",
        "type": "tuple[]",
        "internalType": "struct Deal[]",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
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
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
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
            "type": "uint96",
            "internalType": "uint96"
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
    "name": "digestAmendment",
    "inputs": [
      {
        "name": "amendment",
        "type": "tuple",
        "internalType": "struct Amendment",
        "components": [
          {
            "name": "dealId",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sequence",
            "type": "uint24",
            "internalType": "uint24"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
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
    "name": "isBlacklisted",
    "inputs": [
      {
        "name": "lister",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
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
    "name": "openDeal",
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
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
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
            "type": "uint96",
            "internalType": "uint96"
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
        "name": "bid",
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
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
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
            "type": "uint96",
            "internalType": "uint96"
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
        "name": "askSignature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "bidSignature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "openDealBatch",
    "inputs": [
      {
        "name": "requests",
        "type": "tuple[]",
        "internalType": "struct OpenRequest[]",
        "components": [
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
                "type": "uint40",
                "internalType": "uint40"
              },
              {
                "name": "pricePerSecond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "denomination",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "snmPerUsdCap",
                "type": "uint96",
                "internalType": "uint96"
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
                "type": "uint96",
                "internalType": "uint96"
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
            "name": "bid",
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
                "type": "uint40",
                "internalType": "uint40"
              },
              {
                "name": "pricePerSecond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "denomination",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "snmPerUsdCap",
                "type": "uint96",
                "internalType": "uint96"
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
                "type": "uint96",
                "internalType": "uint96"
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
            "name": "askSignature",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "bidSignature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      },
      {
        "name": "atLeast",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "ids",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "parts",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct MarketParts",
        "components": [
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "registry",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "profiles",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "priceFeed",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "priceMaxAgeSeconds",
            "type": "uint256",
            "internalType": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setBlacklisted",
    "inputs": [
      {
        "name": "accounts",
        "type": "address[]",
        "internalType": "address[]"
      },
      {
        "name": "listed",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "snmPerUsd",
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
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
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
            "type": "uint96",
            "internalType": "uint96"
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
        "name": "durationSeconds",
        "type": "uint40",
        "internalType": "uint40"
      },
      {
        "name": "snmPerUsdCap",
        "type": "uint96",
        "internalType": "uint96"
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "takeBatch",
    "inputs": [
      {
        "name": "requests",
        "type": "tuple[]",
        "internalType": "struct TakeRequest[]",
        "components": [
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
                "type": "uint40",
                "internalType": "uint40"
              },
              {
                "name": "pricePerSecond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "denomination",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "snmPerUsdCap",
                "type": "uint96",
                "internalType": "uint96"
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
                "type": "uint96",
                "internalType": "uint96"
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
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "signature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      },
      {
        "name": "atLeast",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "ids",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "termsOf",
    "inputs": [
      {
        "name": "deal",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
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
        "name": "",
        "type": "tuple",
        "internalType": "struct DealTerms",
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
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "usdPerSecond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "startedAt",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "durationSeconds",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "billedUntil",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "locked",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "bond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "amendments",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "stateMutability": "pure"
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
    "name": "BidFilled",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "bidHash",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Blacklisted",
    "inputs": [
      {
        "name": "lister",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "listed",
        "type": "bool",
        "indexed": false,
        "internalType": "bool"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "BondPaid",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
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
    "name": "DealAmended",
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
        "name": "money",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "buyerTerms",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      },
      {
        "name": "usdTerms",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      }
    ],
    "anonymous": false
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
        "name": "money",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
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
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
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
    "name": "RequestFailed",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes",
        "indexed": false,
        "internalType": "bytes"
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
    "name": "AmendmentDealWrong",
    "inputs": [
      {
        "name": "dealId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentDurationInvalid",
    "inputs": [
      {
        "name": "durationSeconds",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmendmentExpired",
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
    "name": "AmendmentSequenceWrong",
    "inputs": [
      {
        "name": "sequence",
        "type": "uint24",
        "internalType": "uint24"
      },
      {
        "name": "expected",
        "type": "uint24",
        "internalType": "uint24"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentUnsigned",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
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
    "name": "BalanceTooLarge",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BatchIncomplete",
    "inputs": [
      {
        "name": "opened",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "atLeast",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CapTooLow",
    "inputs": [
      {
        "name": "snmPerUsdCap",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "least",
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
    "name": "DealUnfunded",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "fundedUntil",
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
    "name": "IdentityTooLow",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "asked",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "proved",
        "type": "uint8",
        "internalType": "uint8"
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
    "name": "OpenForbidden",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderBenchmarksInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OrderCounterpartyWrong",
    "inputs": [
      {
        "name": "counterparty",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderDenominationInvalid",
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
        "type": "uint40",
        "internalType": "uint40"
      },
      {
        "name": "asked",
        "type": "uint40",
        "internalType": "uint40"
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
    "name": "OrderIdentityInvalid",
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
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderUsdPriceZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OrdersMismatch",
    "inputs": [
      {
        "name": "mismatch",
        "type": "uint8",
        "internalType": "enum IMarket.Mismatch"
      }
    ]
  },
  {
    "type": "error",
    "name": "PartyBlacklisted",
    "inputs": [
      {
        "name": "lister",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceUnavailable",
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

export const marketBytecode = '0x61022080604052346102c85760a081614b46803803809161002082856102df565b8339810103126102c8578051906001600160a01b03821682036102c8576020810151906001600160a01b03821682036102c8576040810151926001600160a01b03841684036102c85760608201516001600160a01b038116928382036102c8576080015191604051906100946040836102df565b600b8252602082016a14d3d3934813585c9ad95d60aa1b8152604051926100bc6040856102df565b600184526020840192603160f81b84526080526100d881610316565b610140526100e584610316565b6101605251902091826101005251902080610120524660c0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261014f60c0826102df565b51902060a0523060e052610180526101a0528061023a57505f5b6101c0526101e052610200526040516147c4908161038282396080518181816108d801528181611a6f015281816124d60152613994015260a051816144e8015260c051816145a5015260e051816144b9015261010051816145370152610120518161455d01526101405181610b9e01526101605181610bc801526101805181818161097b0152613d3201526101a0518181816109a10152613d8601526101c05181613db001526101e0518181816109240152818161164e015261327b01526102005181818161094e015261344e0152f35b60206004916040519283809263313ce56760e01b82525afa80156102d4575f90610293575b60ff9150166012018060121161027f57604d811161027f57600a0a610169565b634e487b7160e01b5f52601160045260245ffd5b506020813d6020116102cc575b816102ad602093836102df565b810103126102c8575160ff811681036102c85760ff9061025f565b5f80fd5b3d91506102a0565b6040513d5f823e3d90fd5b601f909101601f19168101906001600160401b0382119082101761030257604052565b634e487b7160e01b5f52604160045260245ffd5b601f815111610341576020815191015160208210610332571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f5f3560e01c806306285a9a146125c857806310e084ec1461258657806312a62cff1461247557806318cb2b18146123a95780631c1479fa14611b405780632e1a7d4d146119f85780632e3408231461193a5780633ad52e2d146111015780634028eddc1461106957806347e7ef24146110225780634987fcf114610f9357806358252ca914610f13578063582805d914610ea45780636dca3d1c14610e6b57806370a0823114610df75780638369b72f14610c6c57806384b0196e14610b635780638c125b6f14610b18578063b382c40f146109e5578063b47e9c791461086b578063c1306dc1146107da578063c33584c1146105c3578063c76d4ca614610439578063cab7e8eb146103bd578063d3d3f16714610375578063e1baae1f146101815763eadb3c9c14610143575f80fd5b3461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576020600654604051908152f35b80fd5b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043567ffffffffffffffff8111610371576101d1903690600401612817565b6024359182151580840361036d5791909133855284602052604085205493859260ff8316935b81811061020f57878733825281602052604082205580f35b61021a818388612b05565b359673ffffffffffffffffffffffffffffffffffffffff8816978881036103695750338952600460205260408920885f526020528460ff60405f20541615151461035f57338952600460205260408920885f5260205260405f20867fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055835f1461032c57780100000000000000000000000000000000000000000000000081018091116102ff57906001915b976040518681527f87109c9868e0f575f5eb0c44a12fae0c0123eb29071a9a375c8fecc5eb6a4be260203392a35b016101f7565b6024897f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b7fffffffffffffffff00000000000000000000000000000000000000000000000081019081116102ff57906001916102cb565b96506001906102f9565b8980fd5b8480fd5b5080fd5b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760406020916004358152600583522054604051908152f35b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760209060406103fa6127c5565b9173ffffffffffffffffffffffffffffffffffffffff60243593168152600384528181208360081c825284522054600160ff60405193161b1615158152f35b503461017e5761044836612930565b610453829392612b6a565b9184917ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd2182360301925b8581101561059d578060051b83013584811215610599578301906102808201359164ffffffffff83169283810361036957506102a08101356bffffffffffffffffffffffff811681036105955761057e610584926105526001968461053195506bffffffffffffffffffffffff6104f86102c0860186612bb9565b9290936040519889977f06285a9a0000000000000000000000000000000000000000000000000000000060208a01526024890190612c1f565b6102a4870152166102c48501526102e06102e4850152610304840191612dcc565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612a8a565b82614192565b61058e8288612e0a565b520161047d565b5f80fd5b8780fd5b6105bf856105ab8482614264565b6040519182916020835260208301906128fd565b0390f35b503461017e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576105fb612e1e565b506106046137a4565b5060405160c0810160405260c06004823761061d612e1e565b816080829301805173ffffffffffffffffffffffffffffffffffffffff1694858452602083015160601c95602085019687526040840192835160601c906040870191825260608601805160601c9160608901928352875160a01c9060808a019182525160a01c9160a08a01928352516bffffffffffffffffffffffff169260c08a01938452602089015160381c64ffffffffff169460e08b0195865260208a015160101c64ffffffffff16966101008c019788528a5160181c64ffffffffff16986101208d01998a52508a5160401c6bffffffffffffffffffffffff16996101408d019a8b52516bffffffffffffffffffffffff169a6101608d019b8c52805162ffffff169c610180019c8d5260a001519c6101a0019c8d526040519d8e9182525173ffffffffffffffffffffffffffffffffffffffff1690602001525173ffffffffffffffffffffffffffffffffffffffff1660408d01525173ffffffffffffffffffffffffffffffffffffffff1660608c01525160808b01525160a08a01525160c08901525160e08801525161010087015251610120860152516101408501525161016084015251610180830152516101a08201526101c090f35b503461017e576107e936612848565b825b8181106107f6578380f35b8061080c6108076001938587612b42565b613fe2565b73ffffffffffffffffffffffffffffffffffffffff6080820151168652600560205260408620805460c08320148061085c575b61084c575b5050016107eb565b610855916140fc565b5f80610844565b5061086682614046565b61083f565b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760806040516108a881612a25565b828152826020820152826040820152826060820152015260a073ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001660405161090481612a25565b81815273ffffffffffffffffffffffffffffffffffffffff6020820191817f00000000000000000000000000000000000000000000000000000000000000001683528160408201817f00000000000000000000000000000000000000000000000000000000000000001681528160806060850194827f000000000000000000000000000000000000000000000000000000000000000016865201957f00000000000000000000000000000000000000000000000000000000000000008752604051978852511660208701525116604085015251166060830152516080820152f35b503461017e576109f436612930565b929091610a0083612b6a565b9180947ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffac183360301955b8581101561059d578060051b84013587811215610b145790610b03610abe61057e6001948801610552610a61610500830183612bb9565b90610ad2610a73610520860186612bb9565b9290936040519889977f1c1479fa0000000000000000000000000000000000000000000000000000000060208a0152610aaf60248a0182612c1f565b6102806102a48a019101612c1f565b610540610524880152610564870191612dcc565b917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc85840301610544860152612dcc565b610b0d8288612e0a565b5201610a2a565b8380fd5b503461017e5760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57506020610b5b610b56613b68565b613b9d565b604051908152f35b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57610c3f906105bf610bc27f0000000000000000000000000000000000000000000000000000000000000000614616565b91610bec7f0000000000000000000000000000000000000000000000000000000000000000614616565b610c4d60405191610bfe602084612a8a565b8383525f3681376040519687967f0f00000000000000000000000000000000000000000000000000000000000000885260e0602089015260e08801906128ba565b9086820360408801526128ba565b9146606086015230608086015260a085015283820360c08501526128fd565b503461017e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57610ca46137d4565b610cad82614046565b159081610d50575b610cbf90836140fc565b610cc7575080f35b7fc7e245633db023dab179f3dbb1331042aeadc743586f4b010f83b943f6d33989602073ffffffffffffffffffffffffffffffffffffffff60806bffffffffffffffffffffffff60408601511694610d3286606083015160601c808a5289875260408a205490613a98565b610d42868583015160601c613f49565b01511692604051908152a280f35b606083015160601c3314801590610ddd575b8015610db8575b15610cb55760448473ffffffffffffffffffffffffffffffffffffffff6080860151167f63914fae00000000000000000000000000000000000000000000000000000000825260045233602452fd5b50610dd56bffffffffffffffffffffffff845160401c16846145cb565b421015610d69565b506bffffffffffffffffffffffff60408401511615610d62565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576fffffffffffffffffffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff610e5a6127c5565b168152808452205416604051908152f35b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576020610b5b613cdf565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5767ffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff610eff6127c5565b168152808452205460801c16604051908152f35b503461017e576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57506020610b5b61024060405160806102048237608081207f7316c52bae4bdb49320995c24d5da8fdac8a600e3cc874c297bf3525f9a157ac825261020060048684013761022082015220613b9d565b503461017e57610fa236612848565b8290815b818110610fb857602085604051908152f35b610fc6610807828487612b42565b73ffffffffffffffffffffffffffffffffffffffff608082015116845260056020526040842090815460c0822014611003575b5050600101610fa6565b9561101461101a9260019498613871565b90612acb565b94905f610ff9565b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5761106661105d6127c5565b6024359061393d565b80f35b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576110a16127c5565b906024359173ffffffffffffffffffffffffffffffffffffffff831683036103715773ffffffffffffffffffffffffffffffffffffffff918260409216815260046020522091165f52602052602060ff60405f2054166040519015158152f35b503461017e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101a081126103715760a01361017e5760c07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c36011261017e576101643567ffffffffffffffff811161037157611185903690600401612797565b6101843567ffffffffffffffff8111610b14576111a6903690600401612797565b9390916111b16137a4565b506111ba6137a4565b506040519160c0830160405260c060a48437608083019173ffffffffffffffffffffffffffffffffffffffff835116825260056020526040822091825460c08620036118f757604435916bffffffffffffffffffffffff8316978884036118f35788996064359864ffffffffff8a16998a81036118ef575060043573ffffffffffffffffffffffffffffffffffffffff89511681036118c4575062ffffff8951168062ffffff611268613b56565b16148015906118b8575b61187c575067ffffffffffffffff611288612ea3565b16421161183f57602089015160101c64ffffffffff166117d257896117a6575b8a1580611799575b61177157875160a01c8061176c5750885160a01c5b64ffffffffff60208b015160101c1694818d11918215611761575b8d10958615611757575b5081158061174f575b61172757611302610b56613b68565b948261170c575b50506116d9578361159d575b50505061156a5761132585613c53565b97909242840361152357855160a01c61142c575b50509273ffffffffffffffffffffffffffffffffffffffff9260016113ec60209a88956080986113cd8e7ff6a84b27821573e52b5f5d1c44e9c13e3b0dcd7272d57bc48485094d98877c4a9c019c8d64ffffffffff815160601c915160381c16917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000009060101b9260381b9160601b16171790565b8c52508b6bffffffffffffffffffffffff885160401c16039087613e35565b01835260c08320905561140687606084015160601c613f49565b5190519451604051958787528887015260408601528060608601521692a2604051908152f35b909198507fffffffffffffffffffffffff000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff8651169160a01b16178452611479613cdf565b80156114fb579260016113ec60209a88956114ea6080999673ffffffffffffffffffffffffffffffffffffffff996bffffffffffffffffffffffff60607ff6a84b27821573e52b5f5d1c44e9c13e3b0dcd7272d57bc48485094d98877c4a9e01511690818082109118021890613df5565b9c5095985093965050819450611339565b6004897fcb08be81000000000000000000000000000000000000000000000000000000008152fd5b6044838573ffffffffffffffffffffffffffffffffffffffff8951167f65431575000000000000000000000000000000000000000000000000000000008352600452602452fd5b602490606086015160601c7f91c519ed000000000000000000000000000000000000000000000000000000008252600452fd5b90919250604088015160601c92606089015160601c8033149485156115e5575b5084156115d2575b50505050155f8080611315565b6115dc94506142f7565b5f8080806115c5565b9094506115f484848484613bde565b9081611603575b50935f6115bd565b9050604051907f3fd98363000000000000000000000000000000000000000000000000000000008252600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9081156116ce57859173ffffffffffffffffffffffffffffffffffffffff91889161169f575b5016145f6115fb565b6116c1915060203d6020116116c7575b6116b98183612a8a565b8101906131ea565b5f611696565b503d6116af565b6040513d88823e3d90fd5b60248560208b015160601c7f91c519ed000000000000000000000000000000000000000000000000000000008252600452fd5b61171f92508560208d015160601c613bde565b155f80611309565b6004877fb510cb89000000000000000000000000000000000000000000000000000000008152fd5b5085156112f3565b8c1195505f6112ea565b8c87141592506112e0565b6112c5565b6004857f75a50065000000000000000000000000000000000000000000000000000000008152fd5b50875160a01c15156112b0565b6024858b7fd53d7247000000000000000000000000000000000000000000000000000000008252600452fd5b8915801561182d575b8015611813575b156112a8576024858b7fd53d7247000000000000000000000000000000000000000000000000000000008252600452fd5b5064ffffffffff60208a015160381c168a429101106117e2565b5061183789614455565b4210156117db565b60248567ffffffffffffffff611853612ea3565b7fcde4a46300000000000000000000000000000000000000000000000000000000835216600452fd5b8560449162ffffff61188c613b56565b7fe22a868e00000000000000000000000000000000000000000000000000000000845216600452602452fd5b5062ffffff8114611272565b7f4c7a2f3c000000000000000000000000000000000000000000000000000000008652600452602485fd5b8580fd5b8280fd5b60249073ffffffffffffffffffffffffffffffffffffffff8551167fcc81e277000000000000000000000000000000000000000000000000000000008252600452fd5b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043567ffffffffffffffff81116103715761198a903690600401612817565b90825b828110611998578380f35b806119b06119a96001938686612b05565b3533613b06565b6119bb575b0161198d565b6119c6818585612b05565b356040519081527f26ccf9904b9b2fb069d347553978928fd2fc65efb2638dcbeb8d142e974479f060203392a26119b5565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043533825281602052611a4181604084205433613a98565b6040518181527f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d560203392a27f000000000000000000000000000000000000000000000000000000000000000090604051907fa9059cbb0000000000000000000000000000000000000000000000000000000084523360045260245260208360448180865af1906001845114821615611b20575b5015611adf575080f35b7f5274afe700000000000000000000000000000000000000000000000000000000825273ffffffffffffffffffffffffffffffffffffffff16600452602490fd5b6001821516611b385750813b15153d1516165f611ad5565b3d84823e3d90fd5b503461017e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016105408112610371576102801361017e576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd7c36011261017e576105043567ffffffffffffffff811161037157611bc6903690600401612797565b906105243567ffffffffffffffff8111610b1457611be8903690600401612797565b611bf0612eba565b6102843560ff8116908181036123a557600182036123795750506103a43560ff81169485821415948561059957866122db575b6103e4359560ff87169788881415988961201b57600481116122b057507f80000000000000008000000000000000800000000000000080000000000000006104e4356104c4356104a4356104843517171716612288576103443567ffffffffffffffff8116908181036121db5781421161225c5750506102a4359173ffffffffffffffffffffffffffffffffffffffff8316958684036121db57611cce84611cc9612981565b61308e565b1561220f57610124359160ff83169283810361220b57506121db5750036121df57610104356bffffffffffffffffffffffff81169081810361201b575061038435906bffffffffffffffffffffffff8216918281036121db5750116121ae57611d356129eb565b64ffffffffff80611d446129ff565b16911610612181576104043563ffffffff8116810361036957610184359063ffffffff8216820361201b5790191663ffffffff166121545788967f80000000000000008000000000000000800000000000000080000000000000005b6004891015611deb576001908b7f80000000000000008000000000000000800000000000000080000000000000008b60051b8061020401925061048401359135170316980197611da0565b8a98507f80000000000000008000000000000000800000000000000080000000000000008a910361212857611e1e6129a4565b9473ffffffffffffffffffffffffffffffffffffffff861690818b528a602052611e5b60408c205491898d528c60205260408d205497838a6130ce565b9867ffffffffffffffff8760801c166103243567ffffffffffffffff811690818103612124578282036120f55750505061030435611e998188613b06565b156120c55750611eb990611eb1610b56610284613ffc565b9b8c886142f7565b1561209957611eca90878787613216565b96611ed788611cc96129c7565b1561204a57331415908161203f575b508061201f575b611f82575b611f03611efd612a14565b846133e0565b61059957611f1190856133e0565b611f196129ff565b6103c4356bffffffffffffffffffffffff81169889820361017e576020808a7f7b28bedc45737ec8175f11cb539af29127598cf4eb39c7c7a13673e247063f77611f708e8d8d8d8d8d64ffffffffff8e1694613501565b928392604051908152a2604051908152f35b60643573ffffffffffffffffffffffffffffffffffffffff81169081810361201b575033148015611fef575b158015611fe7575b15611ef2576024897fa31b0d1900000000000000000000000000000000000000000000000000000000815233600452fd5b503315611fb6565b506102e43573ffffffffffffffffffffffffffffffffffffffff81169081810361201b57503314611fae565b8a80fd5b5073ffffffffffffffffffffffffffffffffffffffff8616331415611eed565b90503314158a611ee6565b60448b73ffffffffffffffffffffffffffffffffffffffff8a8161206c6129c7565b7fafcd40d80000000000000000000000000000000000000000000000000000000085521660045216602452fd5b60248b897fec4bdb6b000000000000000000000000000000000000000000000000000000008252600452fd5b8c6044918b7fed1b95c9000000000000000000000000000000000000000000000000000000008352600452602452fd5b507fea0f1bbb000000000000000000000000000000000000000000000000000000008e5260045260245260448cfd5b8e80fd5b6024897f9173fe5e00000000000000000000000000000000000000000000000000000000815260048052fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526003600452fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526002600452fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526001600452fd5b8b80fd5b6024897f9173fe5e00000000000000000000000000000000000000000000000000000000815280600452fd5b8d80fd5b60448c8873ffffffffffffffffffffffffffffffffffffffff612230612981565b7fafcd40d800000000000000000000000000000000000000000000000000000000845216600452602452fd5b507fbd5c334e000000000000000000000000000000000000000000000000000000008b5260045260248afd5b60048a7fb20206f2000000000000000000000000000000000000000000000000000000008152fd5b7f532f5281000000000000000000000000000000000000000000000000000000008b5260045260248afd5b5f95507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff870161234d57610384356bffffffffffffffffffffffff8116908181036103695750611c23576004887f75a50065000000000000000000000000000000000000000000000000000000008152fd5b602488887fadc73ddc000000000000000000000000000000000000000000000000000000008252600452fd5b507fde2af308000000000000000000000000000000000000000000000000000000008652600452602485fd5b8680fd5b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e573381528060205260408120547001000000000000000000000000000000008101809111612448573382528160205280604083205567ffffffffffffffff6040519160801c1681527ff44f5b3a2b308940f48386ad43fe8c1a3678ba85ce8894c46e07275d218a4e7760203392a280f35b6024827f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b50346105955760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610595576124ad6127c5565b9060243560643560ff81168091036105955773ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b15610595575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501528860448501526044356064850152608484015260843560a484015260a43560c48401525af1612570575b50611066919261393d565b61106692505f61257f91612a8a565b5f91612565565b346105955760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610595576020610b5b6125c26137d4565b90613871565b34610595577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102e081126105955761028013610595576102843564ffffffffff8116809103610595576102a4356bffffffffffffffffffffffff8116809103610595576102c43567ffffffffffffffff81116105955761264f903690600401612797565b90612658612eba565b61266a612663612981565b339061308e565b156127315764ffffffffff61267d6129eb565b1684116126f35792610b5b92916020946126956129a4565b9073ffffffffffffffffffffffffffffffffffffffff82165f525f87526126da6126d160405f205494335f525f8a5260405f20549386866130ce565b93838333613216565b926126ec6126e6612a14565b336133e0565b3390613501565b8364ffffffffff6127026129eb565b7fa7987269000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b73ffffffffffffffffffffffffffffffffffffffff61274e612981565b7fafcd40d8000000000000000000000000000000000000000000000000000000005f52166004523360245260445ffd5b35906bffffffffffffffffffffffff8216820361059557565b9181601f840112156105955782359167ffffffffffffffff8311610595576020838186019501011161059557565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361059557565b359073ffffffffffffffffffffffffffffffffffffffff8216820361059557565b359060ff8216820361059557565b9181601f840112156105955782359167ffffffffffffffff8311610595576020808501948460051b01011161059557565b9060207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8301126105955760043567ffffffffffffffff811161059557826023820112156105955780600401359267ffffffffffffffff841161059557602460c0850283010111610595576024019190565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b90602080835192838152019201905f5b81811061291a5750505090565b825184526020938401939092019160010161290d565b60407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc820112610595576004359067ffffffffffffffff82116105955761297991600401612817565b909160243590565b60443573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b60243573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b6102c43573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b60e43564ffffffffff811681036105955790565b6103643564ffffffffff811681036105955790565b6101643560ff811681036105955790565b60a0810190811067ffffffffffffffff821117612a4157604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60c0810190811067ffffffffffffffff821117612a4157604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117612a4157604052565b91908201809211612ad857565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b9190811015612b155760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b9190811015612b155760c0020190565b67ffffffffffffffff8111612a415760051b60200190565b90612b7482612b52565b612b816040519182612a8a565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0612baf8294612b52565b0190602036910137565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215610595570180359067ffffffffffffffff82116105955760200191813603831361059557565b359067ffffffffffffffff8216820361059557565b9060ff612c2b83612809565b16815273ffffffffffffffffffffffffffffffffffffffff612c4f602084016127e8565b16602082015273ffffffffffffffffffffffffffffffffffffffff612c76604084016127e8565b16604082015273ffffffffffffffffffffffffffffffffffffffff612c9d606084016127e8565b1660608201526080820135608082015267ffffffffffffffff612cc260a08401612c0a565b1660a082015267ffffffffffffffff612cdd60c08401612c0a565b1660c082015260e082013564ffffffffff81168091036105955760e08201526bffffffffffffffffffffffff612d16610100840161277e565b1661010082015260ff612d2c6101208401612809565b166101208201526bffffffffffffffffffffffff612d4d610140840161277e565b1661014082015260ff612d636101608401612809565b166101608201526101808201359163ffffffff83168093036105955761020080916080946101808501526bffffffffffffffffffffffff612da76101a0830161277e565b166101a08501526101c08101356101c08501526101e08101356101e085015201910137565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b8051821015612b155760209160051b010190565b604051906101c0820182811067ffffffffffffffff821117612a41576040525f6101a0838281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e082015282610100820152826101208201528261014082015282610160820152826101808201520152565b91908203918211612ad857565b60843567ffffffffffffffff811681036105955790565b60043560ff81169081810361059557816130625750506101243560ff8116908181036105955781612fdc575b50506101643560ff8116908181036105955760048211612fb05750507f80000000000000008000000000000000800000000000000080000000000000006102643561024435610224356102043517171716612f885760c43567ffffffffffffffff81169081810361059557814211612f5c575050565b507fbd5c334e000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fb20206f2000000000000000000000000000000000000000000000000000000005f5260045ffd5b507f532f5281000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60018203613036575050610104356bffffffffffffffffffffffff81169081810361059557501561300e575f80612ee6565b7f75a50065000000000000000000000000000000000000000000000000000000005f5260045ffd5b507fadc73ddc000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507fde2af308000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff1680159182156130b257505090565b73ffffffffffffffffffffffffffffffffffffffff1614919050565b9193929067ffffffffffffffff9060801c1660a43567ffffffffffffffff811690818103610595578282036131bb5750505060843561310d8184613b06565b15613176575061312c90613124610b566004613ffc565b9485846142f7565b156131345750565b73ffffffffffffffffffffffffffffffffffffffff907fec4bdb6b000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff837fed1b95c9000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b507fea0f1bbb000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90816020910312610595575173ffffffffffffffffffffffffffffffffffffffff811681036105955790565b909392604051927f3fd9836300000000000000000000000000000000000000000000000000000000845273ffffffffffffffffffffffffffffffffffffffff81169182600486015260208560248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9485156133d5575f956133b4575b50849673ffffffffffffffffffffffffffffffffffffffff86169384156133895773ffffffffffffffffffffffffffffffffffffffff86169085821490811561337f575b50613354575090849160c01c61333b575b60c01c61332b575b50505f525f60205260405f205460c01c613320575050565b613329916146a1565b565b613334916146a1565b5f82613308565b61334583836146a1565b61334f86836146a1565b613300565b7f102e1a12000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b905081145f6132ef565b7f573d9f8a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6133ce91955060203d6020116116c7576116b98183612a8a565b935f6132ab565b6040513d5f823e3d90fd5b9060ff1660018111156134fd5773ffffffffffffffffffffffffffffffffffffffff604051927f5c138c9d000000000000000000000000000000000000000000000000000000008452169182600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa80156133d5575f906134c0575b60ff9150169181831061348f57505050565b7f0c600fc5000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b506020813d6020116134f5575b816134da60209383612a8a565b81010312610595575160ff811681036105955760ff9061347d565b3d91506134cd565b5050565b909392949695919661010435916bffffffffffffffffffffffff8316928381036105955750825f6101243560ff81168082036105955760011415905061379a575050610144356bffffffffffffffffffffffff8116908181036105955781861061376957505082613570613cdf565b90811561374157818610613711579061358891613df5565b826136fa57610e105b8102906135a5826001600654019c8a613a98565b8a6006556bffffffffffffffffffffffff82116136c95790613615916bffffffffffffffffffffffff4260181b921660401b9060a01b171792428890917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000009060101b9260381b9160601b16171790565b6101a435936bffffffffffffffffffffffff851691828603610595578b977f1a32468621362d1a376a402c985aff058130bee1a97a2092cee9ed4963e1d253977fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008a95818e60c09b5060601b16179260601b1617916040519661369788612a6e565b875260208701526040860152606085015260a01b17608083015260a0820152818120845f52600560205260405f2055a4565b507f6dfcc650000000000000000000000000000000000000000000000000000000005f52606060045260245260445ffd5b620151808310620151808418026201518018613591565b50847fa1969237000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fcb08be81000000000000000000000000000000000000000000000000000000005f5260045ffd5b8590507fa1969237000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5f95509350613588565b604051906137b182612a6e565b5f60a0838281528260208201528260408201528260608201528260808201520152565b6137dc6137a4565b506137e56137a4565b5060405160c0810160405260c06004823780916080820173ffffffffffffffffffffffffffffffffffffffff8151165f52600560205260405f209260c0845491200361382e5750565b73ffffffffffffffffffffffffffffffffffffffff9051167fcc81e277000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b919061387c83613c53565b90936138b782956bffffffffffffffffffffffff835160401c16906080840194855160a01c155f1461392e57845160a01c925b039084613e35565b9281518414613925577f10c6cb8b07cbcc95334efad5cf486fc49c209707535358cf270f523bd6cb4bcc926139148760608573ffffffffffffffffffffffffffffffffffffffff95896040985260c082209055015160601c613f49565b5116928151908682526020820152a2565b505f9450505050565b61393785614410565b926138af565b73ffffffffffffffffffffffffffffffffffffffff8116908115613a70578261396591613f49565b604051908282527f8752a472e571a816aea92eec8dae9baf628e840f4929fbcc2d155e6233ff68a760203393a37f000000000000000000000000000000000000000000000000000000000000000090604051907f23b872dd000000000000000000000000000000000000000000000000000000005f52336004523060245260445260205f60648180865af19060015f5114821615613a4f575b6040525f60605215613a0d5750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516613a6757823b15153d151616906139fe565b503d5f823e3d90fd5b7f1cd788c2000000000000000000000000000000000000000000000000000000005f5260045ffd5b6fffffffffffffffffffffffffffffffff8216838110613ad7575073ffffffffffffffffffffffffffffffffffffffff165f525f6020520360405f2055565b837fa9964699000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff600160ff83161b92165f52600360205260405f209060081c5f5260205260405f20908154818116613b4f57179055600190565b5050505f90565b60243562ffffff811681036105955790565b60c06040517ff7a5b3fb3d317578d265f1a8cc8e1b8510a4a7f12923d2c0e2d9190cc23f053f815260a0600460208301372090565b604290613ba86144a2565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b92919073ffffffffffffffffffffffffffffffffffffffff84163314938415613c09575b5050505090565b613c1394506142f7565b5f808080613c02565b8115613c26570490565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b90815160a01c64ffffffffff835160181c1664ffffffffff602085015160101c1693429480613cbd575b5082613c8b575b5083030290565b51909390613cab90839060401c6bffffffffffffffffffffffff16613c1c565b8401908180821091180218925f613c84565b90945064ffffffffff602086015160381c16018042108142180218935f613c7d565b604051613ced60a082612a8a565b60a03682377ffeaf968c000000000000000000000000000000000000000000000000000000005f5260a08160045f73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016620186a0fa609f3d11166060602083015192015190158015613deb575b8015613de2575b613ddc57613d849042612e96565b7f000000000000000000000000000000000000000000000000000000000000000010613dd757613dd4907f0000000000000000000000000000000000000000000000000000000000000000613c1c565b90565b505f90565b50505f90565b50428111613d76565b505f821315613d6f565b818102918183041490151715612ad857670de0b6b3a764000090046bffffffffffffffffffffffff811115613dd457506bffffffffffffffffffffffff90565b919092602083015160601c92835f525f60205260405f2080545f9484158015613eb5575b508580978262ffffff9798115f14613e86575003900390555b51169260181b9160401b9060a01b17171790565b92509250808310613e9a575b505050613e72565b613ead92613ea791612e96565b90613f49565b835f80613e92565b9495506fffffffffffffffffffffffffffffffff821681016bffffffffffffffffffffffff8082109118026bffffffffffffffffffffffff189464ffffffffff602086015160101c16155f14613f2a57610e105b870290613c2657858762ffffff970690039081808210911802189594613e59565b88613f3486614455565b03620151808082109118026201518018613f09565b73ffffffffffffffffffffffffffffffffffffffff1690815f525f60205260405f20918254906fffffffffffffffffffffffffffffffff82166fffffffffffffffffffffffffffffffff036fffffffffffffffffffffffffffffffff8111612ad8578311613fb75750019055565b7ffd727368000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90613feb6137a4565b5060c0604051928184016040528337565b6040516102409160806102008201833761020060808320917f7316c52bae4bdb49320995c24d5da8fdac8a600e3cc874c297bf3525f9a157ac845260208401376102208201522090565b602081015160601c908133146140c957602081015160101c64ffffffffff166140e057604081015160601c331480156140d0575b6140c9576140bd6140c3925b6bffffffffffffffffffffffff835160401c16905f525f6020526fffffffffffffffffffffffffffffffff60405f20541690612acb565b906145cb565b42101590565b5050600190565b50606081015160601c331461407a565b6140e981614455565b4210156140c9576140bd6140c392614086565b60607f386009970b9c5345e2c1cf33e1d6d82d8c50c0525f4acb30b5bddd71cc1dd0039173ffffffffffffffffffffffffffffffffffffffff608061414083613c53565b9390505f846bffffffffffffffffffffffff835160401c1603975561416a8486830151871c613f49565b61417a876020830151871c613f49565b015116936040519182526020820152336040820152a2565b81515f939284918291602001306207a120f4903d1561425c573d9167ffffffffffffffff8311612a4157604051926141f2601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200185612a8a565b83523d5f602085013e5b61424457907f489013dbeed7e08096d8cc07e8bf97f668c362b0ba908a7d8783ab7a36140b6e9161423f60405192839283526040602084015260408301906128ba565b0390a1565b50909150602081805181010312610595576020015190565b6060916141fc565b5f925f5b82518110156142ba5761427b8184612e0a565b51614289575b600101614268565b937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114612ad85760010193614281565b509290508181106142c9575050565b7f8af08b4a000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff61431885858461466d565b50501680151590816143f0575b506143e757813b1515928361433d575b505050905090565b5f93507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f86602097606494604051967f1626ba7e0000000000000000000000000000000000000000000000000000000088526004880152604060248801528160448801528587013786848287010152011601915afa7f1626ba7e000000000000000000000000000000000000000000000000000000005f5114601f3d111616805f8080614335565b50505050600190565b905073ffffffffffffffffffffffffffffffffffffffff8316145f614325565b614418613cdf565b801561444d5790613dd4916bffffffffffffffffffffffff6060608084015160a01c9301511690818082109118021890613df5565b505160a01c90565b602081015160101c64ffffffffff1690816144905750507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b6020015160381c64ffffffffff160190565b73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000163014806145a2575b1561450a577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a0815261459c60c082612a8a565b51902090565b507f000000000000000000000000000000000000000000000000000000000000000046146144e1565b805160a01c80156145ef5764ffffffffff6145eb925160181c1692613c1c565b0190565b5050507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b60ff811690601f82116146455760405191614632604084612a8a565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b9060418303614697576146909250602081013591604082359201355f1a90614735565b9192909190565b50505f9160029190565b73ffffffffffffffffffffffffffffffffffffffff16805f52600460205260405f2073ffffffffffffffffffffffffffffffffffffffff83165f5260205260ff60405f2054166146ef575050565b73ffffffffffffffffffffffffffffffffffffffff92507faf04fe01000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084116147b9579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa156133d5575f5173ffffffffffffffffffffffffffffffffffffffff8116156147af57905f905f90565b505f906001905f90565b5050505f916003919056' as const
