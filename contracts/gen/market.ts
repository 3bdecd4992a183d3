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

export const marketBytecode = '0x61022080604052346102c85760a081614b18803803809161002082856102df565b8339810103126102c8578051906001600160a01b03821682036102c8576020810151906001600160a01b03821682036102c8576040810151926001600160a01b03841684036102c85760608201516001600160a01b038116928382036102c8576080015191604051906100946040836102df565b600b8252602082016a14d3d3934813585c9ad95d60aa1b8152604051926100bc6040856102df565b600184526020840192603160f81b84526080526100d881610316565b610140526100e584610316565b6101605251902091826101005251902080610120524660c0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261014f60c0826102df565b51902060a0523060e052610180526101a0528061023a57505f5b6101c0526101e05261020052604051614796908161038282396080518181816108d801528181611a41015281816124a80152613966015260a051816144ba015260c05181614577015260e0518161448b015261010051816145090152610120518161452f01526101405181610b9e01526101605181610bc801526101805181818161097b0152613d0401526101a0518181816109a10152613d5801526101c05181613d8201526101e05181818161092401528181611621015261324d01526102005181818161094e01526134200152f35b60206004916040519283809263313ce56760e01b82525afa80156102d4575f90610293575b60ff9150166012018060121161027f57604d811161027f57600a0a610169565b634e487b7160e01b5f52601160045260245ffd5b506020813d6020116102cc575b816102ad602093836102df565b810103126102c8575160ff811681036102c85760ff9061025f565b5f80fd5b3d91506102a0565b6040513d5f823e3d90fd5b601f909101601f19168101906001600160401b0382119082101761030257604052565b634e487b7160e01b5f52604160045260245ffd5b601f815111610341576020815191015160208210610332571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f5f3560e01c806306285a9a1461259a57806310e084ec1461255857806312a62cff1461244757806318cb2b181461237b5780631c1479fa14611b125780632e1a7d4d146119ca5780632e3408231461190c5780633ad52e2d146110d45780634028eddc1461103c57806347e7ef2414610ff55780634987fcf114610f6657806358252ca914610ee6578063582805d914610e775780636dca3d1c14610e3e57806370a0823114610dca5780638369b72f14610c6c57806384b0196e14610b635780638c125b6f14610b18578063b382c40f146109e5578063b47e9c791461086b578063c1306dc1146107da578063c33584c1146105c3578063c76d4ca614610439578063cab7e8eb146103bd578063d3d3f16714610375578063e1baae1f146101815763eadb3c9c14610143575f80fd5b3461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576020600654604051908152f35b80fd5b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043567ffffffffffffffff8111610371576101d19036906004016127e9565b6024359182151580840361036d5791909133855284602052604085205493859260ff8316935b81811061020f57878733825281602052604082205580f35b61021a818388612ad7565b359673ffffffffffffffffffffffffffffffffffffffff8816978881036103695750338952600460205260408920885f526020528460ff60405f20541615151461035f57338952600460205260408920885f5260205260405f20867fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055835f1461032c57780100000000000000000000000000000000000000000000000081018091116102ff57906001915b976040518681527f87109c9868e0f575f5eb0c44a12fae0c0123eb29071a9a375c8fecc5eb6a4be260203392a35b016101f7565b6024897f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b7fffffffffffffffff00000000000000000000000000000000000000000000000081019081116102ff57906001916102cb565b96506001906102f9565b8980fd5b8480fd5b5080fd5b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760406020916004358152600583522054604051908152f35b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760209060406103fa612797565b9173ffffffffffffffffffffffffffffffffffffffff60243593168152600384528181208360081c825284522054600160ff60405193161b1615158152f35b503461017e5761044836612902565b610453829392612b3c565b9184917ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd2182360301925b8581101561059d578060051b83013584811215610599578301906102808201359164ffffffffff83169283810361036957506102a08101356bffffffffffffffffffffffff811681036105955761057e610584926105526001968461053195506bffffffffffffffffffffffff6104f86102c0860186612b8b565b9290936040519889977f06285a9a0000000000000000000000000000000000000000000000000000000060208a01526024890190612bf1565b6102a4870152166102c48501526102e06102e4850152610304840191612d9e565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612a5c565b82614164565b61058e8288612ddc565b520161047d565b5f80fd5b8780fd5b6105bf856105ab8482614236565b6040519182916020835260208301906128cf565b0390f35b503461017e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576105fb612df0565b50610604613776565b5060405160c0810160405260c06004823761061d612df0565b816080829301805173ffffffffffffffffffffffffffffffffffffffff1694858452602083015160601c95602085019687526040840192835160601c906040870191825260608601805160601c9160608901928352875160a01c9060808a019182525160a01c9160a08a01928352516bffffffffffffffffffffffff169260c08a01938452602089015160381c64ffffffffff169460e08b0195865260208a015160101c64ffffffffff16966101008c019788528a5160181c64ffffffffff16986101208d01998a52508a5160401c6bffffffffffffffffffffffff16996101408d019a8b52516bffffffffffffffffffffffff169a6101608d019b8c52805162ffffff169c610180019c8d5260a001519c6101a0019c8d526040519d8e9182525173ffffffffffffffffffffffffffffffffffffffff1690602001525173ffffffffffffffffffffffffffffffffffffffff1660408d01525173ffffffffffffffffffffffffffffffffffffffff1660608c01525160808b01525160a08a01525160c08901525160e08801525161010087015251610120860152516101408501525161016084015251610180830152516101a08201526101c090f35b503461017e576107e93661281a565b825b8181106107f6578380f35b8061080c6108076001938587612b14565b613fb4565b73ffffffffffffffffffffffffffffffffffffffff6080820151168652600560205260408620805460c08320148061085c575b61084c575b5050016107eb565b610855916140ce565b5f80610844565b5061086682614018565b61083f565b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760806040516108a8816129f7565b828152826020820152826040820152826060820152015260a073ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016604051610904816129f7565b81815273ffffffffffffffffffffffffffffffffffffffff6020820191817f00000000000000000000000000000000000000000000000000000000000000001683528160408201817f00000000000000000000000000000000000000000000000000000000000000001681528160806060850194827f000000000000000000000000000000000000000000000000000000000000000016865201957f00000000000000000000000000000000000000000000000000000000000000008752604051978852511660208701525116604085015251166060830152516080820152f35b503461017e576109f436612902565b929091610a0083612b3c565b9180947ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffac183360301955b8581101561059d578060051b84013587811215610b145790610b03610abe61057e6001948801610552610a61610500830183612b8b565b90610ad2610a73610520860186612b8b565b9290936040519889977f1c1479fa0000000000000000000000000000000000000000000000000000000060208a0152610aaf60248a0182612bf1565b6102806102a48a019101612bf1565b610540610524880152610564870191612d9e565b917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc85840301610544860152612d9e565b610b0d8288612ddc565b5201610a2a565b8380fd5b503461017e5760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57506020610b5b610b56613b3a565b613b6f565b604051908152f35b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57610c3f906105bf610bc27f00000000000000000000000000000000000000000000000000000000000000006145e8565b91610bec7f00000000000000000000000000000000000000000000000000000000000000006145e8565b610c4d60405191610bfe602084612a5c565b8383525f3681376040519687967f0f00000000000000000000000000000000000000000000000000000000000000885260e0602089015260e088019061288c565b90868203604088015261288c565b9146606086015230608086015260a085015283820360c08501526128cf565b503461017e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57610ca46137a6565b610cad82614018565b15908180610d9f575b610d5557610cc490836140ce565b610ccc575080f35b7fc7e245633db023dab179f3dbb1331042aeadc743586f4b010f83b943f6d33989602073ffffffffffffffffffffffffffffffffffffffff60806bffffffffffffffffffffffff60408601511694610d3786606083015160601c808a5289875260408a205490613a6a565b610d47868583015160601c613f1b565b01511692604051908152a280f35b60448473ffffffffffffffffffffffffffffffffffffffff6080860151167f63914fae00000000000000000000000000000000000000000000000000000000825260045233602452fd5b5060608381015133911c141580610cb657506bffffffffffffffffffffffff60408401511615610cb6565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576fffffffffffffffffffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff610e2d612797565b168152808452205416604051908152f35b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576020610b5b613cb1565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5767ffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff610ed2612797565b168152808452205460801c16604051908152f35b503461017e576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57506020610b5b61024060405160806102048237608081207f7316c52bae4bdb49320995c24d5da8fdac8a600e3cc874c297bf3525f9a157ac825261020060048684013761022082015220613b6f565b503461017e57610f753661281a565b8290815b818110610f8b57602085604051908152f35b610f99610807828487612b14565b73ffffffffffffffffffffffffffffffffffffffff608082015116845260056020526040842090815460c0822014610fd6575b5050600101610f79565b95610fe7610fed9260019498613843565b90612a9d565b94905f610fcc565b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57611039611030612797565b6024359061390f565b80f35b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57611074612797565b906024359173ffffffffffffffffffffffffffffffffffffffff831683036103715773ffffffffffffffffffffffffffffffffffffffff918260409216815260046020522091165f52602052602060ff60405f2054166040519015158152f35b503461017e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101a081126103715760a01361017e5760c07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c36011261017e576101643567ffffffffffffffff811161037157611158903690600401612769565b6101843567ffffffffffffffff8111610b1457611179903690600401612769565b939091611184613776565b5061118d613776565b506040519160c0830160405260c060a48437608083019173ffffffffffffffffffffffffffffffffffffffff835116825260056020526040822091825460c08620036118c957604435916bffffffffffffffffffffffff8316978884036118c55788996064359864ffffffffff8a16998a81036118c1575060043573ffffffffffffffffffffffffffffffffffffffff8951168103611896575062ffffff8951168062ffffff61123b613b28565b161480159061188a575b61184e575067ffffffffffffffff61125b612e75565b16421161181157602089015160101c64ffffffffff166117a45789611778575b8a158061176b575b61174357875160a01c8061173e5750885160a01c5b64ffffffffff60208b015160101c1694818d11918215611734575b8d1095861561172a575b50811580611722575b6116fa576112d5610b56613b3a565b94826116df575b50506116ac5783611570575b50505061153d576112f885613c25565b9790924284036114f657855160a01c6113ff575b50509273ffffffffffffffffffffffffffffffffffffffff9260016113bf60209a88956080986113a08e7ff6a84b27821573e52b5f5d1c44e9c13e3b0dcd7272d57bc48485094d98877c4a9c019c8d64ffffffffff815160601c915160381c16917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000009060101b9260381b9160601b16171790565b8c52508b6bffffffffffffffffffffffff885160401c16039087613e07565b01835260c0832090556113d987606084015160601c613f1b565b5190519451604051958787528887015260408601528060608601521692a2604051908152f35b909198507fffffffffffffffffffffffff000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff8651169160a01b1617845261144c613cb1565b80156114ce579260016113bf60209a88956114bd6080999673ffffffffffffffffffffffffffffffffffffffff996bffffffffffffffffffffffff60607ff6a84b27821573e52b5f5d1c44e9c13e3b0dcd7272d57bc48485094d98877c4a9e01511690818082109118021890613dc7565b9c509598509396505081945061130c565b6004897fcb08be81000000000000000000000000000000000000000000000000000000008152fd5b6044838573ffffffffffffffffffffffffffffffffffffffff8951167f65431575000000000000000000000000000000000000000000000000000000008352600452602452fd5b602490606086015160601c7f91c519ed000000000000000000000000000000000000000000000000000000008252600452fd5b90919250604088015160601c92606089015160601c8033149485156115b8575b5084156115a5575b50505050155f80806112e8565b6115af94506142c9565b5f808080611598565b9094506115c784848484613bb0565b90816115d6575b50935f611590565b9050604051907f3fd98363000000000000000000000000000000000000000000000000000000008252600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9081156116a157859173ffffffffffffffffffffffffffffffffffffffff918891611672575b5016145f6115ce565b611694915060203d60201161169a575b61168c8183612a5c565b8101906131bc565b5f611669565b503d611682565b6040513d88823e3d90fd5b60248560208b015160601c7f91c519ed000000000000000000000000000000000000000000000000000000008252600452fd5b6116f292508560208d015160601c613bb0565b155f806112dc565b6004877fb510cb89000000000000000000000000000000000000000000000000000000008152fd5b5085156112c6565b8c1195505f6112bd565b868d1092506112b3565b611298565b6004857f75a50065000000000000000000000000000000000000000000000000000000008152fd5b50875160a01c1515611283565b6024858b7fd53d7247000000000000000000000000000000000000000000000000000000008252600452fd5b891580156117ff575b80156117e5575b1561127b576024858b7fd53d7247000000000000000000000000000000000000000000000000000000008252600452fd5b5064ffffffffff60208a015160381c168a429101106117b4565b5061180989614427565b4210156117ad565b60248567ffffffffffffffff611825612e75565b7fcde4a46300000000000000000000000000000000000000000000000000000000835216600452fd5b8560449162ffffff61185e613b28565b7fe22a868e00000000000000000000000000000000000000000000000000000000845216600452602452fd5b5062ffffff8114611245565b7f4c7a2f3c000000000000000000000000000000000000000000000000000000008652600452602485fd5b8580fd5b8280fd5b60249073ffffffffffffffffffffffffffffffffffffffff8551167fcc81e277000000000000000000000000000000000000000000000000000000008252600452fd5b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043567ffffffffffffffff81116103715761195c9036906004016127e9565b90825b82811061196a578380f35b8061198261197b6001938686612ad7565b3533613ad8565b61198d575b0161195f565b611998818585612ad7565b356040519081527f26ccf9904b9b2fb069d347553978928fd2fc65efb2638dcbeb8d142e974479f060203392a2611987565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043533825281602052611a1381604084205433613a6a565b6040518181527f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d560203392a27f000000000000000000000000000000000000000000000000000000000000000090604051907fa9059cbb0000000000000000000000000000000000000000000000000000000084523360045260245260208360448180865af1906001845114821615611af2575b5015611ab1575080f35b7f5274afe700000000000000000000000000000000000000000000000000000000825273ffffffffffffffffffffffffffffffffffffffff16600452602490fd5b6001821516611b0a5750813b15153d1516165f611aa7565b3d84823e3d90fd5b503461017e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016105408112610371576102801361017e576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd7c36011261017e576105043567ffffffffffffffff811161037157611b98903690600401612769565b906105243567ffffffffffffffff8111610b1457611bba903690600401612769565b611bc2612e8c565b6102843560ff811690818103612377576001820361234b5750506103a43560ff81169485821415948561059957866122ad575b6103e4359560ff871697888814159889611fed576004811161228257507f80000000000000008000000000000000800000000000000080000000000000006104e4356104c4356104a435610484351717171661225a576103443567ffffffffffffffff8116908181036121ad5781421161222e5750506102a4359173ffffffffffffffffffffffffffffffffffffffff8316958684036121ad57611ca084611c9b612953565b613060565b156121e157610124359160ff8316928381036121dd57506121ad5750036121b157610104356bffffffffffffffffffffffff811690818103611fed575061038435906bffffffffffffffffffffffff8216918281036121ad57501161218057611d076129bd565b64ffffffffff80611d166129d1565b16911610612153576104043563ffffffff8116810361036957610184359063ffffffff82168203611fed5790191663ffffffff166121265788967f80000000000000008000000000000000800000000000000080000000000000005b6004891015611dbd576001908b7f80000000000000008000000000000000800000000000000080000000000000008b60051b8061020401925061048401359135170316980197611d72565b8a98507f80000000000000008000000000000000800000000000000080000000000000008a91036120fa57611df0612976565b9473ffffffffffffffffffffffffffffffffffffffff861690818b528a602052611e2d60408c205491898d528c60205260408d205497838a6130a0565b9867ffffffffffffffff8760801c166103243567ffffffffffffffff8116908181036120f6578282036120c75750505061030435611e6b8188613ad8565b156120975750611e8b90611e83610b56610284613fce565b9b8c886142c9565b1561206b57611e9c908787876131e8565b96611ea988611c9b612999565b1561201c573314159081612011575b5080611ff1575b611f54575b611ed5611ecf6129e6565b846133b2565b61059957611ee390856133b2565b611eeb6129d1565b6103c4356bffffffffffffffffffffffff81169889820361017e576020808a7f7b28bedc45737ec8175f11cb539af29127598cf4eb39c7c7a13673e247063f77611f428e8d8d8d8d8d64ffffffffff8e16946134d3565b928392604051908152a2604051908152f35b60643573ffffffffffffffffffffffffffffffffffffffff811690818103611fed575033148015611fc1575b158015611fb9575b15611ec4576024897fa31b0d1900000000000000000000000000000000000000000000000000000000815233600452fd5b503315611f88565b506102e43573ffffffffffffffffffffffffffffffffffffffff811690818103611fed57503314611f80565b8a80fd5b5073ffffffffffffffffffffffffffffffffffffffff8616331415611ebf565b90503314158a611eb8565b60448b73ffffffffffffffffffffffffffffffffffffffff8a8161203e612999565b7fafcd40d80000000000000000000000000000000000000000000000000000000085521660045216602452fd5b60248b897fec4bdb6b000000000000000000000000000000000000000000000000000000008252600452fd5b8c6044918b7fed1b95c9000000000000000000000000000000000000000000000000000000008352600452602452fd5b507fea0f1bbb000000000000000000000000000000000000000000000000000000008e5260045260245260448cfd5b8e80fd5b6024897f9173fe5e00000000000000000000000000000000000000000000000000000000815260048052fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526003600452fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526002600452fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526001600452fd5b8b80fd5b6024897f9173fe5e00000000000000000000000000000000000000000000000000000000815280600452fd5b8d80fd5b60448c8873ffffffffffffffffffffffffffffffffffffffff612202612953565b7fafcd40d800000000000000000000000000000000000000000000000000000000845216600452602452fd5b507fbd5c334e000000000000000000000000000000000000000000000000000000008b5260045260248afd5b60048a7fb20206f2000000000000000000000000000000000000000000000000000000008152fd5b7f532f5281000000000000000000000000000000000000000000000000000000008b5260045260248afd5b5f95507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff870161231f57610384356bffffffffffffffffffffffff8116908181036103695750611bf5576004887f75a50065000000000000000000000000000000000000000000000000000000008152fd5b602488887fadc73ddc000000000000000000000000000000000000000000000000000000008252600452fd5b507fde2af308000000000000000000000000000000000000000000000000000000008652600452602485fd5b8680fd5b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57338152806020526040812054700100000000000000000000000000000000810180911161241a573382528160205280604083205567ffffffffffffffff6040519160801c1681527ff44f5b3a2b308940f48386ad43fe8c1a3678ba85ce8894c46e07275d218a4e7760203392a280f35b6024827f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b50346105955760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105955761247f612797565b9060243560643560ff81168091036105955773ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b15610595575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501528860448501526044356064850152608484015260843560a484015260a43560c48401525af1612542575b50611039919261390f565b61103992505f61255191612a5c565b5f91612537565b346105955760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610595576020610b5b6125946137a6565b90613843565b34610595577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102e081126105955761028013610595576102843564ffffffffff8116809103610595576102a4356bffffffffffffffffffffffff8116809103610595576102c43567ffffffffffffffff811161059557612621903690600401612769565b9061262a612e8c565b61263c612635612953565b3390613060565b156127035764ffffffffff61264f6129bd565b1684116126c55792610b5b9291602094612667612976565b9073ffffffffffffffffffffffffffffffffffffffff82165f525f87526126ac6126a360405f205494335f525f8a5260405f20549386866130a0565b938383336131e8565b926126be6126b86129e6565b336133b2565b33906134d3565b8364ffffffffff6126d46129bd565b7fa7987269000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b73ffffffffffffffffffffffffffffffffffffffff612720612953565b7fafcd40d8000000000000000000000000000000000000000000000000000000005f52166004523360245260445ffd5b35906bffffffffffffffffffffffff8216820361059557565b9181601f840112156105955782359167ffffffffffffffff8311610595576020838186019501011161059557565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361059557565b359073ffffffffffffffffffffffffffffffffffffffff8216820361059557565b359060ff8216820361059557565b9181601f840112156105955782359167ffffffffffffffff8311610595576020808501948460051b01011161059557565b9060207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8301126105955760043567ffffffffffffffff811161059557826023820112156105955780600401359267ffffffffffffffff841161059557602460c0850283010111610595576024019190565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b90602080835192838152019201905f5b8181106128ec5750505090565b82518452602093840193909201916001016128df565b60407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc820112610595576004359067ffffffffffffffff82116105955761294b916004016127e9565b909160243590565b60443573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b60243573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b6102c43573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b60e43564ffffffffff811681036105955790565b6103643564ffffffffff811681036105955790565b6101643560ff811681036105955790565b60a0810190811067ffffffffffffffff821117612a1357604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60c0810190811067ffffffffffffffff821117612a1357604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117612a1357604052565b91908201809211612aaa57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b9190811015612ae75760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b9190811015612ae75760c0020190565b67ffffffffffffffff8111612a135760051b60200190565b90612b4682612b24565b612b536040519182612a5c565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0612b818294612b24565b0190602036910137565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215610595570180359067ffffffffffffffff82116105955760200191813603831361059557565b359067ffffffffffffffff8216820361059557565b9060ff612bfd836127db565b16815273ffffffffffffffffffffffffffffffffffffffff612c21602084016127ba565b16602082015273ffffffffffffffffffffffffffffffffffffffff612c48604084016127ba565b16604082015273ffffffffffffffffffffffffffffffffffffffff612c6f606084016127ba565b1660608201526080820135608082015267ffffffffffffffff612c9460a08401612bdc565b1660a082015267ffffffffffffffff612caf60c08401612bdc565b1660c082015260e082013564ffffffffff81168091036105955760e08201526bffffffffffffffffffffffff612ce86101008401612750565b1661010082015260ff612cfe61012084016127db565b166101208201526bffffffffffffffffffffffff612d1f6101408401612750565b1661014082015260ff612d3561016084016127db565b166101608201526101808201359163ffffffff83168093036105955761020080916080946101808501526bffffffffffffffffffffffff612d796101a08301612750565b166101a08501526101c08101356101c08501526101e08101356101e085015201910137565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b8051821015612ae75760209160051b010190565b604051906101c0820182811067ffffffffffffffff821117612a13576040525f6101a0838281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e082015282610100820152826101208201528261014082015282610160820152826101808201520152565b91908203918211612aaa57565b60843567ffffffffffffffff811681036105955790565b60043560ff81169081810361059557816130345750506101243560ff8116908181036105955781612fae575b50506101643560ff8116908181036105955760048211612f825750507f80000000000000008000000000000000800000000000000080000000000000006102643561024435610224356102043517171716612f5a5760c43567ffffffffffffffff81169081810361059557814211612f2e575050565b507fbd5c334e000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fb20206f2000000000000000000000000000000000000000000000000000000005f5260045ffd5b507f532f5281000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60018203613008575050610104356bffffffffffffffffffffffff811690818103610595575015612fe0575f80612eb8565b7f75a50065000000000000000000000000000000000000000000000000000000005f5260045ffd5b507fadc73ddc000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507fde2af308000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff16801591821561308457505090565b73ffffffffffffffffffffffffffffffffffffffff1614919050565b9193929067ffffffffffffffff9060801c1660a43567ffffffffffffffff8116908181036105955782820361318d575050506084356130df8184613ad8565b1561314857506130fe906130f6610b566004613fce565b9485846142c9565b156131065750565b73ffffffffffffffffffffffffffffffffffffffff907fec4bdb6b000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff837fed1b95c9000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b507fea0f1bbb000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90816020910312610595575173ffffffffffffffffffffffffffffffffffffffff811681036105955790565b909392604051927f3fd9836300000000000000000000000000000000000000000000000000000000845273ffffffffffffffffffffffffffffffffffffffff81169182600486015260208560248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9485156133a7575f95613386575b50849673ffffffffffffffffffffffffffffffffffffffff861693841561335b5773ffffffffffffffffffffffffffffffffffffffff861690858214908115613351575b50613326575090849160c01c61330d575b60c01c6132fd575b50505f525f60205260405f205460c01c6132f2575050565b6132fb91614673565b565b61330691614673565b5f826132da565b6133178383614673565b6133218683614673565b6132d2565b7f102e1a12000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b905081145f6132c1565b7f573d9f8a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6133a091955060203d60201161169a5761168c8183612a5c565b935f61327d565b6040513d5f823e3d90fd5b9060ff1660018111156134cf5773ffffffffffffffffffffffffffffffffffffffff604051927f5c138c9d000000000000000000000000000000000000000000000000000000008452169182600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa80156133a7575f90613492575b60ff9150169181831061346157505050565b7f0c600fc5000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b506020813d6020116134c7575b816134ac60209383612a5c565b81010312610595575160ff811681036105955760ff9061344f565b3d915061349f565b5050565b909392949695919661010435916bffffffffffffffffffffffff8316928381036105955750825f6101243560ff81168082036105955760011415905061376c575050610144356bffffffffffffffffffffffff8116908181036105955781861061373b57505082613542613cb1565b908115613713578186106136e3579061355a91613dc7565b826136cc57610e105b810290613577826001600654019c8a613a6a565b8a6006556bffffffffffffffffffffffff821161369b57906135e7916bffffffffffffffffffffffff4260181b921660401b9060a01b171792428890917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000009060101b9260381b9160601b16171790565b6101a435936bffffffffffffffffffffffff851691828603610595578b977f1a32468621362d1a376a402c985aff058130bee1a97a2092cee9ed4963e1d253977fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008a95818e60c09b5060601b16179260601b1617916040519661366988612a40565b875260208701526040860152606085015260a01b17608083015260a0820152818120845f52600560205260405f2055a4565b507f6dfcc650000000000000000000000000000000000000000000000000000000005f52606060045260245260445ffd5b620151808310620151808418026201518018613563565b50847fa1969237000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fcb08be81000000000000000000000000000000000000000000000000000000005f5260045ffd5b8590507fa1969237000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5f9550935061355a565b6040519061378382612a40565b5f60a0838281528260208201528260408201528260608201528260808201520152565b6137ae613776565b506137b7613776565b5060405160c0810160405260c06004823780916080820173ffffffffffffffffffffffffffffffffffffffff8151165f52600560205260405f209260c084549120036138005750565b73ffffffffffffffffffffffffffffffffffffffff9051167fcc81e277000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b919061384e83613c25565b909361388982956bffffffffffffffffffffffff835160401c16906080840194855160a01c155f1461390057845160a01c925b039084613e07565b92815184146138f7577f10c6cb8b07cbcc95334efad5cf486fc49c209707535358cf270f523bd6cb4bcc926138e68760608573ffffffffffffffffffffffffffffffffffffffff95896040985260c082209055015160601c613f1b565b5116928151908682526020820152a2565b505f9450505050565b613909856143e2565b92613881565b73ffffffffffffffffffffffffffffffffffffffff8116908115613a42578261393791613f1b565b604051908282527f8752a472e571a816aea92eec8dae9baf628e840f4929fbcc2d155e6233ff68a760203393a37f000000000000000000000000000000000000000000000000000000000000000090604051907f23b872dd000000000000000000000000000000000000000000000000000000005f52336004523060245260445260205f60648180865af19060015f5114821615613a21575b6040525f606052156139df5750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516613a3957823b15153d151616906139d0565b503d5f823e3d90fd5b7f1cd788c2000000000000000000000000000000000000000000000000000000005f5260045ffd5b6fffffffffffffffffffffffffffffffff8216838110613aa9575073ffffffffffffffffffffffffffffffffffffffff165f525f6020520360405f2055565b837fa9964699000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff600160ff83161b92165f52600360205260405f209060081c5f5260205260405f20908154818116613b2157179055600190565b5050505f90565b60243562ffffff811681036105955790565b60c06040517ff7a5b3fb3d317578d265f1a8cc8e1b8510a4a7f12923d2c0e2d9190cc23f053f815260a0600460208301372090565b604290613b7a614474565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b92919073ffffffffffffffffffffffffffffffffffffffff84163314938415613bdb575b5050505090565b613be594506142c9565b5f808080613bd4565b8115613bf8570490565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b90815160a01c64ffffffffff835160181c1664ffffffffff602085015160101c1693429480613c8f575b5082613c5d575b5083030290565b51909390613c7d90839060401c6bffffffffffffffffffffffff16613bee565b8401908180821091180218925f613c56565b90945064ffffffffff602086015160381c16018042108142180218935f613c4f565b604051613cbf60a082612a5c565b60a03682377ffeaf968c000000000000000000000000000000000000000000000000000000005f5260a08160045f73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016620186a0fa609f3d11166060602083015192015190158015613dbd575b8015613db4575b613dae57613d569042612e68565b7f000000000000000000000000000000000000000000000000000000000000000010613da957613da6907f0000000000000000000000000000000000000000000000000000000000000000613bee565b90565b505f90565b50505f90565b50428111613d48565b505f821315613d41565b818102918183041490151715612aaa57670de0b6b3a764000090046bffffffffffffffffffffffff811115613da657506bffffffffffffffffffffffff90565b919092602083015160601c92835f525f60205260405f2080545f9484158015613e87575b508580978262ffffff9798115f14613e58575003900390555b51169260181b9160401b9060a01b17171790565b92509250808310613e6c575b505050613e44565b613e7f92613e7991612e68565b90613f1b565b835f80613e64565b9495506fffffffffffffffffffffffffffffffff821681016bffffffffffffffffffffffff8082109118026bffffffffffffffffffffffff189464ffffffffff602086015160101c16155f14613efc57610e105b870290613bf857858762ffffff970690039081808210911802189594613e2b565b88613f0686614427565b03620151808082109118026201518018613edb565b73ffffffffffffffffffffffffffffffffffffffff1690815f525f60205260405f20918254906fffffffffffffffffffffffffffffffff82166fffffffffffffffffffffffffffffffff036fffffffffffffffffffffffffffffffff8111612aaa578311613f895750019055565b7ffd727368000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90613fbd613776565b5060c0604051928184016040528337565b6040516102409160806102008201833761020060808320917f7316c52bae4bdb49320995c24d5da8fdac8a600e3cc874c297bf3525f9a157ac845260208401376102208201522090565b602081015160601c9081331461409b57602081015160101c64ffffffffff166140b257604081015160601c331480156140a2575b61409b5761408f614095925b6bffffffffffffffffffffffff835160401c16905f525f6020526fffffffffffffffffffffffffffffffff60405f20541690612a9d565b9061459d565b42101590565b5050600190565b50606081015160601c331461404c565b6140bb81614427565b42101561409b5761408f61409592614058565b60607f386009970b9c5345e2c1cf33e1d6d82d8c50c0525f4acb30b5bddd71cc1dd0039173ffffffffffffffffffffffffffffffffffffffff608061411283613c25565b9390505f846bffffffffffffffffffffffff835160401c1603975561413c8486830151871c613f1b565b61414c876020830151871c613f1b565b015116936040519182526020820152336040820152a2565b81515f939284918291602001306207a120f4903d1561422e573d9167ffffffffffffffff8311612a1357604051926141c4601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200185612a5c565b83523d5f602085013e5b61421657907f489013dbeed7e08096d8cc07e8bf97f668c362b0ba908a7d8783ab7a36140b6e91614211604051928392835260406020840152604083019061288c565b0390a1565b50909150602081805181010312610595576020015190565b6060916141ce565b5f925f5b825181101561428c5761424d8184612ddc565b5161425b575b60010161423a565b937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114612aaa5760010193614253565b5092905081811061429b575050565b7f8af08b4a000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff6142ea85858461463f565b50501680151590816143c2575b506143b957813b1515928361430f575b505050905090565b5f93507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f86602097606494604051967f1626ba7e0000000000000000000000000000000000000000000000000000000088526004880152604060248801528160448801528587013786848287010152011601915afa7f1626ba7e000000000000000000000000000000000000000000000000000000005f5114601f3d111616805f8080614307565b50505050600190565b905073ffffffffffffffffffffffffffffffffffffffff8316145f6142f7565b6143ea613cb1565b801561441f5790613da6916bffffffffffffffffffffffff6060608084015160a01c9301511690818082109118021890613dc7565b505160a01c90565b602081015160101c64ffffffffff1690816144625750507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b6020015160381c64ffffffffff160190565b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016301480614574575b156144dc577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a0815261456e60c082612a5c565b51902090565b507f000000000000000000000000000000000000000000000000000000000000000046146144b3565b805160a01c80156145c15764ffffffffff6145bd925160181c1692613bee565b0190565b5050507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b60ff811690601f82116146175760405191614604604084612a5c565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b9060418303614669576146629250602081013591604082359201355f1a90614707565b9192909190565b50505f9160029190565b73ffffffffffffffffffffffffffffffffffffffff16805f52600460205260405f2073ffffffffffffffffffffffffffffffffffffffff83165f5260205260ff60405f2054166146c1575050565b73ffffffffffffffffffffffffffffffffffffffff92507faf04fe01000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841161478b579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa156133a7575f5173ffffffffffffffffffffffffffffffffffffffff81161561478157905f905f90565b505f906001905f90565b5050505f916003919056' as const
